import { describe, expect, it } from 'vitest';
import { type ProgressStream, renderProgress } from './progress.ts';

describe('renderProgress', () => {
  it('rewrites one line on a terminal and removes it at the end', () => {
    const { written, stream, at } = terminal({ isTTY: true, columns: 12 });
    const progress = renderProgress(stream, at.now, {});
    progress.update('12 of 5,000 events');
    at.ms = 150;
    progress.update('99');
    progress.done();
    progress.done();
    expect(written).toEqual(['\r\u001b[K12 of 5,000', '\r\u001b[K99', '\r\u001b[K']);
  });

  it('does not write more often than anybody can read', () => {
    const { written, stream, at } = terminal({ isTTY: true });
    const progress = renderProgress(stream, at.now, {});
    for (at.ms = 0; at.ms < 1000; at.ms += 10) progress.update('line');
    expect(written).toHaveLength(10);
  });

  it('never leaves out what is announced', () => {
    const { written, stream, at } = terminal({ isTTY: false });
    const progress = renderProgress(stream, at.now, {});
    progress.announce('one part …');
    at.ms = 4_000;
    progress.announce('another …');
    at.ms = 8_900;
    progress.update('too soon');
    expect(written).toEqual(['one part …\n', 'another …\n']);
  });

  it.each([
    [{ isTTY: false }, {}],
    [{ isTTY: true }, { TERM: 'dumb' }],
  ])('writes a plain line every five seconds elsewhere: %o %o', (kind, env) => {
    const { written, stream, at } = terminal(kind);
    const progress = renderProgress(stream, at.now, env);
    for (at.ms = 0; at.ms < 12_000; at.ms += 500) progress.update(`after ${at.ms} ms`);
    progress.done();
    expect(written).toEqual(['after 0 ms\n', 'after 5000 ms\n', 'after 10000 ms\n']);
  });
});

function terminal(kind: Pick<ProgressStream, 'isTTY' | 'columns'>) {
  const written: string[] = [];
  const at = { ms: 0, now: () => at.ms };
  const stream: ProgressStream = { ...kind, write: (text) => written.push(text) };
  return { written, stream, at };
}
