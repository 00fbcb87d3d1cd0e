/** Records a pool for {@link benchGate}: real runs of the built command, each in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StreamstockError } from '../../pipeline/errors.ts';
import { evidenceOf } from '../../reports/comparison/evidence-of-run.ts';
import type { RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { initHistograms } from '../../reports/histogram.ts';
import type { Progress } from '../../reports/progress.ts';
import { readRecord } from '../../reports/record-file.ts';
import { projectRoot } from '../commands/resolve.ts';
import { PLANT_VARIABLE } from '../comparison/plant.ts';
import {
  POOL_BLOCK,
  POOL_PLANTS,
  type PoolBlock,
  type PoolKind,
  reducedEvidence,
  writePool,
} from '../comparison/pool.ts';
import { watchMachine } from '../comparison/probe.ts';
import { shuffle, stream } from '../world/streams.ts';
import { spread } from './figures.ts';

export const GATE_SCENARIO = join(projectRoot(), 'scenarios', 'benchmark', 'gate.yaml');
const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));
/** A run that is no evidence is played so often at most. */
const ATTEMPTS = 8;
/** What a run without thresholds ends with when it is evidence. */
const PASSED = 0;

export interface RecordPlan {
  readonly folder: string;
  readonly blocks: number;
  /** Decides the order in each block. */
  readonly seed: string;
}

/**
 * Written after each block, so that an end before the end leaves what was recorded.
 * @throws StreamstockError NO_EVIDENCE when a run was none again and again, RUN_FOLDER_UNWRITABLE
 */
export async function recordPool(plan: RecordPlan, progress: Progress): Promise<PoolBlock[]> {
  await initHistograms();
  const blocks: PoolBlock[] = [];
  const tookMs: number[] = [];
  for (let index = 0; index < plan.blocks; index += 1) {
    const startedMs = performance.now();
    const left = leftText(tookMs, plan.blocks - index);
    blocks.push(
      await playBlock(plan.seed, index, (kind, attempt) => {
        const again = attempt === 0 ? '' : `, attempt ${attempt + 1}`;
        progress.announce(`block ${index + 1} of ${plan.blocks}${left}: ${kind}${again}`);
      }),
    );
    writePool(plan.folder, blocks, null);
    tookMs.push(performance.now() - startedMs);
  }
  progress.done();
  return blocks;
}

async function playBlock(
  seed: string,
  index: number,
  onRun: (kind: PoolKind, attempt: number) => void,
): Promise<PoolBlock> {
  const order = shuffle(stream(seed, 'pool: order of a block', String(index)), [...POOL_BLOCK]);
  const runs: KindOfRun[] = [];
  for (const kind of order) {
    const evidence = await playUntilEvidence(kind, (attempt) => onRun(kind, attempt));
    runs.push({ kind, evidence: reducedEvidence(evidence) });
  }
  const block = blockOf(runs);
  if (block === undefined) throw new Error('a block has two plain runs and one of each other kind');
  return block;
}

/** A run that is no evidence (the machine had other things to do) is left out by the gate as well. */
async function playUntilEvidence(
  kind: PoolKind,
  onAttempt: (attempt: number) => void,
): Promise<RunEvidence> {
  let failure = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    onAttempt(attempt);
    const { exitCode, evidence, stderr } = await playRun(POOL_PLANTS[kind]);
    if (evidence !== undefined && exitCode === PASSED) return evidence;
    failure = `the last one ended with ${exitCode}:\n${lastLines(stderr)}`;
  }
  throw new StreamstockError(
    'NO_EVIDENCE',
    `${ATTEMPTS} attempts at a run (${kind}) gave no evidence; ${failure}`,
    { hint: 'Record on a machine with less to do; what was recorded until now is kept.' },
  );
}

interface KindOfRun {
  readonly kind: PoolKind;
  readonly evidence: RunEvidence;
}

function blockOf(runs: readonly KindOfRun[]): PoolBlock | undefined {
  const of = (wanted: PoolKind): RunEvidence[] =>
    runs.filter(({ kind }) => kind === wanted).map(({ evidence }) => evidence);
  const [[first, second], [cpu], [stall]] = [of('plain'), of('cpu'), of('stall')];
  if (first === undefined || second === undefined) return undefined;
  if (cpu === undefined || stall === undefined) return undefined;
  return { plain: [first, second], cpu, stall };
}

export interface PlayedRun {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  /** undefined when it left no record. */
  readonly evidence: RunEvidence | undefined;
  readonly stderr: string;
}

/** One run of the gate's scenario. @param plant empty: none @param keep what to do with its folder before it is removed */
export async function playRun(
  plant: string,
  keep: (runFolder: string) => void = () => {},
): Promise<PlayedRun> {
  const runsFolder = mkdtempSync(join(tmpdir(), 'streamstock-gate-'));
  const watch = await watchMachine();
  try {
    const words = ['bench', GATE_SCENARIO, '--runs-dir', runsFolder, '--json'];
    const { exitCode, stdout, stderr } = await command(words, { [PLANT_VARIABLE]: plant });
    if (stdout === '') return { exitCode, evidence: undefined, stderr };
    const { runFolder } = JSON.parse(stdout) as { runFolder: string };
    keep(runFolder);
    const evidence = evidenceOf(readRecord(runFolder), await watch.stop());
    return { exitCode, evidence, stderr };
  } finally {
    await watch.stop();
    rmSync(runsFolder, { recursive: true, force: true });
  }
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command, with nothing of the shell's variables that would change a run. */
export function command(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(STREAMSTOCK_|KAFKA_|EVENTS_PER|BOOTSTRAP|GITHUB_)/.test(name),
  );
  const env = { ...Object.fromEntries(kept), ...variables };
  const child = spawn(process.execPath, [CLI, ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

function leftText(tookMs: readonly number[], blocks: number): string {
  if (tookMs.length === 0) return '';
  return `, about ${Math.ceil((spread(tookMs).median * blocks) / 60_000)} min left`;
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-12).join('\n');
}
