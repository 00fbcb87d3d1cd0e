import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubAnnotations } from './annotations.ts';
import {
  COMPARISONS,
  hostileComparison,
  inconclusiveComparison,
  incorrectComparison,
  sameComparison,
  singleComparison,
  slowerComparison,
} from './comparison.fixture.ts';
import type { Comparison } from './comparison.ts';

interface Command {
  readonly level: string;
  readonly title: string;
  readonly message: string;
}

describe('githubAnnotations', () => {
  it('makes an error of what is slower, the verdict first', () => {
    const [verdict, ...others] = commandsOf(slowerComparison());
    expect(verdict).toEqual({
      level: 'error',
      title: 'slower: spike',
      message:
        'cpu_per_event{group:consumers} is slower: +12.3 % (95 % interval +8.2 … +16.5 %, p 0.012), beyond the floor of 5 %\n' +
        'the same: end_to_end p(50), end_to_end p(99), cpu_per_event\n' +
        'spike · seed 7 · 10 pairs of runs · working tree (a1b2c3d4e5f6) against main (a1b2c3d4e5f6)',
    });
    expect(others).toEqual([]);
  });

  it.each<[name: string, levels: string[]]>([
    ['slower', ['error']],
    ['faster', ['notice']],
    ['same', ['notice']],
    ['inconclusive', ['warning', 'warning', 'warning']],
    ['incorrect', ['error']],
    ['accepted', ['notice']],
    ['single', ['warning', 'warning']],
  ])('has the levels of its verdict and its parts: %s', (name, levels) => {
    const comparison = COMPARISONS[name]?.() ?? sameComparison();
    expect(commandsOf(comparison).map(({ level }) => level)).toEqual(levels);
  });

  it('says what more runs would do, and the warnings', () => {
    const [verdict, warning] = commandsOf(inconclusiveComparison());
    expect(verdict?.message).toContain('\nabout 14 more pairs would probably decide\n');
    expect(warning).toEqual({
      level: 'warning',
      title: 'comparison',
      message: inconclusiveComparison().warnings[0],
    });
  });

  it('says what the reasons of the verdict do not: why something cannot be told, and outcomes', () => {
    expect(commandsOf(singleComparison())[1]).toEqual({
      level: 'warning',
      title: 'cannot tell: 6 metrics',
      message: '1 run a side is too few to judge 6 metrics: 5 are needed',
    });
    const { verdict } = incorrectComparison();
    const reasons = verdict.reasons.slice(0, 1);
    expect(commandsOf(incorrectComparison({ verdict: { ...verdict, reasons } }))[1]).toEqual({
      level: 'error',
      title: 'outcome',
      message: 'the outcomes differ: 4 figures moved',
    });
  });

  it('is no more of a level than GitHub shows', () => {
    const warnings = Array.from({ length: 14 }, (_, index) => `warning ${index}`);
    const commands = commandsOf(inconclusiveComparison({ warnings }));
    expect(commands).toHaveLength(10);
    expect(commands[8]?.message).toBe('warning 7');
    expect(commands[9]?.message).toBe('and 6 more in the report');
  });

  it('escapes as the runner decodes', () => {
    const text = githubAnnotations(sameComparison({ warnings: ['100 %: a,b'] }));
    expect(text).toContain('::warning title=comparison::100 %25: a,b\n');
    expect(githubAnnotations(slowerComparison())).toContain(
      '::error title=slower%3A spike::cpu_per_event{group:consumers} is slower: +12.3 %25 (',
    );
  });

  it('starts no other command, whatever it is told', () => {
    const words = fc.constantFrom('::', '\r', '\n', '%0A', '%', 'error', ',', 'title=', '##[', ' ');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (evil) => {
        const { metrics, ...hostile } = hostileComparison(evil);
        const commands = commandsOf({ ...hostile, metrics: metrics.slice(3, 5) });
        expect(commands.map(({ level }) => level)).toEqual(['error', 'warning']);
        for (const { message } of commands) expect(message).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });
});

/** Reads line by line as the runner does, and accepts nothing but annotations with a title. */
function commandsOf(comparison: Comparison): Command[] {
  const text = githubAnnotations(comparison);
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const [, level = '', title = '', message = ''] =
        /^::(error|warning|notice) title=([^:,\r\n]*)::(.*)$/u.exec(line) ?? [];
      expect(level).not.toBe('');
      return { level, title: decoded(title), message: decoded(message) };
    });
}

function decoded(text: string): string {
  const characters: Record<string, string> = {
    '%0A': '\n',
    '%0D': '\r',
    '%3A': ':',
    '%2C': ',',
    '%25': '%',
  };
  return text.replaceAll(/%(0A|0D|3A|2C|25)/g, (code) => characters[code] ?? code);
}
