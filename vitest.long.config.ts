import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const { include: _, exclude: __, ...test } = shared.test ?? {};

/** Long tests: whole runs, one after the other, so that they do not take the machine from each other. */
export default mergeConfig(
  { test },
  defineConfig({
    test: {
      include: ['{simulator,pipeline,reports}/**/*.long.test.ts'],
      fileParallelism: false,
      testTimeout: 180_000,
      hookTimeout: 180_000,
    },
  }),
);
