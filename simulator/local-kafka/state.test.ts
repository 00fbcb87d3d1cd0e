import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringDown } from './down.ts';
import { nodeMarker } from './node.ts';
import {
  type ClusterState,
  clusterFolder,
  nodeFolder,
  parseState,
  readState,
  runningCluster,
  runningNodes,
  writeState,
} from './state.ts';
import { bringUp } from './up.ts';

const one = (pid: number | null): ClusterState => ({
  brokers: 1,
  nodes: [{ id: 1, port: 9092, controllerPort: 12_345, pid }],
});

describe('the state of the local Kafka', () => {
  let home: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'streamstock-state-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  /** A process that looks like broker 1 of one, or like somebody else. */
  const process1 = async (...words: string[]): Promise<number> => {
    const code = 'console.log("up"); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, ['-e', code, '--', ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child.pid as number;
  };

  it('is read back as it was written', () => {
    expect(readState(home, 1)).toBeUndefined();
    writeState(home, one(77));
    expect(readState(home, 1)).toEqual(one(77));
    expect(readState(home, 3)).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['another version', '{"version":2,"nodes":[]}'],
    ['too few brokers', '{"version":1,"nodes":[]}'],
    [
      'a pid that is none',
      '{"version":1,"nodes":[{"id":1,"port":1,"controllerPort":2,"pid":"; rm"}]}',
    ],
    [
      'a port that is none',
      '{"version":1,"nodes":[{"id":1,"port":99999,"controllerPort":2,"pid":null}]}',
    ],
    ['null', '{"version":1,"nodes":[null]}'],
  ])('is refused when it holds %s, and the message names the file', (_, text) => {
    expect(parseState(text, 1)).toBeUndefined();
    mkdirSync(clusterFolder(home, 1));
    writeFileSync(join(clusterFolder(home, 1), 'state.json'), text);
    expect(() => readState(home, 1)).toThrow(join(clusterFolder(home, 1), 'state.json'));
  });

  it('takes a process for a broker only when it was started as that broker', async () => {
    const broker = await process1(nodeMarker(nodeFolder(home, 1, 1)));
    const somebody = await process1(nodeMarker(nodeFolder('/elsewhere', 1, 1)));
    expect(runningNodes(home, one(broker))).toHaveLength(1);
    expect(runningNodes(home, one(somebody))).toHaveLength(0);
    expect(runningNodes(home, one(null))).toHaveLength(0);
  });

  it('lets down end the broker, and nobody who has its number by now', async () => {
    const somebody = await process1('another program');
    writeState(home, one(somebody));
    const environment = { STREAMSTOCK_LOCAL_KAFKA_DIR: home };
    expect(await bringDown({ environment, deleteData: false })).toEqual({
      stopped: [],
      deleted: [],
    });
    expect(() => process.kill(somebody, 0)).not.toThrow();

    writeState(home, one(await process1(nodeMarker(nodeFolder(home, 1, 1)))));
    expect(runningCluster(home)).toBeDefined();
    expect(await bringDown({ environment, deleteData: true })).toEqual({
      stopped: [1],
      deleted: [clusterFolder(home, 1)],
    });
    expect(runningCluster(home)).toBeUndefined();
  });

  it('says what the trouble is when its folder cannot be made', async () => {
    writeFileSync(join(home, 'file'), '');
    const environment = { STREAMSTOCK_LOCAL_KAFKA_DIR: join(home, 'file', 'kafka') };
    await expect(bringUp({ environment })).rejects.toMatchObject({
      code: 'LOCAL_KAFKA_FAILED',
      message: expect.stringMatching(
        /file.* cannot be written: a part of the path is not a folder/,
      ),
    });
  });
});
