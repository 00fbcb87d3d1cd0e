/** A capacity search from beginning to end: probe after probe, each a whole run in a folder of its own. */
import { basename, join, relative } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { renderCapacityHtml } from '../../reports/capacity-html.ts';
import {
  CAPACITY_FILE,
  CAPACITY_PAGE_FILE,
  CAPACITY_VERSION,
  type CapacityProbe,
  type CapacityReport,
  type CapacityResult,
  type ProbeRun,
  writeCapacityFile,
} from '../../reports/capacity-record.ts';
import { describeEnvironment } from '../../reports/environment.ts';
import { figuresOf } from '../../reports/figures.ts';
import type { RunRecord } from '../../reports/record.ts';
import { thresholdLabel } from '../../reports/thresholds.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Progress } from '../run/facts.ts';
import type { Interruption } from '../run/interruption.ts';
import type { performRun } from '../run/perform.ts';
import { createRunFolder, removeIfEmpty } from '../run/run-folder.ts';
import { describeScenario } from '../scenario/describe.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { concludeSearch, underWay } from './conclude.ts';
import { drainMsOf, type Judgement, judgeProbe } from './judge.ts';
import { sortThresholds } from './judged-thresholds.ts';
import { ProbeInterruptions } from './probe-interruptions.ts';
import { scaledLoad } from './scaled-load.ts';
import { endNow, nextStep, type Observation, type SearchOptions } from './search.ts';

export interface CapacityOptions {
  readonly scenario: Scenario;
  /** The file the scenario was read from. */
  readonly source: string;
  readonly version: string;
  readonly broker: BrokerWanted;
  readonly brokerText: string;
  /** The search's own folder is made in here. */
  readonly runsFolder: string;
  readonly search: SearchOptions;
  /** Of every probe, after its warm-up. */
  readonly measuredMs: number;
  readonly interruption: Interruption;
  /** The command that repeats the search. */
  readonly replay: string;
  /** The command that repeats one probe. */
  readonly replayProbe: (ratePerSecond: number) => string;
  readonly perform: typeof performRun;
  readonly listener: CapacityListener;
}

export interface CapacityListener {
  readonly onProbe: (probe: WantedProbe) => void;
  readonly onProgress: (progress: Progress, scenario: Scenario) => void;
  readonly onJudged: (probe: CapacityProbe, probesMade: readonly CapacityProbe[]) => void;
}

export interface MeasuredCapacity {
  readonly report: CapacityReport;
  /** Absolute path; it holds `capacity.json`, `capacity.html` and the probes' run folders. */
  readonly folder: string;
}

