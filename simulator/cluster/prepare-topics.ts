/** The topics of a run: there before anybody reads or writes, and removed afterwards where that was asked for. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { withAdmin, within } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import {
  examineTopics,
  type TopicFindings,
  type TopicPlan,
  topicsOf,
  topicTrouble,
  trouble,
} from '../../pipeline/kafka/topic-plan.ts';
import {
  createTopics,
  readTopics,
  unseenTopics,
  withTopics,
} from '../../pipeline/kafka/topic-setup.ts';
import { inWords } from '../../reports/numbers.ts';
import type { TopicSettings } from './cluster.ts';
import { topicPlan } from './run-topic-plan.ts';

export interface TopicsWanted {
  readonly connection: Connection;
  /** Put before every name in this run. */
  readonly prefix: string;
  readonly partitions: number;
  readonly settings: TopicSettings;
  /** How long the load lasts. */
  readonly durationMs: number;
  /** The consumer group of the run's own pipeline; absent: the pipeline is somebody else's. */
  readonly ownGroup?: string;
  /** People may write to the run: see `RunTopicsNeeded.interactive`. */
  readonly interactive?: boolean;
  /** Something that a person who waits wants to read. */
  readonly onWaiting: (text: string) => void;
  /** Worth knowing, and nothing that is wrong with the run. */
  readonly onNote: (text: string) => void;
}

/** New topics get leaders, and brokers that were restarted catch up, within seconds. */
const SETTLE_MS = 20_000;
const LOOK_AGAIN_MS = 250;
const SAY_AFTER_MS = 3_000;
const REMOVE_TIMEOUT_MS = 20_000;
/** Kafka's codes for groups that are not there. */
const GROUP_ID_NOT_FOUND = 69;

interface Look {
  readonly findings: TopicFindings;
  /** Missing, or not known to every broker with a leader. */
  readonly unseen: readonly string[];
}

export class RunTopics {
  readonly #wanted: TopicsWanted;
  readonly #plan: TopicPlan;
  readonly #created = new Set<string>();
  readonly #closing = new AbortController();
  #prepared: Promise<void> = Promise.resolve();

  /** @throws StreamstockError USAGE when a name is none that Kafka takes */
  constructor(wanted: TopicsWanted) {
    this.#wanted = wanted;
    this.#plan = topicPlan({ ...wanted, ownPipeline: wanted.ownGroup !== undefined });
  }

  /** Names of topics that did not exist before this run. */
  get created(): readonly string[] {
    return [...this.#created].sort();
  }

  /**
   * Resolves when every topic is as the run needs it, and every broker knows it with a leader.
   * @throws StreamstockError TOPIC_MISMATCH, CLUSTER_TOO_SMALL, TOPICS_MISSING, and what a connection can end in
   */
  prepare(): Promise<void> {
    this.#prepared = this.#prepare();
    return this.#prepared;
  }

  /** Ends what is under way; deletes what this run created, and its group, where that was asked for. Never rejects. */
  async close(): Promise<void> {
    this.#closing.abort();
    const { settings, onNote } = this.#wanted;
    if (!settings.deleteAfter) return;
    // A creation under way may still succeed, and then it was ours.
    await within(REMOVE_TIMEOUT_MS, this.#prepared).catch(() => undefined);
    const { created } = this;
    const deleted =
      created.length === 0 ? 'nothing, since no topic was created by it' : created.join(', ');
    await within(REMOVE_TIMEOUT_MS, this.#remove(created)).then(
      () => onNote(`deleted after the run: ${deleted}`),
      (error: Error) => onNote(`not everything could be deleted after the run: ${error.message}`),
    );
  }

  async #prepare(): Promise<void> {
    const findings = await this.#untilThere();
    for (const warning of findings.warnings) this.#wanted.onNote(warning);
  }

  async #untilThere(): Promise<TopicFindings> {
    const { settings, connection } = this.#wanted;
    const { create, wait } = settings;
    const startedMs = performance.now();
    const where = connection.brokers.join(', ');
    let settlingFromMs: number | undefined;
    for (;;) {
      const looked = await this.#lookUnlessBroken(performance.now() - startedMs);
      if (looked === undefined) continue;
      const { findings, unseen } = looked;
      const wrong = topicTrouble(findings, where);
      if (wrong !== undefined) throw wrong;
      const { missing, outOfSync } = findings;
      if (unseen.length === 0 && outOfSync.length === 0) return findings;
      const waitedMs = performance.now() - startedMs;
      if (missing.length > 0 && !create) {
        if (wait.skip || waitedMs >= wait.timeoutMs) throw missingTopics(missing, where, wait);
        this.#say(waitedMs, `Waiting for somebody to create ${missing.join(', ')}`);
        await this.#sleep(Math.min(wait.intervalMs, wait.timeoutMs - waitedMs));
        continue;
      }
      settlingFromMs ??= performance.now();
      if (performance.now() - settlingFromMs >= SETTLE_MS) throw unsettled(findings, unseen, where);
      const names = unseen.length > 0 ? unseen : ['replicas to catch up'];
      this.#say(waitedMs, `Waiting for every broker to know ${names.join(', ')}`);
      await this.#sleep(LOOK_AGAIN_MS);
    }
  }

