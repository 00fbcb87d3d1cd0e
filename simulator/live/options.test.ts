import { describe, expect, it } from 'vitest';
import { resolveLive } from './options.ts';

const NONE = {
  live: false,
  classroom: false,
  share: false,
  'keep-events': false,
  port: undefined,
};
const OWN = { kind: 'own' } as const;
const EXTERNAL = { kind: 'external', group: 'theirs', groupWaitMs: 1, drainMs: 1 } as const;

describe('resolveLive', () => {
  it('serves nothing unless it is asked to', () => {
    expect(resolveLive(NONE, OWN)).toBeUndefined();
  });

  it('takes a classroom for a live page', () => {
    expect(resolveLive({ ...NONE, classroom: true, share: true, port: '0' }, OWN)).toEqual({
      port: 0,
      isClassroom: true,
      isShared: true,
      keepEvents: false,
    });
  });

  it.each([
    ['--share', { share: true }],
    ['--keep-events', { 'keep-events': true }],
    ['--port', { port: '80' }],
  ])('refuses %s alone', (flag, given) => {
    expect(() => resolveLive({ ...NONE, ...given }, OWN)).toThrow(
      `${flag} needs --live or --classroom`,
    );
  });

  it('refuses a pipeline that it could not show', () => {
    expect(() => resolveLive({ ...NONE, live: true }, EXTERNAL)).toThrow(
      "--live shows the project's own pipeline, not --pipeline external",
    );
  });

  it.each([
    ['--processes', { kind: 'own', processes: 2 } as const],
    ['--group', { kind: 'own', group: 'shop' } as const],
  ])('refuses a classroom with %s, whose consumers it could not play with', (flag, pipeline) => {
    expect(() => resolveLive({ ...NONE, classroom: true }, pipeline)).toThrow(
      `--classroom plays with its own consumers, not with ${flag}`,
    );
    expect(resolveLive({ ...NONE, live: true }, pipeline)).toBeDefined();
  });

  it.each(['x', '-1', '65536', '1e3', ''])('refuses the port %j', (port) => {
    expect(() => resolveLive({ ...NONE, live: true, port }, OWN)).toThrow(
      '--port must be a number from 0 to 65535',
    );
  });
});
