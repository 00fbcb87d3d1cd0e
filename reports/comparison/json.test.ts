import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPARISONS, hostileComparison, sameComparison } from './comparison.fixture.ts';
import { comparisonJson } from './json.ts';

describe('comparisonJson', () => {
  it.each(Object.keys(COMPARISONS))('is one line that brings everything back: %s', (name) => {
    const comparison = COMPARISONS[name]?.() ?? sameComparison();
    const text = comparisonJson(comparison);
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(text)).toEqual(comparison);
  });

  it('moves no terminal and loses nothing of a hostile text', () => {
    const comparison = hostileComparison('a\u001b[2J\u009b\u202eb\u2028\n"</script>');
    const text = comparisonJson(comparison);
    expect(JSON.parse(text)).toEqual(comparison);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e]/u);
  });

  it('has no key that docs/outputs.md does not explain', () => {
    const [, section = ''] = readFileSync('docs/outputs.md', 'utf8').split('\n## A comparison\n');
    const [own = ''] = section.split('\n## ');
    const explained = new Set([...own.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
    const keys = new Set(Object.values(COMPARISONS).flatMap((make) => keysOf(make())));
    expect(keys.size).toBeGreaterThan(60);
    expect([...keys].filter((key) => !explained.has(key))).toEqual([]);
  });
});

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return Object.entries(value).flatMap(([key, entry]) => [key, ...keysOf(entry)]);
}
