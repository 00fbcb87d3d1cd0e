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
    [{ group: 'mine' }, '--group belongs to --pipeline external'],
    [{ 'group-wait': '5s' }, '--group-wait belongs to --pipeline external'],
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

  it('is refused by commands that know our own only', () => {
    const typed = flags({ pipeline: 'external', group: 'mine' });
    expect(() => refuseForeignPipeline(typed, 'so it is')).toThrowError('is for bench: so it is');
    expect(() => refuseForeignPipeline(flags({}), 'so it is')).not.toThrow();
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
    'results-topic': undefined,
    'group-wait': undefined,
    'drain-timeout': undefined,
    ...given,
  };
}
