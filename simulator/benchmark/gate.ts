/**
 * The proof of the regression gate: how often it cries wolf, and how often it finds what was planted. Comparisons are drawn from
 * a pool of real runs ({@link readPool}); the last one, with a lost event, is played.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { renderProgress } from '../../reports/progress.ts';
import { projectRoot } from '../commands/resolve.ts';
import { type PoolBlock, readPool } from '../comparison/pool.ts';
import { CONSUMERS_CPU, P99, type Proof, proofOf, verdictsOf } from '../comparison/pool-proof.ts';
import { rateOf, rateText } from '../comparison/pool-rate.ts';
import { command, playRun, recordPool } from './gate-record.ts';
import { GATE_PAIRS, type GateWanted } from './gate-wanted.ts';
import type { Row } from './rows.ts';

const COMMITTED_POOL = join('simulator', 'comparison', 'pool');
const PLAN = { comparisons: 200, pairs: GATE_PAIRS, seed: '1' } as const;
/** So that the run which loses events is the faster one by far, although its drain waits ten seconds for what is lost. */
const SLOW_PLANT = 'cpu:3';
const LOSING_PLANT = 'lose:1/1000';

export async function benchGate({ pool, record, blocks }: GateWanted): Promise<Row[]> {
  const played =
    record === undefined
      ? readPool(pool ?? join(projectRoot(), COMMITTED_POOL))
      : await recordPool({ folder: record, blocks, seed: PLAN.seed }, renderProgress());
  if (played.length < PLAN.pairs) {
    throw new StreamstockError('NO_EVIDENCE', `the pool has ${played.length} blocks`, {
      hint: `Comparisons of ${PLAN.pairs} pairs need as many: record a larger one.`,
    });
  }
  const proof = proofOf(played, PLAN);
  return [
    ['pool', poolText(played), ''],
    ...falseAlarmRows(proof),
    ...plantedRows(proof),
    ...(await lostEventRows()),
  ];
}

function poolText(blocks: readonly PoolBlock[]): string {
  const [first] = blocks.flatMap(({ plain }) => plain);
  const recorded = first === undefined ? '' : ` of ${first.startedAt.slice(0, 10)}`;
  return `${blocks.length} blocks of 4 runs${recorded}`;
}

function falseAlarmRows({ tallies, orderOfPlay }: Proof): Row[] {
  const { comparisons, anyChange } = tallies.plain;
  return [
    [
      `plain against plain, ${PLAN.pairs} pairs: slower or faster anywhere`,
      rateText(rateOf(anyChange, comparisons)),
      '≤ 5 %',
    ],
    ['  the first of each block against the second, all blocks', orderOfPlay.verdict.name, 'same'],
  ];
}

function plantedRows({ tallies }: Proof): Row[] {
  const { cpu, stall } = tallies;
  const p99 = verdictsOf(stall, P99);
  return [
    [
      '10 % more CPU in the consumers: slower',
      rateText(rateOf(cpu.overall.slower, cpu.comparisons)),
      '≥ 90 %',
    ],
    [
      `  by ${CONSUMERS_CPU}`,
      rateText(rateOf(verdictsOf(cpu, CONSUMERS_CPU).slower, cpu.comparisons)),
      '',
    ],
    [`stalls of 25 ms a second: ${P99} slower`, String(p99.slower), ''],
    ['  cannot tell', String(p99['cannot tell']), ''],
    ['  same, or faster', String(p99.same + p99.faster), '0'],
  ];
}

/** Played and compared as a user does: by the command, with two runs that were saved. */
async function lostEventRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-gate-'));
  try {
    const [base, head] = [join(folder, 'base'), join(folder, 'head')];
    const slow = await playRun(SLOW_PLANT, (run) => cpSync(run, base, { recursive: true }));
    const losing = await playRun(LOSING_PLANT, (run) => cpSync(run, head, { recursive: true }));
    const out = join(folder, 'comparison');
    const { exitCode } = await command(['compare', base, head, '--out', out]);
    return [
      ['one lost event in a thousand: exit code of compare', String(exitCode), '90'],
      [
        '  CPU of its consumers, head ÷ base',
        (consumersUs(losing.evidence) / consumersUs(slow.evidence)).toFixed(2),
        '< 1',
      ],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function consumersUs(evidence: RunEvidence | undefined): number {
  return (evidence?.cpu.groupsUs['consumers'] ?? Number.NaN) / (evidence?.cpu.events ?? Number.NaN);
}
