/** What was set, and where: flags win over variables, variables over the file. */

import { nearest } from '../../pipeline/nearest.ts';
import type { Environment } from '../scenario/overrides.ts';
import { type ClientProperties, readClientProperties } from './client-properties.ts';
import type { ConnectionFault } from './faults.ts';
import { readSettingFile } from './files.ts';
import {
  CONNECTION_SETTINGS,
  type ConnectionFlag,
  type ConnectionSetting,
  REFUSED_FLAGS,
  type SettingName,
} from './settings.ts';

export interface Given {
  readonly from: 'flag' | 'variable' | 'file';
  /** `--tls-ca`, `STREAMSTOCK_KAFKA_TLS_CA`, `client.properties:4`. */
  readonly where: string;
  /** The value, which may be a secret, or the path of a file. */
  readonly text: string;
  readonly isPath: boolean;
}

/** As yargs hands them over. */
export type ConnectionFlags = {
  readonly [flag in ConnectionFlag | (typeof REFUSED_FLAGS)[number]]?: string | boolean | undefined;
};

export interface GivenSettings {
  readonly settings: ReadonlyMap<SettingName, Given>;
  /** Of the file, if there is one. */
  readonly protocol: ClientProperties['protocol'] | undefined;
  readonly faults: readonly ConnectionFault[];
  /** Worth a line before the run. */
  readonly notes: readonly string[];
}

/** Reads the settings file, and no other: files with secrets are read when it is known that a cluster is meant. */
export function collectSettings(flags: ConnectionFlags, environment: Environment): GivenSettings {
  const faults: ConnectionFault[] = refusedFlags(flags);
  const settings = new Map<SettingName, Given>();
  for (const setting of CONNECTION_SETTINGS) {
    const given = fromFlag(setting, flags) ?? fromEnvironment(setting, environment, faults);
    if (given !== undefined) settings.set(setting.name, given);
  }
  const notes = unknownVariables(environment);
  const file = settings.get('kafka-config');
  if (file === undefined) return { settings, protocol: undefined, faults, notes };
  const read = readSettingFile(file.text);
  if ('fault' in read) {
    faults.push({ where: file.where, what: read.fault });
    return { settings, protocol: undefined, faults, notes };
  }
  const properties = readClientProperties(file.text, read.text, environment);
  faults.push(...properties.faults);
  if (properties.holdsSecrets && read.unsafe !== undefined) {
    faults.push({
      where: file.where,
      what: `${read.unsafe} (it holds a password or a key; or take that from a variable with \${env:NAME})`,
    });
  }
  for (const [name, given] of properties.given) {
    if (!settings.has(name)) settings.set(name, given);
  }
  return {
    settings,
    protocol: properties.protocol,
    faults,
    notes: [...notes, ...properties.notes],
  };
}

/** Who typed a secret has shown it to every user of the machine, and to the history of the shell. */
function refusedFlags(flags: ConnectionFlags): ConnectionFault[] {
  return REFUSED_FLAGS.filter((flag) => flags[flag] !== undefined).map((flag) => ({
    where: `--${flag}`,
    what: `a secret on the command line can be read by others; use --${flag}-file FILE (- for standard input), or ${variableOf(flag)}`,
  }));
}

function variableOf(name: SettingName): string {
  return CONNECTION_SETTINGS.find((setting) => setting.name === name)?.variable ?? '';
}

function fromFlag({ flag, fileVariable }: ConnectionSetting, flags: ConnectionFlags) {
  const value = flags[flag];
  if (value === undefined) return undefined;
  const isPath = fileVariable !== undefined || HOLDS_A_PATH.test(flag);
  return { from: 'flag', where: `--${flag}`, text: String(value), isPath } as const;
}

function fromEnvironment(
  { flag, variable, fileVariable }: ConnectionSetting,
  environment: Environment,
  faults: ConnectionFault[],
): Given | undefined {
  const value = set(environment[variable]);
  const path = fileVariable === undefined ? undefined : set(environment[fileVariable]);
  if (fileVariable !== undefined && path !== undefined) {
    if (value !== undefined)
      faults.push({ where: variable, what: `${fileVariable} is set as well` });
    return { from: 'variable', where: fileVariable, text: path, isPath: true };
  }
  if (value === undefined) return undefined;
  // Build systems hand certificates and keys over as variables, too.
  const isPath = HOLDS_A_PATH.test(flag) && !value.includes('-----BEGIN ');
  return { from: 'variable', where: variable, text: value, isPath };
}

/** Flags whose value is the path of a file with something that is no secret, or that is read as one. */
const HOLDS_A_PATH = /^(kafka-config|tls-ca|tls-cert|tls-key)$/;

/** Empty variables count as unset, as everywhere. */
function set(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

const PREFIX = 'STREAMSTOCK_KAFKA_';

/** A slip in the name of the variable that encrypts must not go unseen. */
function unknownVariables(environment: Environment): string[] {
  const known = CONNECTION_SETTINGS.flatMap(({ variable, fileVariable }) =>
    fileVariable === undefined ? [variable] : [variable, fileVariable],
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .flatMap((name) => {
      const close = nearest(
        name.slice(PREFIX.length),
        known.map((other) => other.slice(PREFIX.length)),
      );
      return close === undefined
        ? []
        : [`The variable ${name} is unknown. Did you mean ${PREFIX}${close}?`];
    });
}
