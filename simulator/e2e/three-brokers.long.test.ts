/** Three real brokers, one of which dies, freezes or hands its partitions over under load: nothing is lost, and the outcome stays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  benchUnderFire,
  expectUnharmed,
  IN_THE_SALE_MS,
  type Roles,
  rolesOf,
  UNDER_FIRE,
} from './cluster-fire.fixture.ts';
import { Workshop } from './command.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Three brokers are not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('on three brokers', () => {
  const workshop = new Workshop();
  const plain = workshop.scenario('under-fire', UNDER_FIRE);
  const idempotent = workshop.scenario(
    'under-fire-idempotent',
    UNDER_FIRE.replace('{ workers: 2 }', '{ workers: 2, idempotent: on }'),
  );
  let kafka: ApacheKafka;
  let digest: string;

  beforeAll(async () => {
    kafka = await startApacheKafka({ brokers: 3 });
    digest = await workshop.digest([plain]);
  }, 300_000);
  afterAll(async () => {
    await kafka.stop();
    workshop.close();
  });

  /** Who is to suffer, of the run with this id. */
  const victim = async (role: keyof Roles, runId: string): Promise<number> =>
    (await rolesOf(kafka, `streamstock-inventory-group-${runId}`))[role];

  it('the leader of most partitions is killed in the flash sale, and does not come back', async () => {
    let killed = 0;
    const result = await benchUnderFire(workshop, kafka, [plain], IN_THE_SALE_MS, async (runId) => {
      killed = await victim('leader', runId);
      await kafka.kill(killed);
    });
    expectUnharmed(result, digest);
    expect(result.record?.notes.join('\n')).toMatch(/^producer \d: /m);
    await kafka.restart(killed);
  });

  it('the coordinator of the group is killed and comes back, with idempotent producers', async () => {
    const result = await benchUnderFire(
      workshop,
      kafka,
      [idempotent],
      IN_THE_SALE_MS,
      async (runId) => {
        const killed = await victim('coordinator', runId);
        await kafka.kill(killed);
        await kafka.restart(killed);
      },
    );
    expectUnharmed(result, digest);
    expect(result.record?.counts['rebalances']).toBeGreaterThan(0);
  });

  it('the controller is frozen for five seconds', async () => {
    const result = await benchUnderFire(
      workshop,
      kafka,
      [idempotent],
      IN_THE_SALE_MS,
      async (runId) => {
        const frozen = await victim('controller', runId);
        kafka.freeze(frozen);
        await new Promise((resolve) => setTimeout(resolve, 5000));
        kafka.thaw(frozen);
      },
    );
    expectUnharmed(result, digest);
  });

  it('a broker is stopped as operators do it, its partitions move, and it gets them back', async () => {
    const result = await benchUnderFire(workshop, kafka, [plain], 3000, async (runId) => {
      const stopped = await victim('leader', runId);
      await kafka.terminate(stopped);
      await kafka.restart(stopped);
      const { exitCode, stderr } = await kafka.tool(
        'org.apache.kafka.tools.LeaderElectionCommand',
        '--bootstrap-server',
        kafka.address,
        '--election-type',
        'preferred',
        '--all-topic-partitions',
      );
      expect(exitCode, stderr).toBe(0);
    });
    expectUnharmed(result, digest);
  });
});