  /** A cluster that was there a moment ago may be losing a broker, and names it for some seconds more. */
  async #lookUnlessBroken(sinceMs: number): Promise<Look | undefined> {
    try {
      return await this.#look();
    } catch (error) {
      const broken = error instanceof StreamstockError && error.code === 'BROKER_UNREACHABLE';
      if (!broken || sinceMs > SETTLE_MS) throw error;
      await this.#sleep(LOOK_AGAIN_MS);
      return undefined;
    }
  }

  /** Creates what is missing where that is wanted and nothing speaks against it. */
  #look(): Promise<Look> {
    const { connection, settings } = this.#wanted;
    const plan = this.#plan;
    return withTopics(connection, async (access) => {
      let findings = examineTopics(plan, await readTopics(access, topicsOf(plan)));
      const mayCreate = settings.create && !this.#closing.signal.aborted;
      if (findings.missing.length > 0 && mayCreate && topicTrouble(findings, '') === undefined) {
        await createTopics(access, plan, findings.missing, this.#created);
        findings = examineTopics(plan, await readTopics(access, topicsOf(plan)));
      }
      const { missing } = findings;
      const unseen = missing.length > 0 ? missing : await unseenTopics(access, topicsOf(plan));
      return { findings, unseen };
    });
  }

  async #remove(created: readonly string[]): Promise<void> {
    const { connection, ownGroup } = this.#wanted;
    if (created.length === 0 && ownGroup === undefined) return;
    await withAdmin(connection, async (admin) => {
      // Taken off the list one by one: after a lost connection only the rest is tried again.
      for (const topic of created) {
        if (!this.#created.has(topic)) continue;
        await admin.deleteTopics({ topics: [topic] }).catch((error: unknown) => {
          if ((error as { type?: string }).type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
        });
        this.#created.delete(topic);
      }
      await untilGone(admin, created);
      if (ownGroup === undefined) return;
      await admin.deleteGroups([ownGroup]).catch((error: unknown) => {
        const { groups = [] } = error as { groups?: { errorCode: number }[] };
        if (groups.length !== 1 || groups[0]?.errorCode !== GROUP_ID_NOT_FOUND) throw error;
      });
    });
  }

  #say(waitedMs: number, text: string): void {
    if (waitedMs >= SAY_AFTER_MS) {
      this.#wanted.onWaiting(`${text} (${inWords(Math.round(waitedMs / 1000), 'second')})`);
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) throw stopped();
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(stopped());
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** A broker answers before all of them have taken note. */
async function untilGone(
  admin: { listTopics(): Promise<string[]> },
  deleted: readonly string[],
): Promise<void> {
  const deadlineMs = performance.now() + REMOVE_TIMEOUT_MS;
  while (performance.now() < deadlineMs) {
    const topics = new Set(await admin.listTopics());
    if (!deleted.some((topic) => topics.has(topic))) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function missingTopics(
  missing: readonly string[],
  where: string,
  { skip, timeoutMs }: TopicSettings['wait'],
): StreamstockError {
  const what = `${where} has no ${missing.length === 1 ? 'topic' : 'topics'} ${missing.join(', ')}`;
  const when = skip
    ? ', and was not to be waited for'
    : `, and nobody created ${missing.length === 1 ? 'it' : 'them'} within ${timeoutMs / 1000} s`;
  return trouble('TOPICS_MISSING', [what + when], {
    hint: 'Create them, or leave out --no-create-topics. TOPIC_WAIT_TIMEOUT_SEC sets how long to wait.',
  });
}

function unsettled(
  { outOfSync }: TopicFindings,
  unseen: readonly string[],
  where: string,
): StreamstockError {
  if (outOfSync.length > 0) {
    return trouble('CLUSTER_TOO_SMALL', outOfSync, {
      hint: `Start the missing brokers of ${where}, or lower min.insync.replicas of the topics.`,
    });
  }
  const what = `Some brokers of ${where} do not know ${unseen.join(', ')}, or no leader of all their partitions, after ${SETTLE_MS / 1000} s`;
  return trouble('TOPICS_MISSING', [what], {
    hint: 'Check that every broker of the cluster is healthy.',
  });
}

function stopped(): StreamstockError {
  return new StreamstockError('INTERRUPTED', 'Stopped while the topics were waited for.');
}
