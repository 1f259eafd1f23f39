import { defineConfig } from 'vitest/config'

const http = ['test/*.test.ts', 'test/live/*.test.ts']

/** The whole HTTP suite runs on both engines; pure rules, crashes and pages choose for themselves. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'rules', include: ['test/rules/*.test.ts'] } },
      { extends: true, test: { name: 'sqlite', include: http, provide: { postgres: null } } },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [...http, 'test/postgres/*.test.ts'],
          globalSetup: 'test/support/setup-postgres.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'crash',
          include: ['test/crash/*.test.ts'],
          globalSetup: 'test/support/setup-postgres.ts',
          testTimeout: 180_000,
        },
      },
      { extends: true, test: { name: 'fuzz', include: ['test/fuzz/*.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'pages',
          include: ['test/pages/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
