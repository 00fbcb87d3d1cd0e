import { defineConfig } from 'vitest/config';

/** VITEST_JSON names a file for the machine-readable result, beside what people read. */
const json = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    include: ['{simulator,pipeline,reports}/**/*.test.ts'],
    exclude: ['**/*.long.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    // Worker threads started by a test are TypeScript too.
    execArgv: ['--import', 'tsx'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    reporters: json === undefined ? ['default'] : ['default', ['json', { outputFile: json }]],
  },
});
