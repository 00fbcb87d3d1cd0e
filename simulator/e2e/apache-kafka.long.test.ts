/** The same scenarios, unchanged, on a real Apache Kafka broker: same digest as in virtual time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const CLI = join(projectRoot(), 'dist', 'simulator', 'cli.js');
const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Apache Kafka is not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('on Apache Kafka', () => {
  let kafka: ApacheKafka;
  let runs: string;

  beforeAll(async () => {
    runs = mkdtempSync(join(tmpdir(), 'streamstock-runs-'));
    kafka = await startApacheKafka();
  }, 300_000);

  afterAll(async () => {
    await kafka.stop();
    rmSync(runs, { recursive: true, force: true });
  });

  const cli = (
    ...words: string[]
  ): { status: number | null; record: { digest?: unknown }; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words, '--json'], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    return { status, record: JSON.parse(stdout === '' ? '{}' : stdout), stderr };
  };

  it.each([
    ['spike', ['--duration', '8s']],
    ['spike', ['--duration', '8s', '--consumers', '2', '--workers', '1', '--seed', '7']],
    ['stockout', ['--workers', '4']],
  ])(
    '%s with %j passes with the digest of the simulation',
    (scenario, flags) => {
      const { status, record, stderr } = cli(
        'bench',
        scenario,
        ...flags,
        '--broker',
        kafka.address,
        '--runs-dir',
        runs,
      );
      expect(status, stderr).toBe(0);
      const simulated = cli('simulate', scenario, ...flags).record.digest;
      expect(record.digest).toEqual({ pipeline: simulated, simulated, comparable: true });
    },
    180_000,
  );

  it('refuses topics that have another number of partitions', () => {
    const { status, stderr } = cli(
      'bench',
      'spike',
      '--partitions',
      '5',
      '--broker',
      kafka.address,
      '--runs-dir',
      runs,
    );
    expect(status).toBe(95);
    expect(stderr).toContain('inventory.sales has 3');
  }, 60_000);
});
