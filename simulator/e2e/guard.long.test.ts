/**
 * Who may be loaded, on real brokers: in every case that is refused not a byte is written, which the broker itself proves.
 *
 * "Off this machine" never leaves it: a name that the guard resolves to an address of the range for documentation, while
 * sockets that are opened to it go to 127.0.0.1.
 */
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { type BenchResult, type CommandResult, Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal, expectSound } from './expectations.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`The guard is not tested on Kafka: ${missing}\n`);

const FAR = 'kafka.far.example';
const FAR_IP = '203.0.113.7';
const PASSWORD = 'do-not-show-this';
const FOREIGN_ID = 'Zm9yZWlnbmNsdXN0ZXJpZA';

/** Below the cap, with deliveries; and above it. */
const SCENARIO = (rate: number): string => `
load: { executor: constant-arrival-rate, rate: ${rate}, duration: 2s }
clock: { speed: 60000 }
catalogue: { products: 100 }
`;

const PRELOAD = `
import dns from 'node:dns';
import promises from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
const [lookup, lookupLater] = [dns.lookup, promises.lookup];
dns.lookup = (host, options, callback) => lookup(host === '${FAR}' ? '127.0.0.1' : host, options, callback);
promises.lookup = async (host, options) =>
  host === '${FAR}' ? [{ address: '${FAR_IP}', family: 4 }] : lookupLater(host, options);
syncBuiltinESMExports();
`;

/** Everything a client can have left: topics, records in any of them (those of groups included), and groups. */
interface Traces {
  readonly ends: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[];
}

async function tracesOn(admin: Admin): Promise<Traces> {
  const topics = (await admin.listTopics()).sort();
  const ends = await Promise.all(
    topics.map(async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return [topic, offsets.map(({ partition, high }) => `${partition}:${high}`).sort()] as const;
    }),
  );
  const { groups } = await admin.listGroups();
  return { ends: Object.fromEntries(ends), groups: groups.map(({ groupId }) => groupId).sort() };
}

/** A broker with this id, a workshop whose commands take ${FAR} for a name elsewhere, and the traces on the broker. */
class Site {
  readonly workshop = new Workshop();
  readonly slow = this.workshop.scenario('slow', SCENARIO(300));
  readonly fast = this.workshop.scenario('fast', SCENARIO(1_500));
  readonly #preload = this.workshop.file('names.mjs', PRELOAD);
  #kafka: ApacheKafka | undefined;
  #admin: Admin | undefined;

