/** `streamstock plan`: what a scenario will do, without doing it. */
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { EVENT_TYPES, type EventType, RESTOCK } from '../../pipeline/event.ts';
import { faultTimetable } from '../faults/timetable.ts';
import { type Intensity, intervalMsFor, type LoadPlan, planLoad } from '../load/plan.ts';
import { describeScenario } from '../scenario/describe.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import {
  brokerOption,
  jsonOption,
  overrideFlags,
  overrideOptions,
  scenarioPositional,
} from './options.ts';
import { faultTable, groupLines } from './plan-consumers.ts';
import { brokerText, resolveBroker, resolveScenario } from './resolve.ts';
import { grouped, renderTable } from './table.ts';

const options = { ...overrideOptions, ...brokerOption, ...jsonOption } as const;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

/** Replaying more would take longer than anybody waits for a table. */
const MAX_COUNTED_ARRIVALS = 10_000_000;

export const command: CommandModule<object, Arguments> = {
  command: 'plan <scenario>',
  describe: 'Show what a scenario will do: events by type and time, and how busy the shops are',
  builder: (yargs) => yargs.positional('scenario', scenarioPositional).options(options),
  handler: (parsed) => {
    const { scenario } = resolveScenario(
      parsed.scenario,
      overrideFlags(parsed),
      process.env,
      'simulate',
    );
    const broker = brokerText(resolveBroker(parsed.broker, process.env));
    const load = planLoad(scenario);
    const counts = load.arrivals <= MAX_COUNTED_ARRIVALS ? countEvents(scenario) : undefined;
    process.stdout.write(
      parsed.json
        ? `${JSON.stringify(planRecord(scenario, load, counts), null, 2)}\n`
        : renderPlan(scenario, load, counts, broker),
    );
  },
};

/** Events of the world, counted one by one. */
export interface EventCounts {
  readonly events: number;
  readonly byType: Readonly<Record<EventType, number>>;
  readonly poison: number;
  /** Restocks that replenishment ordered; the rest are arrivals. */
  readonly deliveries: number;
  /** Per interval of `planLoad`, in the order of `EVENT_TYPES`. */
  readonly byInterval: readonly (readonly number[])[];
}

export function countEvents(scenario: Scenario): EventCounts {
  const intervalUs = intervalMsFor(scenario.load.durationMs) * 1000;
  const intervals = Math.ceil((scenario.load.durationMs * 1000) / intervalUs);
  const byInterval = Array.from({ length: intervals }, () => EVENT_TYPES.map(() => 0));
  const totals = EVENT_TYPES.map(() => 0);
  let poison = 0;
  const timeline = new Timeline(buildWorld(scenario));
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    totals[event.type] = (totals[event.type] ?? 0) + 1;
    if (event.poison) poison += 1;
    // An event due exactly at the end of an interval closes it, as the k-th of k arrivals does.
    const at = Math.max(0, Math.ceil(event.dueOffsetUs / intervalUs) - 1);
    const interval = byInterval[Math.min(at, intervals - 1)];
    if (interval !== undefined) interval[event.type] = (interval[event.type] ?? 0) + 1;
  }
  const [SALE = 0, RESTOCKS = 0, RETURN = 0, ALERT = 0] = totals;
  return {
    events: SALE + RESTOCKS + RETURN + ALERT,
    byType: { SALE, RESTOCK: RESTOCKS, RETURN, ALERT },
    poison,
    deliveries: scenario.replenishment.mode === 'closed' ? (totals[RESTOCK] ?? 0) : 0,
    byInterval,
  };
}

/** The plan as data; what cannot be known without replaying too much is null. */
export function planRecord(scenario: Scenario, load: LoadPlan, counts: EventCounts | undefined) {
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    ...load,
    pipeline: scenario.pipeline,
    faults: faultTimetable(scenario),
    events: counts?.events ?? null,
    deliveries: counts?.deliveries ?? null,
    poison: counts?.poison ?? null,
    byType: counts?.byType ?? null,
    intervals: load.intervals.map((interval, at) => {
      const byType = counts?.byInterval[at];
      return { ...interval, byType: byType === undefined ? null : namedByType(byType) };
    }),
  };
}

