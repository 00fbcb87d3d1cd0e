/** What a run in which consumers died has to answer for: one list of faults, empty when nothing was lost or done wrong. */
import type { EngineAlertMessage } from '../../pipeline/kafka/alert-records.ts';
import { readDeadLetter } from '../../pipeline/kafka/dead-letters.ts';
import { rebuild } from '../../pipeline/query/rebuild.ts';
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import { mergeOutcomes } from '../../pipeline/stages/outcome.ts';
import { ALERTS_TOPIC_INDEX } from '../../pipeline/topics.ts';
import audit from '../run/audit-task.ts';
import { closeBooks } from '../run/closing.ts';
import { type Conclusions, ConclusionsReader } from '../run/conclusions.ts';
import { WORLD_VERSION } from '../world/version.ts';
import type { CrashGroup } from './crash-points-group.fixture.ts';
import type { StruckPoint } from './crash-points-strike.fixture.ts';
import { alertIdentity } from './crash-points-world.fixture.ts';

const CLOSE_WITHIN_MS = 30_000;
const NAMED_ALERTS = 3;

/** Closes the books, and holds everything that is left in the topics against what the simulation says. */
export async function faultsOf(
  group: CrashGroup,
  points: readonly StruckPoint[],
): Promise<string[]> {
  const { conclusions, reasons } = await conclude(group);
  return [
    ...group.incidents,
    ...reasons,
    ...points.flatMap(faultsOfPoint),
    ...brokenInvariants(group, conclusions),
    ...(await faultsOfAlerts(group)),
    ...(await faultsOfDeadLetters(group)),
    ...(await faultsOfRebuild(group)),
  ];
}

async function conclude(group: CrashGroup) {
  const { connection, world, name } = group.options;
  const { scenario } = world;
  const reader = new ConclusionsReader({
    ...{ scenario, connection, runId: name, groupId: name, topicPrefix: `${name}.` },
    deadLettersFrom: Array.from({ length: scenario.pipeline.partitions }, () => 0),
  });
  const reasons: string[] = [];
  const trouble = { add: (reason: string) => void reasons.push(reason), hopeless: false };
  try {
    await closeBooks({ consumers: group.pool, reader, trouble, limitMs: CLOSE_WITHIN_MS });
    await group.pool.finish();
    return { conclusions: await reader.conclude(), reasons };
  } finally {
    await reader.close();
  }
}

function faultsOfPoint(struck: StruckPoint): string[] {
  const { point, reprocessed, allowed, reprocessedAtReturn } = struck;
  const faults: string[] = [];
  if (reprocessed > allowed) {
    faults.push(`${JSON.stringify(point)}: ${reprocessed} records again, of ${allowed} at most`);
  }
  if (reprocessedAtReturn > 0) {
    faults.push(
      `${JSON.stringify(point)}: ${reprocessedAtReturn} records again after a calm return`,
    );
  }
  return faults;
}

/** All that the audit of a run decides, which has to be decided. */
function brokenInvariants(group: CrashGroup, conclusions: Conclusions): string[] {
  const { scenario, simulation } = group.options.world;
  // Every record of the plan was sent until the broker had acknowledged it.
  const acknowledged = { contiguous: simulation.plannedSeqs, beyond: new Int32Array(0) };
  const { report } = audit({
    ...{ scenario, planned: [simulation.plannedSeqs], planCutShort: false, latencyDefects: [] },
    ...{ handed: [acknowledged], acknowledged: [acknowledged] },
    evidence: {
      ...{ kind: 'own', parts: conclusions.parts, drained: true },
      ...{ applied: [conclusions.applied], deadLettered: [conclusions.deadLettered] },
    },
  });
  return report.invariants
    .filter(({ holds }) => holds !== true)
    .map(({ id, title, detail }) => `${id}: ${title}: ${detail}`);
}

/** To a reader who treats repeats as one, every change of every alert was told, and told in one way. */
async function faultsOfAlerts(group: CrashGroup): Promise<string[]> {
  const { alerts } = group.options.world;
  const told = new Set<string>();
  const changes = new Map<string, string>();
  const contradictions: string[] = [];
  await readAll(group, group.topics.events[ALERTS_TOPIC_INDEX] ?? '', ({ value }) => {
    const alert = engineAlertOf(value);
    if (alert === undefined) return;
    const identity = alertIdentity(alert);
    const { transition, changedBySeq } = alert.metadata;
    const change = `${alert.id} ${transition} ${changedBySeq} ${alert.timestamp}`;
    if ((changes.get(change) ?? identity) !== identity) contradictions.push(change);
    changes.set(change, identity);
    told.add(identity);
  });
  const missing = [...alerts].filter((identity) => !told.has(identity));
  const unknown = [...told].filter((identity) => !alerts.has(identity));
  return [
    ...named('alerts: missing', missing),
    ...named('alerts: not of this world', unknown),
    ...named('alerts: told in two ways', contradictions),
  ];
}

/** The same of letters: the record that one is about stands in it, unchanged. Which there have to be is for the audit. */
async function faultsOfDeadLetters(group: CrashGroup): Promise<string[]> {
  const letters = new Map<string, string>();
  const contradictions: string[] = [];
  await readAll(group, group.topics.deadLetters, (record) => {
    const letter = readDeadLetter({ ...record, headers: record.headers });
    if (letter === undefined) return contradictions.push('a record that is no letter');
    const { topic, partition, offset, key, value, reason } = letter;
    const source = `${topic}/${partition} ${offset}`;
    const text = JSON.stringify([String(key), String(value), reason]);
    if ((letters.get(source) ?? text) !== text) contradictions.push(source);
    letters.set(source, text);
    return undefined;
  });
  return named('dead letters: told in two ways', contradictions);
}

/** What the event topics alone come to, as if nobody had ever consumed them. */
async function faultsOfRebuild(group: CrashGroup): Promise<string[]> {
  const { runWorld, simulation, world } = group.options.world;
  const to = await group.ends();
  const from = to.map((ends) => ends.map(() => 0));
  const { topics, reader, options } = group;
  const { parts } = await rebuild({
    ...{ reader, world: runWorld, runId: options.name, topics: topics.events, from, to },
  });
  const digest = outcomeDigest(mergeOutcomes(parts, world.catalogue), WORLD_VERSION);
  return digest === simulation.digest ? [] : [`rebuild: ${digest}, not ${simulation.digest}`];
}

type OnRecord = Parameters<CrashGroup['reader']['read']>[4];

async function readAll(group: CrashGroup, topic: string, onRecord: OnRecord): Promise<void> {
  const { partitions } = group.options.world.scenario.pipeline;
  for (let partition = 0; partition < partitions; partition += 1) {
    await group.reader.read(topic, partition, 0, 'end', onRecord);
  }
}

function engineAlertOf(value: Buffer | null): EngineAlertMessage | undefined {
  try {
    const message = JSON.parse(String(value)) as EngineAlertMessage;
    return message.metadata.source === 'engine' ? message : undefined;
  } catch {
    // Poison: planned notices travel on the same topic.
    return undefined;
  }
}

function named(what: string, all: readonly string[]): string[] {
  return all.length === 0
    ? []
    : [`${what}: ${all.length}, such as ${all.slice(0, NAMED_ALERTS).join('; ')}`];
}
