/** `kafka up`, `status`, `bench --broker local` and `kafka down` as a user types them, in a project folder of their own. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CLUSTER_ID } from '../cluster/own-clusters.ts';
import type { LocalKafkaStatus } from '../local-kafka/status.ts';
import type { LocalKafka } from '../local-kafka/up.ts';
import { type CommandResult, Workshop } from './command.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { missingForKafka } from './kafka-jars.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Local Kafka is not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('the local Kafka', () => {
  const workshop = new Workshop();
  const home = join(workshop.folder, 'kafka');
  const env = { STREAMSTOCK_LOCAL_KAFKA_DIR: home };
  const kafka = (...words: string[]): Promise<CommandResult> =>
    workshop.run(['kafka', ...words], { env });
  const up = async (...words: string[]): Promise<LocalKafka> => {
    const { exitCode, stdout, stderr } = await kafka('up', '--json', ...words);
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout) as LocalKafka;
  };
  const status = async (): Promise<LocalKafkaStatus> =>
    JSON.parse((await kafka('status', '--json')).stdout) as LocalKafkaStatus;

  let first: LocalKafka;
  beforeAll(async () => {
    first = await up();
  }, 300_000);
  afterAll(async () => {
    await kafka('down');
    workshop.close();
  }, 60_000);

  it('says where it is, and is found running by a second up and by status', async () => {
    expect(first).toMatchObject({ brokers: 1, started: true, clusterId: LOCAL_CLUSTER_ID });
    const again = await up();
    expect(again).toEqual({ ...first, started: false });
    expect(await status()).toMatchObject({
      state: 'running',
      nodes: [{ address: first.addresses[0], pid: first.pids[0], clusterId: LOCAL_CLUSTER_ID }],
    });
  });

  it('is not exchanged for three brokers under those who use it', async () => {
    const { exitCode, stderr } = await kafka('up', '--brokers', '3');
    expect(exitCode).toBe(95);
    expect(stderr).toContain('runs already');
    expect(stderr).toContain('make kafka-down');
  });

  it('takes a run, which has the digest of the simulation', async () => {
    const busy = workshop.scenario('busy', BUSY);
    const run = await workshop.bench([busy, '--broker', 'local'], { env });
    expectSound(run, await workshop.digest([busy]));
    expect(run.stderr).toContain('the local Apache Kafka at');
  }, 120_000);

  it('is recognised as gone when its process was killed, and has its data at its port again', async () => {
    process.kill(first.pids[0] as number, 'SIGKILL');
    await expect.poll(async () => (await status()).state).toBe('stopped');
    const again = await up();
    expect(again).toMatchObject({ addresses: first.addresses, started: true });
    const { exitCode, stderr } = await workshop.bench(
      ['spike', '--duration', '6s', '--partitions', '5', '--broker', first.addresses[0] ?? ''],
      { env },
    );
    expect(exitCode, stderr).toBe(95);
    expect(stderr).toContain('inventory.sales');
  }, 120_000);

  it('stops, says so, and says it when there is nothing to stop', async () => {
    expect((await kafka('down')).stderr).toContain('has stopped: one broker');
    expect(await status()).toEqual({ state: 'stopped' });
    const { exitCode, stderr } = await kafka('down');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'No local Kafka was running.\n' });
  });

  it('leaves no process behind when it is interrupted while three brokers start', async () => {
    const running = workshop.start(['kafka', 'up', '--brokers', '3'], { env });
    await running.says('starting 3 brokers');
    running.process.kill('SIGINT');
    expect((await running.result).exitCode).toBe(105);
    expect(await status()).toEqual({ state: 'stopped' });
    expect(readdirSync(home)).not.toContain('lock');
  }, 120_000);

  it('says what to do when there is no Java, and removes data when asked to', async () => {
    const bin = join(workshop.folder, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const without = { ...env, PATH: bin, JAVA_HOME: '' };
    const { exitCode, stderr } = await workshop.run(['kafka', 'up'], { env: without });
    expect(exitCode).toBe(95);
    expect(stderr).toContain('needs Java 17 or newer');
    expect(stderr).toContain('openjdk-17-jre-headless');
    await kafka('down', '--delete-data');
    expect(readdirSync(home)).toEqual([]);
  });
});
