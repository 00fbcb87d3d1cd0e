import { defineConfig } from 'vitest/config';
import { reporters, SOURCE_THREADS, shared } from './vitest.shared.ts';

/** Tests that judge how a run went in time, or that fill the machine by themselves. */
const ALONE = [
  'apache-kafka',
  'capacity',
  'compare',
  'consumer-faults',
  'coordinated-omission',
  'crash-points-kafka',
  'planted',
  'verdicts',
].map((name) => `simulator/e2e/${name}.long.test.ts`);

const common = {
  ...shared,
  execArgv: SOURCE_THREADS,
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

/** Long tests: whole runs, real clusters, browsers. */
export default defineConfig({
  test: {
    reporters,
    // A test that fails at times has failed.
    retry: 0,
    projects: [
      {
        test: {
          ...common,
          name: 'beside',
          include: ['{simulator,pipeline,reports}/**/*.long.test.ts'],
          exclude: ALONE,
          // They wait for clusters, sessions and pages more than they compute, but three at a time miss what they wait for.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'alone',
          include: ALONE,
          // One after the other, so that they do not take the machine from each other.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
