import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { DEFAULT_GATE } from '../../reports/comparison/gated-metrics.ts';
import { gateText } from '../comparison/gate-of-record.ts';
import {
  benchOptions,
  benchWords,
  comparisonOptions,
  countOf,
  gateWanted,
  gateWords,
  noiseThresholdWanted,
} from './comparison-options.ts';

const parsed = (...words: readonly string[]) =>
  yargs([...words])
    .options({ ...benchOptions, ...comparisonOptions })
    .parseSync();

describe('benchWords', () => {
  it('hands on what was typed, and nothing else', () => {
    const words = ['--seed=7', '--rate=10/1m', '--broker=local', '--no-create-topics', '--tls'];
    expect(benchWords(parsed(...words, '--json', '--accept-outcomes')).sort()).toEqual(
      [...words].sort(),
    );
    expect(benchWords(parsed())).toEqual([]);
  });

  it('keeps a value in one word, whatever is in it', () => {
    expect(benchWords(parsed('--seed=--delete-topics x; y'))).toEqual([
      '--seed=--delete-topics x; y',
    ]);
  });
});

describe('gateWanted', () => {
  it('takes metrics in lines or between commas', () => {
    const gate = DEFAULT_GATE.map(gateText);
    expect(gateWanted({ gate: gate.join('\n') })).toEqual(DEFAULT_GATE);
    expect(gateWanted({ gate: gate.join(', ') })).toEqual(DEFAULT_GATE);
    expect(gateWanted({ gate: undefined })).toBeNull();
  });

  it.each(['', ' , ', '\n'])('refuses a gate without metrics: %j', (gate) => {
    expect(() => gateWanted({ gate })).toThrowError(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('gateWords', () => {
  it('are what has to be typed for the same again', () => {
    const words = ['--gate=end_to_end p(95) 20%', '--noise-threshold=7', '--accept-outcomes'];
    expect(gateWords(parsed(...words))).toEqual(words);
  });
});

describe('noiseThresholdWanted', () => {
  it.each([
    ['5', 0.05],
    ['7.5%', 0.075],
    [' 10 % ', 0.1],
  ])('reads %j as %d', (text, share) => {
    expect(noiseThresholdWanted({ 'noise-threshold': text })).toBeCloseTo(share);
  });

  it.each(['0', '-5', '101', 'five', ''])('refuses %j', (text) => {
    expect(() => noiseThresholdWanted({ 'noise-threshold': text })).toThrowError(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});

describe('countOf', () => {
  it.each([
    [undefined, 6],
    ['1', 1],
    ['200', 200],
  ])('%j is %d', (text, count) => {
    expect(countOf('--runs', text, 6)).toBe(count);
  });

  it.each(['0', '201', '1.5', '-1', '', 'ten'])('refuses %j', (text) => {
    expect(() => countOf('--runs', text, 6)).toThrowError('--runs is no whole number');
  });
});