export function renderPlan(
  scenario: Scenario,
  load: LoadPlan,
  counts: EventCounts | undefined,
  broker: string,
): string {
  const details = counts === undefined ? { broker } : { broker, deliveries: counts.deliveries };
  const sections = [
    `${describeScenario(scenario, details)}\n`,
    scenario.description === '' ? '' : `${scenario.description}\n`,
    section('Stages', stageTable(load)),
    section('Events by type', typeTable(counts)),
    section('Over time', intervalTable(load, counts)),
    section('How busy the shops are, by the average product', intensityTable(load)),
    section('Consumers', groupLines(scenario)),
    section('What happens to consumers', faultTable(scenario)),
    section('Thresholds', thresholdLines(scenario)),
    section('Warnings', load.warnings.map((warning) => `  ! ${warning}\n`).join('')),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function section(title: string, body: string): string {
  return body === '' ? '' : `${title}\n${body}`;
}

/** Slow loads are counted by the minute, as people count them. */
function rateUnit({ peakPerSecond }: LoadPlan): {
  readonly name: string;
  readonly seconds: number;
} {
  return peakPerSecond < 1 ? { name: 'min', seconds: 60 } : { name: 's', seconds: 1 };
}

function stageTable(load: LoadPlan): string {
  const { stages, warmUpMs } = load;
  const unit = rateUnit(load);
  const at = (perSecond: number): string => rate(perSecond * unit.seconds);
  const table = renderTable(
    [
      { title: 'From', align: 'right' },
      { title: 'Lasts', align: 'right' },
      { title: `Events/${unit.name}`, align: 'left' },
      { title: 'Arrivals', align: 'right' },
    ],
    stages.map((stage) => [
      formatDuration(stage.startMs),
      stage.durationMs === 0 ? 'jump' : formatDuration(stage.durationMs),
      stage.startPerSecond === stage.endPerSecond
        ? at(stage.endPerSecond)
        : `${at(stage.startPerSecond)} → ${at(stage.endPerSecond)}`,
      grouped(stage.arrivals),
    ]),
  );
  const warmUp = `  Latencies of the first ${formatDuration(warmUpMs)} are kept apart (warm-up).\n`;
  return warmUpMs === 0 ? table : table + warmUp;
}

function typeTable(counts: EventCounts | undefined): string {
  if (counts === undefined) return '  Too many to count here; simulate counts them.\n';
  const rows = EVENT_TYPES.map((type) => [
    type,
    grouped(counts.byType[type]),
    share(counts.byType[type], counts.events),
    type === 'RESTOCK' && counts.deliveries > 0 ? 'deliveries, beside the arrivals' : '',
  ]);
  rows.push(['all', grouped(counts.events), '', '']);
  if (counts.poison > 0)
    rows.push(['of them poison', grouped(counts.poison), share(counts.poison, counts.events), '']);
  return renderTable(
    [
      { title: 'Type', align: 'left' },
      { title: 'Events', align: 'right' },
      { title: 'Share', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows,
  );
}

function intervalTable(load: LoadPlan, counts: EventCounts | undefined): string {
  const unit = rateUnit(load);
  return renderTable(
    [
      { title: 'From', align: 'right' },
      { title: 'Arrivals', align: 'right' },
      { title: `per ${unit.name}`, align: 'right' },
      ...(counts === undefined
        ? []
        : EVENT_TYPES.map((title) => ({ title, align: 'right' as const }))),
    ],
    load.intervals.map((interval, at) => [
      formatDuration(interval.startMs),
      grouped(interval.arrivals),
      rate((interval.arrivals * 1000 * unit.seconds) / (interval.endMs - interval.startMs)),
      ...(counts?.byInterval[at] ?? []).map((events) => grouped(events)),
    ]),
  );
}

function intensityTable(load: LoadPlan): string {
  const { usual, peak, leadTimeDays, virtualDays } = load;
  const unit = rateUnit(load);
  const row = (title: string, value: (intensity: Intensity) => string): string[] => [
    title,
    value(usual),
    value(peak),
  ];
  const table = renderTable(
    [
      { title: '', align: 'left' },
      { title: 'usual', align: 'right' },
      { title: 'peak', align: 'right' },
    ],
    [
      row(
        `events a ${unit.seconds === 1 ? 'second' : 'minute'}, all products`,
        ({ ratePerSecond }) => rate(ratePerSecond * unit.seconds),
      ),
      row('events per product and business day', ({ eventsPerProductDay }) =>
        figure(eventsPerProductDay),
      ),
      row('units sold per product and business day', ({ unitsPerProductDay }) =>
        figure(unitsPerProductDay),
      ),
      row('business days that opening stock lasts', ({ stockDays }) => figure(stockDays)),
      row('business days from reorder point to empty', ({ reorderDays }) => figure(reorderDays)),
    ],
  );
  const leadTime =
    leadTimeDays === undefined
      ? 'restocks are drawn from the mix'
      : `deliveries take ${figure(leadTimeDays.min)} to ${figure(leadTimeDays.max)} business days`;
  return `${table}  The scenario spans ${figure(virtualDays)} business days; ${leadTime}.\n`;
}

function thresholdLines({ thresholds }: Scenario): string {
  return thresholds
    .map((threshold) => `  ${threshold.metric}: ${threshold.source}${stopText(threshold)}\n`)
    .join('');
}

function stopText({ abortOnFail, delayAbortEvalMs }: Scenario['thresholds'][number]): string {
  if (!abortOnFail) return '';
  return delayAbortEvalMs > 0
    ? ` (or stop, from ${formatDuration(delayAbortEvalMs)} on)`
    : ' (or stop)';
}

function namedByType(byType: readonly number[]): Record<string, number> {
  return Object.fromEntries(EVENT_TYPES.map((type, at) => [type, byType[at] ?? 0]));
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${grouped((100 * part) / whole, 1)} %`;
}

function rate(perSecond: number): string {
  return grouped(perSecond, perSecond < 10 ? 2 : 0);
}

function figure(value: number): string {
  return Number.isFinite(value)
    ? value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
    : '–';
}
