/** From what was typed to what a run is given: the embedded broker, or a cluster with its connection and topics. */
import type { BrokerChoice } from '../commands/resolve.ts';
import type { BrokerWanted } from '../run/cast.ts';
import { DEFAULT_TOPICS } from './cluster.ts';

export function brokerWanted(choice: BrokerChoice): BrokerWanted {
  if (choice.kind === 'embedded') return choice;
  return {
    kind: 'kafka',
    connection: { brokers: choice.addresses, kind: 'external' },
    topics: DEFAULT_TOPICS,
  };
}
