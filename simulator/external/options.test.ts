import { describe, expect, it } from 'vitest';
import {
  type PipelineFlags,
  pipelineText,
  pipelineWords,
  refuseForeignPipeline,
  resolvePipeline,
} from './options.ts';

const KAFKA = { kind: 'kafka' } as const;
const FIXED = { kind: 'embedded', port: 19_092 } as const;

describe('resolvePipeline', () => {
  it('is our own without a flag', () => {
    expect(resolvePipeline(flags({}), KAFKA)).toEqual({ kind: 'own' });
    expect(pipelineText({ kind: 'own' })).toBe('');
    expect(pipelineWords({ kind: 'own' })).toEqual([]);
  });

  it('takes a group, and waits a minute for it and after it', () => {
    const wanted = resolvePipeline(flags({ pipeline: 'external', group: 'mine' }), KAFKA);
    expect(wanted).toEqual({
      kind: 'external',
      group: 'mine',
      groupWaitMs: 60_000,
      drainMs: 60_000,
    });
  });

  it('is repeated by the words that it makes', () => {
    const typed = flags({
      pipeline: 'external',
      group: 'mine',
      'results-topic': 'my.results',
      'group-wait': '2m',
      'drain-timeout': '90s',
    });
    const wanted = resolvePipeline(typed, FIXED);
    const words = pipelineWords(wanted);
    const again = Object.fromEntries(
      words.flatMap((word, at) => (at % 2 === 0 ? [[word.slice(2), words[at + 1]]] : [])),
    );
    expect(resolvePipeline(flags(again), FIXED)).toEqual(wanted);
    expect(pipelineText(wanted)).toBe(', read by group mine, results on my.results');
  });

  it.each([
    [{ pipeline: 'foreign' }, '--pipeline foreign is unknown'],
    [{ 'results-topic': 'mine' }, '--results-topic belongs to --pipeline external'],
    [{ 'group-wait': '5s' }, '--group-wait belongs to --pipeline external or --processes'],
    [{ group: '' }, '--group "" is no name of a group'],
    [{ group: 'my group' }, '--group "my group" is no name of a group'],
    [{ processes: '0' }, '--processes must be a whole number from 1 to 100, is "0"'],
    [{ processes: 'many' }, '--processes must be a whole number'],
    [
      { pipeline: 'external', group: 'g', processes: '2' },
      '--processes is for the consumers of the project',
    ],
    [{ pipeline: 'external' }, 'needs the consumer group of your service'],
    [
      { pipeline: 'external', group: 'g', 'group-wait': 'long' },
      '--group-wait long is no duration',
    ],
    [{ pipeline: 'external', group: 'g', 'drain-timeout': '5ms' }, '--drain-timeout 5ms is no'],
    [{ pipeline: 'external', group: 'g', 'results-topic': 'inventory.sales' }, 'a topic of events'],
  ])('refuses %j', (given, text) => {
    expect(() => resolvePipeline(flags(given), KAFKA)).toThrowError(text);
  });

  it('names the group of our own, and the processes that are waited for', () => {
    expect(resolvePipeline(flags({ group: 'shop' }), KAFKA)).toEqual({
      kind: 'own',
      group: 'shop',
    });
    const typed = flags({ group: 'shop', processes: '3', 'group-wait': '90s' });
    const wanted = resolvePipeline(typed, FIXED);
    expect(wanted).toEqual({
      kind: 'own',
      group: 'shop',
      processes: 3,
      processWaitMs: 90_000,
    });
    expect(pipelineWords(wanted)).toEqual([
      ...['--group', 'shop', '--processes', '3', '--group-wait', '1m30s'],
    ]);
    expect(pipelineText(wanted)).toBe(', read by 3 other processes in group shop');
    expect(pipelineText({ kind: 'own', group: 'shop' })).toBe(', read in group shop');
    expect(resolvePipeline(flags({ processes: '1' }), KAFKA)).toEqual({
      kind: 'own',
      processes: 1,
      processWaitMs: 300_000,
    });
  });

  it('does not wait for processes that could not find the broker', () => {
    expect(() =>
      resolvePipeline(flags({ processes: '2' }), { kind: 'embedded', port: 0 }),
    ).toThrowError('a port that is chosen at random');
  });

  it('is refused by commands that know our own only', () => {
    const typed = flags({ pipeline: 'external', group: 'mine' });
    expect(() => refuseForeignPipeline(typed, 'so it is')).toThrowError('is for bench: so it is');
    expect(() => refuseForeignPipeline(flags({}), 'so it is')).not.toThrow();
    expect(() => refuseForeignPipeline(flags({ group: 'mine' }), 'so it is')).toThrowError(
      '--group is for bench',
    );
  });

  it('refuses an embedded broker that nobody else could find', () => {
    const typed = flags({ pipeline: 'external', group: 'mine' });
    expect(() => resolvePipeline(typed, { kind: 'embedded', port: 0 })).toThrowError(
      'a port that is chosen at random',
    );
  });
});

function flags(given: Partial<Record<string, string | undefined>>): PipelineFlags {
  return {
    pipeline: 'own',
    group: undefined,
    processes: undefined,
    'results-topic': undefined,
    'group-wait': undefined,
    'drain-timeout': undefined,
    ...given,
  };
}
