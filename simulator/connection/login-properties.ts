/** The login in a file of Kafka's Java clients: `sasl.mechanism` and `sasl.jaas.config`. */
import { SASL_MECHANISMS } from '../../pipeline/kafka/connection.ts';
import { type Expanded, expand } from './expand.ts';
import type { ConnectionFault } from './faults.ts';
import { parseJaas } from './jaas.ts';
import type { SettingName } from './settings.ts';

export interface LoginSettings {
  readonly given: readonly [SettingName, Expanded][];
  /** The password stands in the file itself. */
  readonly holdsSecrets: boolean;
}

export function loginSettings(
  found: ReadonlyMap<string, Expanded>,
  environment: Readonly<Record<string, string | undefined>>,
  faults: ConnectionFault[],
): LoginSettings {
  const given: [SettingName, Expanded][] = [];
  const mechanism = found.get('sasl.mechanism');
  if (mechanism !== undefined) given.push(['sasl-mechanism', mechanism]);
  const config = found.get('sasl.jaas.config');
  if (config === undefined) return { given, holdsSecrets: false };
  const { where } = config;
  // The whole of it may be a variable, or single options.
  const isVariable = /^\s*\$\{[a-z]+:[^}]*\}\s*$/.test(config.text);
  const module = parseJaas(
    isVariable ? expand(config.text, where, environment, faults).text : config.text,
  );
  if ('fault' in module) {
    faults.push({ where, what: `sasl.jaas.config ${module.fault}` });
    return { given, holdsSecrets: true };
  }
  if (module.name !== 'PlainLoginModule' && module.name !== 'ScramLoginModule') {
    faults.push({
      where,
      what: `sasl.jaas.config: ${module.name} is not supported; PlainLoginModule and ScramLoginModule are`,
    });
    return { given, holdsSecrets: true };
  }
  const isPlain = module.name === 'PlainLoginModule';
  const known = mechanism?.text.trim().toUpperCase();
  if (known !== undefined && isSupported(known) && isPlain !== (known === 'PLAIN')) {
    faults.push({ where, what: `sasl.jaas.config: ${module.name} does not go with ${known}` });
  }
  if (module.options.get('tokenauth')?.toLowerCase() === 'true') {
    faults.push({ where, what: 'sasl.jaas.config: delegation tokens are not supported' });
  }
  let holdsSecrets = false;
  for (const [option, setting] of [
    ['username', 'sasl-username'],
    ['password', 'sasl-password'],
  ] as const) {
    const text = module.options.get(option);
    if (text === undefined) continue;
    const value = expand(text, where, environment, faults);
    if (option === 'password' && value.isLiteral && !isVariable) holdsSecrets = true;
    given.push([setting, value]);
  }
  return { given, holdsSecrets };
}

function isSupported(mechanism: string): boolean {
  return (SASL_MECHANISMS as readonly string[]).includes(mechanism);
}
