/** What the short and the long tests have in common. */

/** VITEST_JSON names a file for the machine-readable result, beside what people read. */
const json = process.env['VITEST_JSON'];

type Reporter = 'default' | ['json', { outputFile: string }];
export const reporters: Reporter[] =
  json === undefined ? ['default'] : ['default', ['json', { outputFile: json }]];

export const shared = { setupFiles: ['./vitest.setup.ts'], pool: 'forks' as const };

/** Worker threads started by a test are TypeScript too. */
export const SOURCE_THREADS: string[] = ['--import', 'tsx'];
