import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubAnnotations } from './annotations.ts';
import {
  COMPARISONS,
  hostileComparison,
  inconclusiveComparison,
  incorrectComparison,
  sameComparison,
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
    const [verdict, metric, ...others] = commandsOf(slowerComparison());
    expect(verdict).toEqual({
      level: 'error',
      title: 'slower: spike',
      message:
        'cpu_per_event{group:consumers} is 12.3 % higher (95 % interval +8.2 … +16.5 %, p 0.012)\n' +
        'spike · seed 7 · 10 pairs of runs · working tree (a1b2c3d4e5f6) against main (a1b2c3d4e5f6)',
    });
    expect(metric).toEqual({
      level: 'error',
      title: 'slower: cpu_per_event{group:consumers}',
      message: expect.stringMatching(
        /^\+12\.3 % \(95 % interval \+8\.2 … \+16\.5 %, p 0\.012\)\n12\.3 % more/,
      ),
    });
    expect(others).toEqual([]);
  });

  it.each<[name: string, levels: string[]]>([
    ['slower', ['error', 'error']],
    ['faster', ['notice', 'notice', 'notice']],
    ['same', ['notice']],
    ['inconclusive', ['warning', 'warning', 'warning', 'warning']],
    ['incorrect', ['error', 'error', 'notice', 'notice']],
    ['accepted', ['notice']],
    ['bare', ['warning', 'warning']],
  ])('has the levels of its verdict and its parts: %s', (name, levels) => {
    const comparison = COMPARISONS[name]?.() ?? sameComparison();
    expect(commandsOf(comparison).map(({ level }) => level)).toEqual(levels);
  });

  it('says what more runs would do, and the warnings', () => {
    const [verdict, metric, warning] = commandsOf(inconclusiveComparison());
    expect(verdict?.message).toContain('\nabout 14 more pairs would probably decide\n');
    expect(metric?.title).toBe('cannot tell: end_to_end p(99)');
    expect(warning?.message).toBe(inconclusiveComparison().warnings[0]);
    expect(commandsOf(incorrectComparison())[1]?.message).toBe('4 outcomes moved');
  });

  it('is no more of a level than GitHub shows', () => {
    const warnings = Array.from({ length: 14 }, (_, index) => `warning ${index}`);
    const commands = commandsOf(inconclusiveComparison({ warnings }));
    expect(commands).toHaveLength(10);
    expect(commands[8]?.message).toBe('warning 6');
    expect(commands[9]?.message).toBe('and 7 more in the report');
  });

  it('escapes as the runner decodes', () => {
    const text = githubAnnotations(sameComparison({ warnings: ['100 %: a,b'] }));
    expect(text).toContain('::warning title=comparison::100 %25: a,b\n');
    expect(githubAnnotations(slowerComparison())).toContain(
      '::error title=slower%3A cpu_per_event{group%3Aconsumers}::+12.3 %25 (',
    );
  });

  it('starts no other command, whatever it is told', () => {
    const words = fc.constantFrom('::', '\r', '\n', '%0A', '%', 'error', ',', 'title=', '##[', ' ');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join('')),
    );
    const levels = ['error', 'error', 'error', 'error', 'warning'];
    fc.assert(
      fc.property(text, (evil) => {
        const { metrics, ...hostile } = hostileComparison(evil);
        const commands = commandsOf({ ...hostile, metrics: metrics.slice(3, 5) });
        expect(commands.map(({ level }) => level)).toEqual(levels.slice(1));
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
