/**
 * Lets kafkajs in this thread bear other people's broken topics. Asked for the metadata of everything, as its admin client
 * does at every turn, a cluster answers with an error beside each topic that has a partition without a leader, and kafkajs
 * makes one failure of the whole answer: a single such topic anywhere would keep everybody away from the cluster. Here such
 * topics are left out. Questions about named topics fail as before.
 */
import { createRequire } from 'node:module';

interface Answer {
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly partitionMetadata: readonly { readonly partitionErrorCode: number }[];
  }[];
}

interface Exchange {
  readonly request: unknown;
  readonly response: { readonly parse: (answer: Answer) => Promise<Answer> };
}

type Build = (options: { readonly topics: readonly string[] }) => Exchange;

interface MetadataApi {
  protocol: (options: { readonly version: number }) => Build;
}

let repaired = false;

/** Idempotent. To be called in every thread that uses kafkajs, before the first connection. */
export function repairWholeMetadata(): void {
  if (repaired) return;
  repaired = true;
  const load = createRequire(import.meta.url);
  const api = load('kafkajs/src/protocol/requests/metadata') as MetadataApi;
  const { protocol } = api;
  api.protocol = (options) => {
    const build = protocol(options);
    return (wanted) => {
      const exchange = build(wanted);
      // An empty list stands for all topics.
      if (wanted.topics.length > 0) return exchange;
      return { ...exchange, response: { ...exchange.response, parse: withoutBroken } };
    };
  };
}

async function withoutBroken(answer: Answer): Promise<Answer> {
  const isSound = ({ topicErrorCode, partitionMetadata }: Answer['topicMetadata'][number]) =>
    topicErrorCode === 0 &&
    partitionMetadata.every(({ partitionErrorCode }) => partitionErrorCode === 0);
  return { ...answer, topicMetadata: answer.topicMetadata.filter(isSound) };
}
