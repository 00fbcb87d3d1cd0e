/** Runs whose consumers are processes of their own. */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BenchResult, RunningCommand, Workshop } from './command.fixture.ts';
import { keptRecord } from './command.fixture.ts';

export const GROUP = 'shop';

/** Long enough for a session of six seconds to end under load, and for what follows. */
export const LONG_DAY = `
load: { executor: constant-arrival-rate, rate: 300, duration: 24s }
clock: { speed: 20000 }
catalogue: { products: 300, warehouses: 3, popularity: { law: zipf, exponent: 1 } }
poison: 2000
producers: { workers: 1 }
pipeline: { partitions: 6, consumers: 1, sessionTimeout: 6s }
`;

/** Nothing happens in it but that consumers come and go in order. */
export const SHORT_DAY = LONG_DAY.replace('duration: 24s', 'duration: 6s');

export function startConsumer(
  workshop: Workshop,
  where: readonly string[],
  more: readonly string[] = [],
): RunningCommand {
  return workshop.start(['consume', ...where, '--group', GROUP, ...more]);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Group {
  readonly members: readonly {
    readonly name: string;
    readonly kind: string;
    readonly lives: readonly { readonly end: string }[];
  }[];
  readonly rebalances: readonly unknown[];
}

/** The group's story as the record keeps it: how each life of each member ended. */
export function livesOf(
  workshop: Workshop,
  { record }: BenchResult,
): Record<string, readonly string[]> {
  const kept = keptRecord(join(workshop.folder, record?.runFolder ?? ''));
  const { group } = kept as unknown as { readonly group: Group };
  return Object.fromEntries(
    group.members.map(({ name, kind, lives }) => [`${kind} ${name}`, lives.map(({ end }) => end)]),
  );
}

/** It took its share, and ended as it should. */
export async function expectTookPart(consumer: RunningCommand, end: RegExp): Promise<void> {
  const { exitCode, stdout, stderr } = await consumer.result;
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).toMatch(end);
  const [, applied = '0'] = /: ([0-9,]+) events? applied/.exec(stderr) ?? [];
  expect(Number(applied.replaceAll(',', '')), stderr).toBeGreaterThan(0);
}
