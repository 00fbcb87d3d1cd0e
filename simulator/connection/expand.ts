/** Values of a properties file with the variables in them filled in. */
import type { ConnectionFault } from './faults.ts';

/** A value with its variables filled in. */
export interface Expanded {
  readonly text: string;
  readonly where: string;
  /** Nothing of it came from a variable. */
  readonly isLiteral: boolean;
}

/** `${env:NAME}` as Kafka's EnvVarConfigProvider fills it in. */
export function expand(
  value: string,
  where: string,
  environment: Readonly<Record<string, string | undefined>>,
  faults: ConnectionFault[],
): Expanded {
  let isLiteral = true;
  const text = value.replace(/\$\{([a-z]+):([^}]*)\}/g, (_, provider: string, variable: string) => {
    isLiteral = false;
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
  return { text, where, isLiteral };
}
