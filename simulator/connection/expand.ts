/** Values of a properties file with the variables in them filled in. */
import type { ConnectionFault } from './faults.ts';

/** A value with its variables filled in. */
export interface Expanded {
  readonly text: string;
  readonly where: string;
  /** Some of it stands in the file itself. */
  readonly isLiteral: boolean;
}

const PLACEHOLDER = /\$\{([a-z]+):([^}]*)\}/g;

/** `${env:NAME}` as Kafka's EnvVarConfigProvider fills it in. */
export function expand(
  value: string,
  where: string,
  environment: Readonly<Record<string, string | undefined>>,
  faults: ConnectionFault[],
): Expanded {
  const text = value.replace(PLACEHOLDER, (_, provider: string, variable: string) => {
    if (provider !== 'env') {
      faults.push({ where, what: `\${${provider}:…} is not supported; \${env:NAME} is` });
      return '';
    }
    const found = environment[variable];
    if (found === undefined || found === '') {
      faults.push({ where, what: `the variable ${variable} is not set` });
    }
    return found ?? '';
  });
  return { text, where, isLiteral: value.replace(PLACEHOLDER, '') !== '' };
}
