/** Brokers that do not answer, signals, and readers who leave early: the exit code, the reason, and no noise. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { keptRecord, Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal } from './expectations.fixture.ts';
import { LONG } from './scenarios.fixture.ts';

const workshop = new Workshop();
const long = workshop.scenario('long', LONG);
afterAll(() => workshop.close());

describe.concurrent('a broker that is not there', () => {
  it('is named, with what happened', async () => {
    const server = await listening(() => {});
    const address = addressOf(server);
    server.close();
    const result = await workshop.bench([long, '--broker', address]);
    expectRefusal(result, 95, `No Kafka broker answered at ${address}`, 'ECONNREFUSED');
    expect(result.stderr).toContain('Check the address');
  });

  it('is told from one that accepts and never answers', async () => {
    const server = await listening((socket) => socket.on('error', () => {}));
    const result = await workshop.bench([long, '--broker', addressOf(server)]);
    server.close();
    expectRefusal(result, 95, `No Kafka broker answered at ${addressOf(server)}`, 'timed out');
  });

  it('is not started on a port that is taken', async () => {
    const server = await listening(() => {});
    const port = addressOf(server).split(':').at(-1) ?? '';
    const result = await workshop.bench([long, '--broker', `embedded:${port}`]);
    server.close();
    expectRefusal(result, 95, port, 'in use');
  });

  it('does not hold back who interrupts the wait', async () => {
    const server = await listening((socket) => socket.on('error', () => {}));
    const running = workshop.startBench([long, '--broker', addressOf(server)]);
    await running.says('Asking which cluster it is');
    running.process.kill('SIGINT');
    const result = await running.result;
    server.close();
    expectRefusal(result, 105, 'Stopped by SIGINT before the load began');
    expect(result.stderr).not.toContain('No Kafka broker answered');
  });
});

describe('an interrupted run', () => {
  it.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('drains after one %s and keeps a marked record', async (signal) => {
    const running = workshop.startBench([long]);
    await running.says('the load begins');
    await aSecond();
    running.process.kill(signal);
    const { exitCode, record, stderr, ...rest } = await running.result;
    expect(exitCode, stderr).toBe(105);
    expect(stderr).toContain(`interrupted — stopped by ${signal}`);
    expect(stderr).toMatch(/[\d,]+ events of the plan had not come due yet/);
    expect(stderr).not.toContain('target rate missed');
    expectReadable({ exitCode, stderr, ...rest });
    const { events_acknowledged: acknowledged = 0, events_applied: applied } = record?.counts ?? {};
    expect(acknowledged).toBeGreaterThan(0);
    expect(applied).toBe(acknowledged);
    expect(record?.verdict.reasons.join()).not.toContain('never got an acknowledgement');
    expect(keptRecord(join(workshop.folder, record?.runFolder ?? ''))).toMatchObject({
      verdict: { name: 'interrupted', exitCode: 105 },
      digest: { comparable: false },
    });
  });

  it('ends at once at the second signal', async () => {
    const before = workshop.runFolders();
    const running = workshop.startBench([long]);
    await running.says('the load begins');
    running.process.kill('SIGINT');
    running.process.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await running.result;
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 105, stdout: '' });
    // What the run had written stays, for `report --recover`; a record it has not.
    const [folder] = workshop.runFolders().filter((name) => !before.includes(name));
    expect(readdirSync(join(workshop.runsFolder, folder ?? '')).toSorted()).toEqual([
      'journal.jsonl',
      'latency.hlog',
    ]);
  });
});

describe('a reader who leaves early', () => {
  const failing = workshop.scenario(
    'failing',
    `
load: { executor: constant-arrival-rate, rate: 200, duration: 500ms }
thresholds: { alerts_raised: ["count>1000000"] }
`,
  );
  it.each([
    'stdout',
    'stderr',
  ] as const)('of %s changes nothing about run and exit code', async (closed) => {
    const before = workshop.runFolders().length;
    const child = spawn(
      process.execPath,
      [
        join(projectRoot(), 'dist', 'simulator', 'cli.js'),
        ...['bench', failing, '--json', '--runs-dir', workshop.runsFolder],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    child[closed].destroy();
    const other = child[closed === 'stdout' ? 'stderr' : 'stdout'];
    let text = '';
    other.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode, text).toBe(99);
    expect(text).toContain(closed === 'stdout' ? '✗ thresholds' : '"name":"thresholds"');
    expect(text).not.toContain('EPIPE');
    expect(workshop.runFolders()).toHaveLength(before + 1);
  });
});

async function listening(onConnection: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  addresses.set(server, `127.0.0.1:${(server.address() as { port: number }).port}`);
  return server;
}

const addresses = new WeakMap<Server, string>();

function addressOf(server: Server): string {
  return addresses.get(server) ?? '';
}

function aSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000));
}
