/** What can be said of `docker-compose.yml` by reading it: it holds together, and it is what the tool expects. */
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../pipeline/kafka/topic-plan.ts';
import { CHANGELOG_TOPIC, everyTopic, topicNames } from '../../pipeline/topics.ts';
import { COMPOSE_CLUSTER_ID } from '../cluster/own-clusters.ts';
import { composeText, readCompose, servicesOf } from './compose.fixture.ts';
import {
  endpointsIn,
  imageProperties,
  publishedPorts,
  serviceOf,
} from './compose-image.fixture.ts';
import { KAFKA_TOOLS, toolsIn } from './compose-tools.fixture.ts';

const file = readCompose();
const services = Object.entries(file.services);
const oneShots = ['kafka-init', 'kafka-cluster-init', 'bench'];
const one = ['kafka'];
const three = ['kafka-1', 'kafka-2', 'kafka-3'];
const brokers = [...one, ...three];

/** Of the Compose specification, those that mean something to Docker Engine on one machine. */
const SERVICE_KEYS = new Set(
  `annotations build cap_add cap_drop cgroup command configs container_name cpus depends_on deploy devices dns entrypoint
   env_file environment expose extra_hosts healthcheck hostname image init ipc labels logging mem_limit network_mode
   networks pid platform ports privileged profiles pull_policy read_only restart secrets security_opt shm_size stdin_open
   stop_grace_period stop_signal sysctls tmpfs tty ulimits user volumes working_dir`.split(/\s+/),
);

describe('docker-compose.yml', () => {
  it('starts one broker by default, and further services by profile', () => {
    expect(servicesOf(file)).toEqual(['kafka', 'kafka-init']);
    expect(servicesOf(file, 'cluster')).toEqual([
      'kafka',
      'kafka-init',
      ...three,
      'kafka-cluster-init',
    ]);
    expect(servicesOf(file, 'ui')).toContain('kafka-ui');
    expect(servicesOf(file, 'bench')).toContain('bench');
  });

  it.each(services)('%s uses keys of the Compose specification only', (_, service) => {
    expect(Object.keys(service).filter((key) => !SERVICE_KEYS.has(key))).toEqual([]);
  });

  it.each(services)('%s needs nothing that is not there', (name, service) => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const needed = serviceOf(file, other);
      if (condition === 'service_healthy') expect(needed.healthcheck).toBeDefined();
      else expect([other, condition]).toEqual(['kafka-init', 'service_completed_successfully']);
      // A service of another profile would not be started.
      expect(needed.profiles ?? []).toEqual(needed.profiles === undefined ? [] : service.profiles);
      expect(other).not.toBe(name);
    }
    expect(service.networks).toEqual(['streamstock-network']);
    expect(Object.keys(file.networks)).toEqual(service.networks);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (!source.startsWith('./')) expect(Object.keys(file.volumes)).toContain(source);
    }
  });

  it('uses every volume that it declares, once', () => {
    const used = services.flatMap(([, { volumes = [] }]) =>
      volumes.flatMap((volume) => (volume.startsWith('./') ? [] : (volume.split(':')[0] ?? ''))),
    );
    expect(used.toSorted((a, b) => a.localeCompare(b))).toEqual(
      Object.keys(file.volumes).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it.each(
    services,
  )('%s has an exact image, limits, rotated logs, and a rule for restarts', (name, service) => {
    expect(service.image).toMatch(
      name === 'bench' ? /^streamstock-bench$/ : /^[a-z./-]+:v?\d+\.\d+\.\d+$/,
    );
    expect(service.deploy.resources.limits['memory']).toMatch(/^\d+[mg]$/);
    expect(service.logging.options).toEqual({ 'max-size': '10m', 'max-file': '3' });
    expect(service.restart).toBe(oneShots.includes(name) ? 'no' : 'unless-stopped');
    expect(service.container_name).toMatch(/^streamstock-/);
  });

  it('publishes every port on loopback, at a place of its own that a variable moves', () => {
    const ports = services.flatMap(([, service]) => publishedPorts(service));
    expect(new Set(ports.map(({ host }) => host))).toEqual(new Set(['127.0.0.1']));
    expect(ports.map(({ at }) => at)).toEqual([9092, 9094, 9095, 9096, 8081]);
    const variables = [
      'KAFKA_PORT',
      'KAFKA_1_PORT',
      'KAFKA_2_PORT',
      'KAFKA_3_PORT',
      'KAFKA_UI_PORT',
    ];
    const elsewhere = readCompose(
      Object.fromEntries(variables.map((name, index) => [name, `${20_000 + index}`])),
    );
    expect(
      Object.values(elsewhere.services).flatMap((service) =>
        publishedPorts(service).map(({ at }) => at),
      ),
    ).toEqual([20_000, 20_001, 20_002, 20_003, 20_004]);
  });

  it.each(
    services.filter(([, { healthcheck }]) => healthcheck !== undefined),
  )('%s is looked after as often as the documents say', (_, { healthcheck }) => {
    expect(healthcheck).toMatchObject({ interval: '30s', timeout: '10s', retries: 5 });
    expect(healthcheck).toHaveProperty('start_interval', '2s');
  });

  it('keeps every secret and file of the checkout but ./runs out of the containers', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.filter((volume) => /^[./~]/.test(volume)),
    );
    expect(mounted).toEqual(['./runs:/runs']);
    expect(composeText()).not.toMatch(/password|secret|token/i);
  });
});

