import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{simulator,pipeline,reports}/**/*.test.ts'],
    exclude: ['**/*.long.test.ts'],
    // Worker threads started by a test are TypeScript too.
    execArgv: ['--import', 'tsx'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
