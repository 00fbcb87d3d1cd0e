/** The embedded coordinator beside Apache Kafka's: the same requests at the same turns, and the same answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka } from '../../../pipeline/kafka/client.ts';
import {
  type ApacheKafka,
  missingForKafka,
  startApacheKafka,
} from '../../e2e/kafka-jars.fixture.ts';
import { ERROR } from '../codec/error-codes.ts';
import { type Broker, createBroker } from '../server.ts';
import { GroupClient } from '../testing/group-client.fixture.ts';
import { eventually } from '../testing/kafka-client.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Kafka's coordinator is not asked: ${missing}\n`);

const TOPIC = 'events';
const OTHER_TOPIC = 'changelog';
const SHORTEST_SESSION_MS = 6_000;
const BEAT_MS = 1_000;

/** What members of one group did, and what they were told. */
class Story {
  readonly lines: string[] = [];
  readonly #address: string;
  readonly #group: string;
  readonly #clients: GroupClient[] = [];

  constructor(address: string, group: string) {
    this.#address = address;
    this.#group = group;
  }

  async member(sessionTimeoutMs = 3 * SHORTEST_SESSION_MS): Promise<GroupClient> {
    const timeouts = { sessionTimeoutMs, rebalanceTimeoutMs: SHORTEST_SESSION_MS };
    const client = await GroupClient.connect(this.#address, this.#group, timeouts);
    this.#clients.push(client);
    return client;
  }

  /** A member that leads, and one that follows, in one generation. */
  async two(followersSessionMs?: number, leadersSessionMs?: number) {
    const leader = await this.member(leadersSessionMs);
    await leader.join();
    await leader.sync();
    const follower = await this.member(followersSessionMs);
    const joining = follower.join();
    await this.untilRebalance(leader);
    await Promise.all([leader.join(), joining]);
    return { leader, follower };
  }

  async untilRebalance(member: GroupClient): Promise<void> {
    while ((await member.heartbeat()) !== ERROR.REBALANCE_IN_PROGRESS) await pause(50);
  }

  tell(what: string, error: number): void {
    this.lines.push(`${what}: ${nameOf(error)}`);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

type Plot = (story: Story) => Promise<void>;

const PLOTS: Readonly<Record<string, Plot>> = {
  'commits while a rebalance is prepared and completed': async (story) => {
    const { leader, follower } = await story.two();
    story.tell('commit before the sync', await leader.commit(TOPIC));
    story.tell('heartbeat before the sync', await leader.heartbeat());
    const waiting = follower.sync();
    story.tell('the leader syncs', await leader.sync());
    story.tell('the follower gets its part', await waiting);
    story.tell('commit', await follower.commit(TOPIC));
    story.tell('commit of a topic that is not its', await follower.commit(OTHER_TOPIC));
    story.tell('commit of a topic that is not there', await follower.commit('nowhere'));
    const newcomer = await story.member();
    const joining = newcomer.join();
    await story.untilRebalance(leader);
    story.tell('commit while others rejoin', await leader.commit(TOPIC));
    story.tell('… of an old generation', await leader.commit(TOPIC, leader.generation - 1));
    story.tell('sync while others rejoin', await leader.sync());
    const left = leader.generation;
    await Promise.all([leader.join(), follower.join(), joining]);
    story.tell('commit of the generation before', await leader.commit(TOPIC, left));
    story.tell('commit of the new one, before the sync', await leader.commit(TOPIC));
    story.lines.push(`generations: ${leader.generation - left}`);
  },

  'commits without a member': async (story) => {
    const nobody = await story.member();
    story.tell('into a group that is not there', await nobody.commit(TOPIC, -1));
    story.tell('of a generation of it', await nobody.commit(TOPIC, 3));
    const { leader } = await story.two();
    story.tell('into a group with members', await nobody.commit(TOPIC, -1));
    story.tell('of their generation', await nobody.commit(TOPIC, leader.generation));
  },

  'a member that does not rejoin in time': async (story) => {
    const { leader, follower } = await story.two();
    const waiting = follower.sync();
    await leader.sync();
    await waiting;
    const newcomer = await story.member();
    const joining = newcomer.join();
    await story.untilRebalance(leader);
    const rejoining = leader.join();
    const beating = keepsBeating(follower, [rejoining, joining]);
    story.tell('the leader rejoined', await rejoining);
    story.tell('the newcomer joined', await joining);
    await beating;
    story.tell('heartbeat of who did not', await follower.heartbeat());
    story.tell('its commit', await follower.commit(TOPIC));
    story.tell('its join', await follower.join());
  },

  'a member that falls silent': async (story) => {
    const { leader, follower } = await story.two(SHORTEST_SESSION_MS);
    const waiting = follower.sync();
    await leader.sync();
    await waiting;
    await story.untilRebalance(leader);
    story.tell('commit of who is left', await leader.commit(TOPIC));
    story.tell('heartbeat of who was silent', await follower.heartbeat());
    story.tell('its commit', await follower.commit(TOPIC));
    const before = leader.generation;
    story.tell('who is left joins again', await leader.join());
    story.lines.push(`generations: ${leader.generation - before}, members ${leader.members}`);
  },

  'a leader that dies before it has assigned': async (story) => {
    const { leader, follower } = await story.two(undefined, SHORTEST_SESSION_MS);
    const waiting = follower.sync();
    leader.close();
    story.tell('the follower that waits for its part', await waiting);
    story.tell('it joins again', await follower.join());
    story.lines.push(`it leads: ${follower.leads}, members ${follower.members}`);
  },

  'a follower that never asks for its part': async (story) => {
    const { leader, follower } = await story.two();
    await leader.sync();
    await Promise.all([story.untilRebalance(leader), keepsBeating(follower, [])]);
    story.tell('its heartbeat', await follower.heartbeat());
    story.tell('the leader joins again', await leader.join());
    story.lines.push(`members ${leader.members}`);
  },

  'members that leave': async (story) => {
    const { leader, follower } = await story.two();
    const waiting = follower.sync();
    await leader.sync();
    await waiting;
    story.tell('the leader leaves', await leader.leave());
    story.tell('its commit', await leader.commit(TOPIC));
    story.tell('heartbeat of the other', await follower.heartbeat());
    story.tell('it joins again', await follower.join());
    story.lines.push(`it leads: ${follower.leads}`);
    story.tell('it leaves', await follower.leave());
    story.tell('commit from outside', await leader.commit(TOPIC, -1));
  },

  'session timeouts that are too short and too long': async (story) => {
    for (const sessionMs of [SHORTEST_SESSION_MS - 1, 1_800_001, SHORTEST_SESSION_MS]) {
      const member = await story.member(sessionMs);
      story.tell(`${sessionMs} ms`, await member.join());
      await member.leave();
    }
  },
};

describe.skipIf(missing !== undefined)('the embedded coordinator answers as Kafka does', () => {
  let kafka: ApacheKafka;
  let embedded: Broker;
  beforeAll(async () => {
    kafka = await startApacheKafka({ properties: { 'offsets.topic.num.partitions': 1 } });
    embedded = await createBroker();
    for (const address of [kafka.address, embedded.address]) {
      const admin = createKafka({
        ...{ brokers: [address], kind: 'external', clientId: 'as-kafka' },
      }).admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: TOPIC }, { topic: OTHER_TOPIC }] });
      // Makes the topic of offsets. Its one partition takes a moment to load, and then all groups are known.
      await eventually('the coordinator', () =>
        admin.fetchOffsets({ groupId: 'first', topics: [TOPIC] }).then(
          () => true,
          () => false,
        ),
      );
      await admin.disconnect();
    }
  }, 120_000);
  afterAll(async () => {
    await embedded.stop();
    await kafka.stop();
  });

  it.each(Object.entries(PLOTS))('%s', async (name, plot) => {
    const [theirs, ours] = await Promise.all(
      [kafka.address, embedded.address].map(async (address) => {
        const story = new Story(address, `g-${Object.keys(PLOTS).indexOf(name)}`);
        await plot(story);
        story.close();
        return story.lines;
      }),
    );
    expect(theirs?.length).toBeGreaterThan(1);
    expect(ours).toEqual(theirs);
  });
});

/** A member that is alive and does nothing else, until all of that has come, or it is told that it is a member no longer. */
async function keepsBeating(
  member: GroupClient,
  until: readonly Promise<unknown>[],
): Promise<void> {
  let waiting = until.length > 0;
  void Promise.all(until).then(() => {
    waiting = false;
  });
  const going: readonly number[] = [ERROR.NONE, ERROR.REBALANCE_IN_PROGRESS];
  while ((waiting || until.length === 0) && going.includes(await member.heartbeat())) {
    await pause(BEAT_MS);
  }
}

function nameOf(error: number): string {
  return Object.entries(ERROR).find(([, code]) => code === error)?.[0] ?? String(error);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
