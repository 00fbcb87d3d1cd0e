/** What is wrong with the settings of a connection: collected first, told all at once. */
import { StreamstockError } from '../../pipeline/errors.ts';

export interface ConnectionFault {
  /** `--tls-ca`, `STREAMSTOCK_KAFKA_TLS_CA` or `client.properties:4`. */
  readonly where: string;
  /** What is wrong and what to do; never a secret. */
  readonly what: string;
}

/** @throws StreamstockError CONNECTION_INVALID with every fault, a line each, when there is one */
export function throwFaults(faults: readonly ConnectionFault[]): void {
  if (faults.length === 0) return;
  const lines = new Set(faults.map(({ where, what }) => `${where}: ${what}`));
  throw new StreamstockError('CONNECTION_INVALID', [...lines].join('\n'), {
    hint: 'docs/kafka.md has every flag, variable and key of a connection.',
  });
}
