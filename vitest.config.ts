import { defineConfig } from 'vitest/config';
import { requireAll } from './test/require-all.ts';

const unit = [
  'test/servers/**/*.test.ts',
  'test/shared/**/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/*.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    globalSetup: './test/support/neo4j/global-setup.ts',
    reporters: [
      'default',
      requireAll({
        required: process.env.IZA_REQUIRE_ALL === '1',
        countsFile: process.env.IZA_TEST_COUNTS,
      }),
    ],
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/{contract,e2e,conformance,chaos}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
