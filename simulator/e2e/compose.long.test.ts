/** The brokers of `docker-compose.yml`, without Docker: the same properties, the same commands, on real Apache Kafka. */
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { CHANGELOG_TOPIC, everyTopic, topicNames } from '../../pipeline/topics.ts';
import { COMPOSE_CLUSTER_ID } from '../cluster/own-clusters.ts';
import { Workshop } from './command.fixture.ts';
import { type ComposeBrokers, startComposeBrokers } from './compose-kafka.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { missingForKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`docker-compose.yml is not tested: ${missing}\n`);

const TOPICS = everyTopic(topicNames(''));
/** 168 hours. */
const RETENTION_MS = 604_800_000;
const TOPIC_RESOURCE = 2;

const PROFILES = [
  {
    profile: 'one broker',
    brokers: ['kafka'],
    portVariables: ['KAFKA_PORT'],
    init: 'kafka-init',
    replicas: 1,
    minInSync: 1,
  },
  {
    profile: 'cluster',
    brokers: ['kafka-1', 'kafka-2', 'kafka-3'],
    portVariables: ['KAFKA_1_PORT', 'KAFKA_2_PORT', 'KAFKA_3_PORT'],
    init: 'kafka-cluster-init',
    replicas: 3,
    minInSync: 2,
  },
] as const;

describe.skipIf(missing !== undefined).each(PROFILES)(
  'docker-compose.yml, $profile',
  ({ brokers, portVariables, init, replicas, minInSync }) => {
    let kafka: ComposeBrokers;
    const workshop = new Workshop();

    beforeAll(async () => {
      kafka = await startComposeBrokers(brokers, portVariables);
    }, 300_000);
    afterAll(async () => {
      await kafka?.stop();
      workshop.close();
    });

    const ask = async <T>(address: string, question: (admin: Admin) => Promise<T>): Promise<T> => {
      const admin = createKafka({
        brokers: [address],
        kind: 'external',
        clientId: 'compose-test',
      }).admin();
      await admin.connect();
      try {
        return await question(admin);
      } finally {
        await admin.disconnect();
      }
    };

    it('gives brokers the properties that the image itself makes of the environment', async () => {
      for (const broker of brokers) {
        const { written, expected } = await kafka.propertiesOfImage(broker);
        expect(written).toEqual(expected);
      }
    });

    it('answers on both listeners of each broker, under the names that belong to it', async () => {
      for (const addresses of [kafka.published, kafka.internal]) {
        for (const address of addresses) {
          const cluster = await ask(address, (admin) => admin.describeCluster());
          expect(cluster.clusterId).toBe(COMPOSE_CLUSTER_ID);
          expect(
            cluster.brokers
              .toSorted((a, b) => a.nodeId - b.nodeId)
              .map(({ host, port }) => `${host}:${port}`),
          ).toEqual(addresses);
        }
      }
    });

    it('is healthy, as its own health check sees it', async () => {
      for (const broker of brokers) {
        const { exitCode, said } = await kafka.healthCheck(broker);
        expect(exitCode, said).toBe(0);
      }
    });

    it('gets its topics from the init container, which may run again', async () => {
      for (let time = 1; time <= 2; time += 1) {
        const { exitCode, said } = await kafka.runOnce(init);
        expect(exitCode, said).toBe(0);
      }
      await ask(kafka.published[0] ?? '', async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: TOPICS });
        expect(
          Object.fromEntries(
            topics.map(({ name, partitions }) => [
              name,
              partitions.map((partition) => partition.replicas.length),
            ]),
          ),
        ).toEqual(Object.fromEntries(TOPICS.map((name) => [name, [replicas, replicas, replicas]])));
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: TOPICS.map((name) => ({ type: TOPIC_RESOURCE, name })),
        });
        for (const { resourceName, configEntries } of resources) {
          const settings = Object.fromEntries(
            configEntries.map(({ configName, configValue }) => [configName, configValue]),
          );
          expect(settings).toMatchObject({
            'min.insync.replicas': String(minInSync),
            'retention.ms': String(RETENTION_MS),
            'unclean.leader.election.enable': 'false',
            'cleanup.policy': resourceName === CHANGELOG_TOPIC ? 'compact,delete' : 'delete',
            'min.compaction.lag.ms': resourceName === CHANGELOG_TOPIC ? '3600000' : '0',
          });
        }
      });
    });

    it('creates no topic that somebody merely asks for', async () => {
      await expect(
        ask(kafka.published[0] ?? '', (admin) =>
          admin.fetchTopicMetadata({ topics: ['inventory.typo'] }),
        ),
      ).rejects.toThrow('does not host this topic-partition');
    });

    it('passes a scenario with the digest of the simulation, and keeps offsets as safe as records', async () => {
      const scenario = workshop.scenario(
        'gentle',
        'load: { executor: constant-arrival-rate, rate: 300, duration: 5s }\ncatalogue: { products: 200 }\n',
      );
      const result = await workshop.bench([scenario, '--broker', kafka.published.join(',')]);
      expectSound(result, await workshop.digest([scenario]));
      await ask(kafka.published[0] ?? '', async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: ['__consumer_offsets'] });
        const counts = topics.flatMap(({ partitions }) =>
          partitions.map((partition) => partition.replicas.length),
        );
        expect(new Set(counts)).toEqual(new Set([replicas]));
      });
    });
  },
);
