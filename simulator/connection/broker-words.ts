/** Which words say where the broker is, when a flag, a variable and a file may all have something to say. */
import type { Environment } from '../scenario/overrides.ts';
import type { ConnectionFault } from './faults.ts';
import type { GivenSettings } from './given.ts';

export interface BrokerWords {
  /** `embedded`, `kafka`, `host:port,…`; undefined: nobody said anything. */
  readonly text: string | undefined;
  /** The flag, variable or line that said so. */
  readonly from: string;
  readonly faults: readonly ConnectionFault[];
}

/**
 * `--broker` and `--brokers` mean the same, as do `STREAMSTOCK_BROKER` and `STREAMSTOCK_KAFKA_BROKERS`. Flags win over
 * variables, and these over `bootstrap.servers`. Where the word is `kafka`, the address comes from the next of them.
 */
export function brokerWords(
  flag: string | undefined,
  environment: Environment,
  { settings }: Pick<GivenSettings, 'settings'>,
): BrokerWords {
  const brokers = settings.get('brokers');
  const { STREAMSTOCK_BROKER: variable = '' } = environment;
  const [plain, from] = flag === undefined ? [variable, 'STREAMSTOCK_BROKER'] : [flag, '--broker'];
  const isNearer = flag !== undefined && brokers?.from !== 'flag';
  if (plain === '' || (flag === undefined && brokers?.from === 'flag')) {
    return { text: brokers?.text, from: brokers?.where ?? from, faults: [] };
  }
  if (brokers === undefined) return { text: plain, from, faults: [] };
  if (plain === 'kafka') return { text: brokers.text, from: brokers.where, faults: [] };
  const areRivals = !isNearer && brokers.from !== 'file';
  return {
    text: plain,
    from,
    faults:
      areRivals && list(plain) !== list(brokers.text)
        ? [{ where: brokers.where, what: `says something else than ${from}; set one of them only` }]
        : [],
  };
}

function list(text: string): string {
  return text
    .split(',')
    .map((address) => address.trim())
    .toSorted()
    .join();
}
