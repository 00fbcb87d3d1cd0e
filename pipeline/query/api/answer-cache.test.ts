import { describe, expect, it } from 'vitest';
import { AnswerCache, isKnown, storedAnswer } from './answer-cache.ts';

const NOW = '2026-01-05T00:00:00.000Z';

describe('storedAnswer', () => {
  it('has the time in it, and a tag that does not depend on it', () => {
    const first = storedAnswer({ success: true, data: [1] }, NOW);
    const later = storedAnswer({ success: true, data: [1] }, '2026-01-05T00:00:01.000Z');
    const other = storedAnswer({ success: true, data: [2] }, NOW);
    expect(JSON.parse(first.bytes.toString())).toEqual({
      ...{ success: true, data: [1], timestamp: NOW },
    });
    expect(later.etag).toBe(first.etag);
    expect(other.etag).not.toBe(first.etag);
  });
});

describe('AnswerCache', () => {
  it('forgets everything when something has changed', () => {
    let version = '1';
    const cache = new AnswerCache(() => version);
    const answer = storedAnswer({ data: 1 }, NOW);
    cache.put('/a', answer);
    expect(cache.get('/a')).toBe(answer);
    version = '2';
    expect(cache.get('/a')).toBeUndefined();
  });

  it('does not grow with the number of addresses', () => {
    const cache = new AnswerCache(() => '1');
    const answer = storedAnswer({ data: 1 }, NOW);
    for (let at = 0; at < 2_000; at += 1) cache.put(`/${at}`, answer);
    const kept = Array.from({ length: 2_000 }, (_, at) => cache.get(`/${at}`)).filter(Boolean);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(500);
  });

  it('does not grow with the size of the answers', () => {
    const cache = new AnswerCache(() => '1');
    const large = storedAnswer({ data: 'x'.repeat(5_000_000) }, NOW);
    for (let at = 0; at < 10; at += 1) cache.put(`/${at}`, large);
    const kept = Array.from({ length: 10 }, (_, at) => cache.get(`/${at}`)).filter(Boolean);
    expect(kept).toHaveLength(3);
  });
});

describe('isKnown', () => {
  it('reads one tag, several, weak ones, and the star', () => {
    for (const header of ['"a"', 'W/"a"', '"b", "a"', '*']) {
      expect(isKnown(header, '"a"'), header).toBe(true);
    }
    for (const header of [undefined, '', '"b"', 'a']) {
      expect(isKnown(header, '"a"'), header).toBe(false);
    }
  });
});