describe('its brokers', () => {
  it.each(
    brokers,
  )('%s listens where it says that it does, and in the network by its name', (name) => {
    const service = serviceOf(file, name);
    const properties = imageProperties(service.environment ?? {});
    const [published] = publishedPorts(service);
    expect(endpointsIn(properties['listeners'] ?? '').map(({ port }) => port)).toEqual([
      29_092,
      published?.inside,
      29_093,
    ]);
    expect(endpointsIn(properties['advertised.listeners'] ?? '')).toEqual([
      { host: service.hostname, port: 29_092 },
      { host: 'localhost', port: published?.at },
    ]);
    expect(service.hostname).toBe(name);
    expect(properties['log.dirs']).toBe(service.volumes?.[0]?.split(':')[1]);
    expect(properties['auto.create.topics.enable']).toBe('false');
    expect(properties['log.retention.hours']).toBe('168');
    expect(service.environment?.['CLUSTER_ID']).toBe(COMPOSE_CLUSTER_ID);
  });

  it.each([
    [one, '1', '1'],
    [three, '3', '2'],
  ])('%j keep every record on as many brokers as the profile promises', (names, factor, minIsr) => {
    for (const [index, name] of names.entries()) {
      const properties = imageProperties(serviceOf(file, name).environment ?? {});
      expect(properties['node.id']).toBe(`${index + 1}`);
      expect(properties['controller.quorum.voters']).toBe(
        names.map((voter, at) => `${at + 1}@${voter}:29093`).join(','),
      );
      expect(
        Object.entries(properties).filter(([key]) => key.endsWith('replication.factor')),
      ).toEqual([
        ['default.replication.factor', factor],
        ['offsets.topic.replication.factor', factor],
        ['transaction.state.log.replication.factor', factor],
        ['share.coordinator.state.topic.replication.factor', factor],
      ]);
      expect(
        Object.entries(properties).filter(([key]) => /min\.(isr|insync\.replicas)$/.test(key)),
      ).toEqual([
        ['min.insync.replicas', minIsr],
        ['transaction.state.log.min.isr', minIsr],
        ['share.coordinator.state.topic.min.isr', minIsr],
      ]);
    }
  });

  it('call only tools that Kafka has', () => {
    const used = services.flatMap(([, { healthcheck, command = [] }]) =>
      toolsIn([...(healthcheck?.test ?? []), ...command].join(' ')),
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(KAFKA_TOOLS)));
  });
});

describe('its topics', () => {
  it.each([
    ['kafka-init', '1'],
    ['kafka-cluster-init', '3'],
  ])('are created by %s: those of the pipeline, as many partitions as asked for', (name, factor) => {
    const environment = serviceOf(readCompose({ PARTITIONS: '12' }), name).environment ?? {};
    const words = (variable: string): string[] => environment[variable]?.trim().split(/\s+/) ?? [];
    expect(words('COMPACTED_TOPICS')).toEqual([CHANGELOG_TOPIC]);
    const all = [...words('TOPICS'), ...words('COMPACTED_TOPICS')];
    expect(all.sort()).toEqual(everyTopic(topicNames('')).sort());
    expect(environment['PARTITIONS']).toBe('12');
    expect(serviceOf(file, name).environment?.['PARTITIONS']).toBe('3');
    expect(environment['REPLICATION_FACTOR']).toBe(factor);
  });

  it('have the settings that a run would give them', () => {
    const settings = settingsOf(
      {
        topics: [{ name: CHANGELOG_TOPIC, use: 'changelog' }],
        ...{ partitions: 3, replicationFactor: -1, neededMs: 0 },
      },
      CHANGELOG_TOPIC,
    );
    const command = serviceOf(file, 'kafka-init').command?.join(' ') ?? '';
    const given = [...command.matchAll(/--config ([\w.]+)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(given).toEqual([...settings]);
  });
});
