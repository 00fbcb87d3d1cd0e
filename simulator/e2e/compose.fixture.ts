/** `docker-compose.yml` as Docker Compose reads it: anchors merged, variables put in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../commands/resolve.ts';

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The keys that this project uses. */
export interface ComposeService {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly container_name: string;
  readonly hostname?: string;
  readonly restart: string;
  /** `127.0.0.1:published:inside`. */
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: Readonly<Record<string, unknown>> & { readonly test: readonly string[] };
  readonly deploy: {
    readonly resources: { readonly limits: Readonly<Record<string, string>> };
  };
  readonly logging: {
    readonly driver: string;
    readonly options: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

export type Variables = Readonly<Record<string, string>>;

/** @param variables of the shell, such as `KAFKA_PORT` */
export function readCompose(variables: Variables = {}): ComposeFile {
  const file = parse(composeText(), { merge: true }) as unknown;
  return interpolated(file, variables) as ComposeFile;
}

export function composeText(): string {
  return readFileSync(join(projectRoot(), 'docker-compose.yml'), 'utf8');
}

/** Services that `docker compose --profile …` starts, in the order of the file. */
export function servicesOf(file: ComposeFile, ...profiles: string[]): string[] {
  return Object.entries(file.services)
    .filter(([, { profiles: own }]) => own?.some((name) => profiles.includes(name)) ?? true)
    .map(([name]) => name);
}

/**
 * In every text of a parsed file, as Compose does after parsing: `${NAME}`, `${NAME:-default}`, and `$$` for one `$`. What
 * becomes a value of `environment` is a text, whatever YAML made of it.
 */
export function interpolated(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') return withVariables(node, variables);
  if (Array.isArray(node)) return node.map((item) => interpolated(item, variables));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'environment' ? texts(value, variables) : interpolated(value, variables),
    ]),
  );
}

function texts(environment: object, variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      withVariables(String(value), variables),
    ]),
  );
}

function withVariables(text: string, variables: Variables): string {
  return text.replace(
    /\$(?:\$|\{([A-Z0-9_]+)(?::-([^}]*))?\}|)/g,
    (found, name: string | undefined, fallback: string | undefined) => {
      if (found === '$$') return '$';
      if (name === undefined) throw new Error(`a lone $ in ${JSON.stringify(text)}`);
      const value = variables[name] || fallback;
      if (value === undefined) throw new Error(`${name} has no value and no default`);
      return value;
    },
  );
}