  get kafka(): ApacheKafka {
    if (this.#kafka === undefined) throw new Error('not started');
    return this.#kafka;
  }

  async start(clusterId?: string): Promise<void> {
    this.#kafka = await startApacheKafka({
      ...(clusterId === undefined ? {} : { clusterId }),
      listeners: { FAR: 'PLAINTEXT' },
      properties: ({ port, listenerPorts }) => ({
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},FAR://${FAR}:${listenerPorts?.['FAR']}`,
      }),
    });
    const connection = { brokers: this.kafka.addresses, kind: 'external' } as const;
    this.#admin = createKafka({ ...connection, clientId: 'e2e' }).admin();
    await this.#admin.connect();
  }

  async stop(): Promise<void> {
    this.workshop.close();
    await this.#admin?.disconnect();
    await this.#kafka?.stop();
  }

  traces(): Promise<Traces> {
    if (this.#admin === undefined) throw new Error('not started');
    return tracesOn(this.#admin);
  }

  bench(words: readonly string[]): Promise<BenchResult> {
    return this.workshop.bench(words, { nodeFlags: ['--import', this.#preload] });
  }

  /** The port of the listener, under the name that is not on this machine. */
  far(): string {
    return this.kafka.listener('FAR').replace('127.0.0.1', FAR);
  }

  /** Runs the command, which must not leave anything, on the broker or in the runs folder. */
  async leavingNothing(words: readonly string[]): Promise<CommandResult> {
    const before = { traces: await this.traces(), runs: this.workshop.runFolders() };
    const result = await this.bench(words);
    expect({ traces: await this.traces(), runs: this.workshop.runFolders() }).toEqual(before);
    return result;
  }
}

describe.skipIf(missing !== undefined)('a cluster that this tool started', () => {
  const site = new Site();
  beforeAll(() => site.start(), 120_000);
  afterAll(() => site.stop());

  it('is looked at by a dry run, which writes nothing', async () => {
    const dry = await site.leavingNothing([site.slow, '--broker', site.kafka.address, '--dry-run']);
    expect(dry.exitCode, dry.stderr).toBe(0);
    expectReadable(dry);
    expect(JSON.parse(dry.stdout)).toMatchObject({
      ...{ couldBegin: true, cluster: { id: site.kafka.clusterId, free: true } },
    });
    expect(await site.traces()).toEqual({ ends: {}, groups: [] });
  }, 60_000);

  it('may be loaded without asking, however fast', async () => {
    const result = await site.bench([site.fast, '--broker', site.kafka.address]);
    expectSound(result, await site.workshop.digest([site.fast]));
    // Else the proof in the other cases would prove nothing.
    const { ends, groups } = await site.traces();
    expect(Object.keys(ends)).toContain('inventory.sales');
    expect(ends['inventory.sales']).not.toEqual(['0:0', '1:0', '2:0']);
    expect(groups).toEqual([`streamstock-inventory-group-${result.record?.runId}`]);
  }, 60_000);

  it('is a stranger at an address that is not on this machine', async () => {
    const words = [site.slow, '--broker', site.far()];
    expectRefusal(
      await site.leavingNothing(words),
      95,
      `has the id of one that this tool starts (${site.kafka.clusterId})`,
      `the address ${site.far()} is not on this machine (${FAR_IP})`,
      `add --allow-remote=${site.kafka.clusterId}`,
    );
  }, 60_000);

  it('is a stranger when its brokers want to be reached elsewhere', async () => {
    const words = [site.slow, '--broker', site.kafka.listener('FAR')];
    expectRefusal(
      await site.leavingNothing(words),
      95,
      `one of its brokers, reached at ${site.far()}, is not on this machine (${FAR_IP})`,
    );
  }, 60_000);

  it('never gets a readable password off this machine, whatever was allowed', async () => {
    const file = site.workshop.file('password', PASSWORD);
    const { chmodSync } = await import('node:fs');
    chmodSync(file, 0o600);
    const result = await site.leavingNothing([
      ...[site.slow, '--broker', site.far(), `--allow-remote=${site.kafka.clusterId}`],
      ...['--sasl-mechanism', 'plain', '--sasl-username', 'me', '--sasl-password-file', file],
    ]);
    expectRefusal(
      result,
      95,
      `SASL/PLAIN without TLS would send the password readable to ${site.far()} (${FAR_IP}).`,
      'No flag allows this.',
    );
    expect(result.stderr).not.toContain(PASSWORD);
  }, 60_000);
});

describe.skipIf(missing !== undefined)('a cluster that this tool did not start', () => {
  const site = new Site();
  beforeAll(() => site.start(FOREIGN_ID), 120_000);
  afterAll(() => site.stop());

  it('is refused, on this machine too', async () => {
    expectRefusal(
      await site.leavingNothing([site.slow, '--broker', site.kafka.address]),
      95,
      `(id ${FOREIGN_ID}) was not started by this tool, and load on it was not allowed.`,
      `add --allow-remote=${FOREIGN_ID}`,
    );
  }, 60_000);

  it('is refused with the id of another', async () => {
    const words = [site.slow, '--broker', site.kafka.address, '--allow-remote=anotherClustersId'];
    expectRefusal(
      await site.leavingNothing(words),
      95,
      `--allow-remote names the cluster anotherClustersId, but the one at ${site.kafka.address} is ${FOREIGN_ID}.`,
    );
  }, 60_000);

  it('is refused at an address that is not on this machine', async () => {
    expectRefusal(
      await site.leavingNothing([site.slow, '--broker', site.far()]),
      95,
      `(id ${FOREIGN_ID}) was not started by this tool`,
    );
  }, 60_000);

  it('is refused above the cap, by its id too', async () => {
    const words = [site.fast, '--broker', site.far(), `--allow-remote=${FOREIGN_ID}`];
    expectRefusal(
      await site.leavingNothing(words),
      95,
      'The scenario fast sends up to 1,',
      'this cluster may get 1,000 events/s.',
      'allow more with --max-rate 1',
    );
  }, 60_000);

  it('passes above the cap when the rate was allowed as well', async () => {
    const flags = [`--allow-remote=${FOREIGN_ID}`, '--max-rate', '5000', '--dry-run'];
    const dry = await site.leavingNothing([site.fast, '--broker', site.far(), ...flags]);
    expect(dry.exitCode, dry.stderr).toBe(0);
    expect(JSON.parse(dry.stdout)).toMatchObject({
      ...{ couldBegin: true, cluster: { id: FOREIGN_ID, free: false } },
      rate: { capPerSecond: 5_000 },
    });
  }, 60_000);

  it('is loaded when it was named by its id', async () => {
    const words = [site.slow, '--broker', site.kafka.address, `--allow-remote=${FOREIGN_ID}`];
    const result = await site.bench(words);
    expectSound(result, await site.workshop.digest([site.slow]));
    expect((await site.traces()).groups).toHaveLength(1);
  }, 60_000);
});
