import { defineConfig } from 'vitest/config'

const tests = [
  'packages/**/*.test.ts',
  'apps/**/*.test.{ts,tsx}',
  'scripts/**/*.test.ts',
  'e2e/**/*.test.ts',
  'sandbox/**/*.test.ts',
  'scenarios/**/*.test.ts',
]
const exclude = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: tests, exclude: [...exclude, '**/*.engine.test.ts'] } },
      {
        test: {
          name: 'engine',
          include: ['apps/**/*.engine.test.ts'],
          exclude,
          // One real engine with two cores behind it: files run one after the other.
          fileParallelism: false,
          // Clusters on a busy machine can be late once; what fails twice is broken.
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