/** @throws StreamstockError when the first probe could not begin, or the folder cannot be written */
export async function measureCapacity(options: CapacityOptions): Promise<MeasuredCapacity> {
  const { scenario, search, listener, interruption } = options;
  const startedAt = new Date();
  const name = `capacity-${scenario.name}`;
  const folder = createRunFolder(options.runsFolder, name, scenario.seed, startedAt);
  const interruptions = new ProbeInterruptions(interruption);
  const probes: CapacityProbe[] = [];
  const observations: Observation[] = [];
  const keep = (result: CapacityResult): CapacityReport => {
    const report = reportOf(options, { id: basename(folder), startedAt, probes, result });
    writeCapacityFile(folder, CAPACITY_FILE, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  };
  try {
    let step = nextStep(search, observations);
    while (step.type === 'probe') {
      const { purpose, ratePerSecond } = step;
      const wanted: WantedProbe = { number: probes.length + 1, purpose, ratePerSecond };
      listener.onProbe(wanted);
      const probe = await probeOnce(options, folder, wanted, interruptions.next());
      probes.push(probe);
      observations.push({ ratePerSecond, outcome: probe.outcome });
      listener.onJudged(probe, probes);
      keep(underWay(endNow(search, observations)));
      step = nextStep(search, observations);
      // Between two probes nobody else hears the signal.
      if (step.type === 'probe' && interruption.signal() !== undefined) {
        step = { type: 'done', end: endNow(search, observations) };
      }
    }
    const report = keep(concludeSearch(step.end, probes, search));
    writeCapacityFile(folder, CAPACITY_PAGE_FILE, renderCapacityHtml(report));
    return { report, folder };
  } finally {
    interruptions.end();
    removeIfEmpty(join(folder, 'probes'));
    removeIfEmpty(folder);
  }
}

/** What is known of a probe before it runs. */
export type WantedProbe = Pick<CapacityProbe, 'number' | 'purpose' | 'ratePerSecond'>;

/** A whole run at the rate, and what it says about it. */
async function probeOnce(
  options: CapacityOptions,
  folder: string,
  wanted: WantedProbe,
  interruption: Interruption,
): Promise<CapacityProbe> {
  const { perform, source, version, broker, listener, measuredMs, replayProbe } = options;
  const { ratePerSecond } = wanted;
  const scaled = scaledLoad(options.scenario, ratePerSecond, measuredMs);
  const scenario = { ...scaled, thresholds: sortThresholds(scaled).judged };
  const startedMs = performance.now();
  try {
    const { record, folder: runFolder } = await perform({
      scenario,
      source,
      description: describeScenario(scenario, { broker: options.brokerText }),
      replay: replayProbe(ratePerSecond),
      version,
      broker,
      runsFolder: join(folder, 'probes'),
      interruption,
      onProgress: (progress) => listener.onProgress(progress, scenario),
    });
    const run = probeRun(record, relative(folder, runFolder), performance.now() - startedMs);
    return { ...wanted, ...judgeProbe(record), run };
  } catch (error) {
    return { ...wanted, ...judgeFailure(error, wanted), run: null };
  }
}

/** What fails at the first probe fails for good; later the machine may have been short of something. */
function judgeFailure(error: unknown, { number }: WantedProbe): Judgement {
  if (!(error instanceof StreamstockError)) throw error;
  if (error.code === 'INTERRUPTED') return { outcome: 'interrupted', evidence: [error.message] };
  if (number === 1 || error.code === 'RUN_FOLDER_UNWRITABLE') throw error;
  return { outcome: 'inconclusive', evidence: [`the run did not begin: ${error.message}`] };
}

function probeRun(record: RunRecord, folder: string, tookMs: number): ProbeRun {
  const { verdict, plan, rates, latency, cpu, thresholds } = record;
  return {
    folder,
    verdict: verdict.name,
    events: plan.events,
    plannedPerSecond: rates.plannedPerSecond,
    appliedPerSecond: rates.appliedPerSecond,
    achievedShare: achievedShareOf(record),
    endToEnd: latency.measured.stages.end_to_end ?? null,
    cpuPerEventUs: cpu.perEventUs,
    drainMs: Math.round(drainMsOf(record)),
    thresholds,
    tookMs: Math.round(tookMs),
  };
}

/** A run that was stopped before its time is held against what had come due by then. */
function achievedShareOf(record: RunRecord): number | null {
  const stop = record.marks.find(({ kind }) => kind === 'aborted' || kind === 'interrupted');
  const parts = stop === undefined ? record : { ...record, stoppedAtMs: stop.atMs };
  return figuresOf(parts)('rate_achieved', {}, { kind: 'rate' });
}

interface ReportParts {
  readonly id: string;
  readonly startedAt: Date;
  readonly probes: readonly CapacityProbe[];
  readonly result: CapacityResult;
}

function reportOf(options: CapacityOptions, parts: ReportParts): CapacityReport {
  const { scenario, search, measuredMs } = options;
  const { judged, setAside } = sortThresholds(scenario);
  return {
    capacityVersion: CAPACITY_VERSION,
    tool: { name: 'streamstock-bench', version: options.version },
    id: parts.id,
    startedAt: parts.startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    scenario: {
      name: scenario.name,
      source: options.source,
      description: scenario.description,
    },
    seed: scenario.seed,
    broker: options.brokerText,
    environment: describeEnvironment(),
    search: {
      ...search,
      warmUpMs: scaledLoad(scenario, search.startRate, measuredMs).load.warmUpMs,
      measuredMs,
    },
    judged: judged.map(thresholdLabel),
    setAside,
    probes: [...parts.probes],
    result: parts.result,
    replay: options.replay,
  };
}
