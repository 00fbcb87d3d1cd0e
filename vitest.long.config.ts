import { defineConfig } from 'vitest/config';
import { reporters, SOURCE_THREADS, shared } from './vitest.shared.ts';

/** Long tests: whole runs, one after the other, so that they do not take the machine from each other. */
export default defineConfig({
  test: {
    ...shared,
    reporters,
    // A test that fails at times has failed.
    retry: 0,
    include: ['{simulator,pipeline,reports}/**/*.long.test.ts'],
    execArgv: SOURCE_THREADS,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
