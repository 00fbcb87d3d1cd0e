import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunsFolder } from '../../reports/server/run-list.fixture.ts';
import { runCommandLine } from '../cli.ts';

let runs: RunsFolder;
beforeEach(() => {
  runs = new RunsFolder();
  runs.run('20260105-101500-spike-7');
});
afterEach(() => {
  runs.remove();
  vi.restoreAllMocks();
});

async function report(...words: string[]) {
  let err = '';
  const keep = (text: unknown): boolean => {
    err += String(text);
    return true;
  };
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  const exitCode = await runCommandLine(['report', '--runs-dir', runs.path, ...words], {
    out: keep,
    err: keep,
  });
  vi.restoreAllMocks();
  return { exitCode, err };
}

describe('a report that cannot be shown', () => {
  it.each<[words: string[], exitCode: number, texts: string[]]>([
    [['20260105-101500-spike-8'], 95, ['there is no run', 'Did you mean 20260105-101500-spike-7?']],
    [['last', '--runs-dir', '/nowhere'], 95, ['/nowhere holds no finished run']],
    [['empty'], 95, ['empty: holds no record of a run']],
    [['killed'], 95, ['the run was killed', 'streamstock report --recover']],
    [['broken'], 95, ['run.json is broken', 'run the scenario again']],
    [['--host', '0.0.0.0'], 2, ['--host must be a loopback address', 'report.html']],
    [['--host', 'example.org'], 2, ['--host must be a loopback address']],
    [['--port', 'http'], 2, ['--port must be a number from 0 to 65535']],
    [['--port', '65536'], 2, ['--port must be a number']],
    [['--prot', '1'], 2, ['unknown argument: prot', 'Did you mean --port?']],
  ])('%j ends with %i', async (words, exitCode, texts) => {
    runs.file('empty', 'notes.txt', '');
    runs.file('broken', 'run.json', '{');
    runs.journal('killed', Date.now() - 60_000);
    const result = await report(...words);
    expect(result.exitCode, result.err).toBe(exitCode);
    for (const text of texts) expect(result.err).toContain(text);
  });

  it('says when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { exitCode, err } = await report('--port', String(port));
    server.close();
    expect(exitCode).toBe(95);
    expect(err).toContain(`port ${port} of 127.0.0.1 is in use\n`);
  });
});

describe('a run that cannot be recovered', () => {
  const START =
    '{"kind":"start","journalVersion":2,"tool":{"name":"streamstock-bench","version":"0.1.0"}}\n';

  it.each<[words: string[], exitCode: number, text: string]>([
    [[], 2, '--recover needs to know which run'],
    [['last', '--runs-dir', '/nowhere'], 95, 'holds no unfinished run'],
    [['finished'], 95, 'has its run.json already (passed): nothing is lost'],
    [['broken'], 95, 'has a run.json that cannot be read'],
    [['empty'], 95, 'holds no journal.jsonl'],
    [['foreign'], 95, 'journal.jsonl is not the journal of a run'],
    [['nonsense'], 95, 'journal.jsonl:1 is broken'],
    [['newer'], 95, 'has journal version 99'],
    [['edited'], 95, 'journal.jsonl: it does not hold together'],
  ])('%j ends with %i', async (words, exitCode, text) => {
    runs.run('finished');
    runs.file('broken', 'run.json', '{');
    runs.file('empty', 'notes.txt', '');
    journal('foreign', '{"hello":"world"}\n');
    journal('nonsense', 'nonsense\nmore\n');
    journal('newer', START.replace('"journalVersion":2', '"journalVersion":99'));
    journal('edited', START);
    const result = await report('--recover', ...words);
    expect(result.exitCode, result.err).toBe(exitCode);
    expect(result.err).toContain(text);
    expect(result.err).not.toContain('should not have happened');
  });

  it('still goes on', async () => {
    const folder = runs.file('running', 'journal.jsonl', START);
    const growing = setInterval(() => runs.append(join(folder, 'journal.jsonl'), '{}\n'), 200);
    const { exitCode, err } = await report('--recover', folder);
    clearInterval(growing);
    expect(exitCode).toBe(95);
    expect(err).toContain('still goes on: its journal grows');
  });

  /** As a run left it a minute ago. */
  function journal(id: string, text: string): void {
    runs.journal(id, Date.now() - 60_000, text);
  }
});
