import { defineConfig } from 'vitest/config';
import { reporters, SOURCE_THREADS, shared } from './vitest.shared.ts';

/**
 * Tests that start threads, brokers or the built command, and those that replace a module: each file has a process of
 * its own.
 */
const PROCESSES = [
  'simulator/{broker,commands,consumers,e2e,producers,run}/**/*.test.ts',
  'simulator/comparison/{built-tree,child-run,revisions}.test.ts',
  'simulator/{golden,mutation}.test.ts',
  'reports/{files,comparison/comparison-files}.test.ts',
];
const LONG = '**/*.long.test.ts';
const limits = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    reporters,
    // A test that fails at times has failed.
    retry: 0,
    // Many tests wait more than they compute, and one worker is what a machine with two cores would get.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...shared,
          ...limits,
          name: 'processes',
          include: PROCESSES,
          exclude: [LONG],
          execArgv: SOURCE_THREADS,
        },
      },
      {
        test: {
          ...shared,
          ...limits,
          name: 'pure',
          include: ['{simulator,pipeline,reports}/**/*.test.ts'],
          exclude: [LONG, ...PROCESSES],
          // One process for many files: starting one costs more than most of them take.
          isolate: false,
        },
      },
    ],
  },
});
