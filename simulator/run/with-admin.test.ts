/** `withAdmin` of the pipeline, on a broker, which the pipeline's own tests have not. */
import { KafkaJSConnectionError, KafkaJSError } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';

describe('withAdmin', () => {
  let broker: EmbeddedBroker;
  beforeAll(async () => {
    broker = await startEmbeddedBroker({ topics: [{ name: 'a', partitions: 1 }] });
  });
  afterAll(() => broker.stop());

  const failing = async (error: Error, times: number) => {
    let attempts = 0;
    const work = withAdmin({ brokers: [broker.address], kind: 'embedded' }, async (admin) => {
      attempts += 1;
      if (attempts <= times) throw error;
      return admin.listTopics();
    });
    const outcome = await work.catch((thrown: unknown) => thrown);
    return { attempts, outcome };
  };

  it('does the work again when Kafka fails in the middle', async () => {
    const closed = new KafkaJSConnectionError('Closed connection');
    expect(await failing(closed, 2)).toEqual({ attempts: 3, outcome: ['a'] });
  });

  it('gives up on connections that keep breaking', async () => {
    const closed = new KafkaJSConnectionError('Closed connection');
    const { attempts, outcome } = await failing(closed, 9);
    expect(attempts).toBe(3);
    expect(outcome).toMatchObject({ code: 'BROKER_UNREACHABLE', cause: closed });
    expect(String(outcome)).toContain('Closed connection');
  });

  it('says what a broker refuses', async () => {
    const refused = Object.assign(new KafkaJSError('Topic creation errors'), {
      errors: [new Error('Replication-factor is invalid')],
    });
    const { outcome } = await failing(refused, 9);
    expect(outcome).toMatchObject({
      code: 'BROKER_REFUSED',
      message: `The broker at ${broker.address} refused to prepare the run: Topic creation errors: Replication-factor is invalid`,
    });
  });

  it('passes on what is no failure of Kafka, at once', async () => {
    const bug = new TypeError('x is not a function');
    expect(await failing(bug, 9)).toEqual({ attempts: 1, outcome: bug });
  });
});
