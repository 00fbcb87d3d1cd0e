/** A process's part in a run from its hello to its last word. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { StreamstockError } from '../../../pipeline/errors.ts';
import { waitForBroker } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { LagSampler } from '../../../pipeline/kafka/lag.ts';
import { checkRights } from '../../../pipeline/kafka/rights.ts';
import { topicNames } from '../../../pipeline/topics.ts';
import type { Interruption } from '../../run/interruption.ts';
import { unlessInterrupted } from '../../run/interruption.ts';
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

/**
 * @returns a sentence or two about what it did, when the run is over or the person at this process has ended it in order
 * @throws StreamstockError RUN_NOT_FOUND, MEMBER_REFUSED, RUN_LOST, WORKER_DIED, NOT_AUTHORIZED, INTERRUPTED before it took part
 */
export async function takePart(options: TakePartOptions): Promise<{ readonly text: string }> {
  const { connection, topicPrefix, where, group, interruption } = options;
  const topics = topicNames(topicPrefix);
  const startedMs = performance.now();
  options.onChange(`Looking for a run of group ${group} at ${where} …`);
  let listener: ((word: Word) => void) | undefined;
  let life: ProcessLife | undefined;
  let run: string | undefined;
  const line = new MembersLine({
    ...{ connection, group },
    topic: topics.members,
    me: `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`,
    onWord: (word) => listener?.(word),
    onGap: (from) => {
      if (from === run) life?.missed();
    },
    onFailure: () => {},
  });
  const hint = findHint(options);
  const open = async (): Promise<void> => {
    await waitForBroker(connection, PATIENCE_MS);
    await untilThere(line, { connection, topic: topics.members, group, where, hint }, PATIENCE_MS);
    await checkRights(connection, memberRights(topics, group));
  };
  try {
    await unlessInterrupted(interruption, open());
    const enlistment = new Enlistment({
      ...{ name: options.name, toolVersion: options.toolVersion, hint },
      clock: machineClock(),
      where: `group ${group} at ${where}`,
      patienceMs: PATIENCE_MS,
      say: (to, word) => line.say(to, word),
      onWaiting: (text) =>
        options.onChange(
          text === undefined
            ? `Looking for a run of group ${group} at ${where} (${Math.floor((performance.now() - startedMs) / 1000)} s) …`
            : `Group ${group}: ${text} …`,
        ),
    });
    listener = (word) => enlistment.heard(word);
    interruption.onInterrupt((signal) =>
      enlistment.abandon(
        new StreamstockError('INTERRUPTED', `Stopped by ${signal} before it took part.`),
      ),
    );
    const enlisted = await enlistment.enlisted;
    run = enlisted.run;
    const view = new ConsumeView({ name: enlisted.welcome.name, group });
    life = new ProcessLife({
      welcome: enlisted.welcome,
      connection: asRunDoes(connection, enlisted.welcome),
      group,
      say: (word) => line.say(enlisted.run, word),
      onMessage: (message) => view.told(message),
    });
    return await follow(options, enlisted, life, view, (hear) => {
      listener = hear;
    });
  } finally {
    await line.close(LAST_WORDS_MS);
  }
}

async function follow(
  options: TakePartOptions,
  { welcome, run }: Enlisted,
  life: ProcessLife,
  view: ConsumeView,
  listen: (hear: (word: Word) => void) => void,
): Promise<{ readonly text: string }> {
  const { connection, group, interruption } = options;
  listen((word) => {
    if (word.from === run) life.heard(word);
  });
  options.onTold(
    `${welcome.name} takes part in ${welcome.scenario.name} (run ${welcome.runId}). Ctrl-C hands its share over and ends it.`,
  );
  interruption.onInterrupt((signal) => {
    options.onChange(`${signal}: ${welcome.name} hands its partitions over and leaves …`);
    void life.leave('asked');
  });
  const { events } = topicNames(welcome.topicPrefix);
  const lag = new LagSampler({ connection, groupId: group, topics: events });
  const sampling = setInterval(
    () => void lag.sample().then((found) => view.lag(found)),
    LAG_EVERY_MS,
  );
  const showing = setInterval(() => options.onProgress(view.line()), SHOW_EVERY_MS);
  try {
    const { why } = await life.ended;
    const end =
      why === 'asked' ? `${welcome.name} left in order` : `The run is over for ${welcome.name}`;
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
