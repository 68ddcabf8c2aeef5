import { defineConfig } from 'vitest/config';

const pipeline = 'test/local/pipeline/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores on the smallest supported machine: more workers only make each other slow.
    maxWorkers: 2,
    // A worker loads the sources, the CDK and the SDK once, not once per file: no module keeps state of a test.
    isolate: false,
    coverage: {
      provider: 'v8',
      include: ['engine/**', 'app/**', 'adapters/**', 'functions/**', 'cli/**', 'lib/**', 'local/**'],
      reporter: ['text-summary', 'html'],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [pipeline],
          setupFiles: ['test/lib/remove-app-folders.ts'],
        },
      },
      {
        extends: true,
        // Its set-up synthesizes the stack, and runs only when one of its files does.
        test: {
          name: 'pipeline',
          include: [pipeline],
          globalSetup: 'test/local/pipeline/synthesize.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
