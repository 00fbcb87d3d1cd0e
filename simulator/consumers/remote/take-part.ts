/** A process's part in a run from its hello to its last word. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { StreamstockError } from '../../../pipeline/errors.ts';
import { waitForBroker } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { LagSampler } from '../../../pipeline/kafka/lag.ts';
import { checkRights } from '../../../pipeline/kafka/rights.ts';
import { topicNames } from '../../../pipeline/topics.ts';
import { type Interruption, unlessInterrupted } from '../../run/interruption.ts';
import { memberRights } from '../member-rights.ts';
import { ConsumeView } from './consume-view.ts';
import { type Enlisted, Enlistment } from './enlistment.ts';
import { machineClock } from './machine.ts';
import { MembersLine } from './members-line.ts';
import { ProcessLife } from './process-life.ts';
import type { Word } from './records.ts';
import { untilThere } from './until-there.ts';
import type { Welcome } from './words.ts';

export interface TakePartOptions {
  readonly connection: Connection;
  readonly topicPrefix: string;
  /** `Kafka at localhost:9092`. */
  readonly where: string;
  readonly group: string;
  /** null: the run gives one. */
  readonly name: string | null;
  readonly toolVersion: string;
  readonly interruption: Interruption;
  /** How it stands just now, often. */
  readonly onProgress: (line: string) => void;
  /** Something else is being done from now on. */
  readonly onChange: (line: string) => void;
  /** To be kept on the screen. */
  readonly onTold: (line: string) => void;
}

/** How long a run may take to show itself. */
const PATIENCE_MS = 30_000;
const LAST_WORDS_MS = 2_000;
const SHOW_EVERY_MS = 500;
const LAG_EVERY_MS = 2_000;

/** Who hears what comes over the line, as the process goes on. */
interface Ears {
  word: ((word: Word) => void) | undefined;
  /** Something that the run said is missing. */
  gap: ((from: string) => void) | undefined;
}

/**
 * @returns a sentence or two about what it did, when the run is over or the person at this process has ended it in order
 * @throws StreamstockError RUN_NOT_FOUND, MEMBER_REFUSED, RUN_LOST, WORKER_DIED, NOT_AUTHORIZED, INTERRUPTED before it took part
 */
export async function takePart(options: TakePartOptions): Promise<{ readonly text: string }> {
  const { connection, group, topicPrefix } = options;
  const ears: Ears = { word: undefined, gap: undefined };
  const line = new MembersLine({
    ...{ connection, group },
    topic: topicNames(topicPrefix).members,
    me: `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`,
    onWord: (word) => ears.word?.(word),
    onGap: (from) => ears.gap?.(from),
    // It is made anew; what stays away for long is said when the run is missed.
    onFailure: () => {},
  });
  try {
    await unlessInterrupted(options.interruption, open(options, line));
    const enlisted = await enlist(options, line, ears);
    return await follow(options, enlisted, line, ears);
  } finally {
    await line.close(LAST_WORDS_MS);
  }
}

/** Until what is said can be heard. */
async function open(options: TakePartOptions, line: MembersLine): Promise<void> {
  const { connection, topicPrefix, group, where } = options;
  const topics = topicNames(topicPrefix);
  options.onChange(`Looking for a run of group ${group} at ${where} …`);
  await waitForBroker(connection, PATIENCE_MS);
  const place = { connection, topic: topics.members, group, where, hint: findHint(options) };
  await untilThere(line, place, PATIENCE_MS);
  await checkRights(connection, memberRights(topics, group));
}

async function enlist(options: TakePartOptions, line: MembersLine, ears: Ears): Promise<Enlisted> {
  const { group, where, name, toolVersion, interruption } = options;
  const startedMs = performance.now();
  let shown: string | undefined;
  const enlistment = new Enlistment({
    ...{ name, toolVersion, hint: findHint(options), patienceMs: PATIENCE_MS },
    clock: machineClock(),
    where: `group ${group} at ${where}`,
    say: (to, word) => line.say(to, word),
    onWaiting: (text) => {
      const seconds = Math.floor((performance.now() - startedMs) / 1000);
      if (text === undefined) {
        options.onProgress(`Looking for a run of group ${group} at ${where} (${seconds} s) …`);
      } else if (text !== shown) options.onChange(`Group ${group}: ${text} …`);
      shown = text;
    },
  });
  ears.word = (word) => enlistment.heard(word);
  interruption.onInterrupt((signal) =>
    enlistment.abandon(
      new StreamstockError('INTERRUPTED', `Stopped by ${signal} before it took part.`),
    ),
  );
  return enlistment.enlisted;
}

async function follow(
  options: TakePartOptions,
  { welcome, run }: Enlisted,
  line: MembersLine,
  ears: Ears,
): Promise<{ readonly text: string }> {
  const { connection, group, interruption } = options;
  const { name, scenario, runId, topicPrefix } = welcome;
  const view = new ConsumeView({ name, group });
  const life = new ProcessLife({
    ...{ welcome, group },
    connection: asRunDoes(connection, welcome),
    say: (word) => line.say(run, word),
    onMessage: (message) => view.told(message),
  });
  ears.word = (word) => {
    if (word.from === run) life.heard(word);
  };
  ears.gap = (from) => {
    if (from === run) life.missed();
  };
  options.onTold(
    `${name} takes part in ${scenario.name} (run ${runId}). Ctrl-C hands its share over and ends it.`,
  );
  interruption.onInterrupt((signal) => {
    options.onChange(`${signal}: ${name} hands its partitions over and leaves …`);
    void life.leave('asked');
  });
  const { events } = topicNames(topicPrefix);
  const lag = new LagSampler({ connection, groupId: group, topics: events });
  const look = (): void => void lag.sample().then((found) => view.lag(found));
  const sampling = setInterval(look, LAG_EVERY_MS);
  let owned = '';
  const show = (): void => {
    const isNews = view.owned.join() !== owned;
    owned = view.owned.join();
    (isNews ? options.onChange : options.onProgress)(view.line());
  };
  const showing = setInterval(show, SHOW_EVERY_MS);
  try {
    const { why } = await life.ended;
    const end = why === 'asked' ? `${name} left in order` : `The run is over for ${name}`;
    return { text: `${end}: ${view.summary()}.` };
  } finally {
    clearInterval(sampling);
    clearInterval(showing);
    await lag.close();
  }
}

/** A broker that the run has embedded answers on loopback, and at once: timeouts and retries are those of the run. */
function asRunDoes(connection: Connection, { kind }: Welcome): Connection {
  return { ...connection, kind };
}

function findHint({ where, group, topicPrefix, connection }: TakePartOptions): string {
  const broker = where.startsWith('the embedded broker')
    ? `embedded:${connection.brokers[0]?.split(':').at(-1)}`
    : connection.brokers.join(',');
  const prefix = topicPrefix === '' ? '' : ` --topic-prefix ${topicPrefix}`;
  return `Start one with: streamstock bench <scenario> --broker ${broker} --group ${group}${prefix}. If one is running, compare its group and topic prefix with these.`;
}
