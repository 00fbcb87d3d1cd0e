import { defineConfig } from 'vitest/config';

/** Long tests: whole runs, one after the other, so that they do not take the machine from each other. */
export default defineConfig({
  test: {
    include: ['{simulator,pipeline,reports}/**/*.long.test.ts'],
    execArgv: ['--import', 'tsx'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    retry: 0,
  },
});
