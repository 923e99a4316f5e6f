import { defineConfig } from 'vitest/config';
import { createSummaryReporter, summaryFileVariable } from './scripts/testing/summaryReporter.ts';

const minute = 60_000;
const summaryFile = process.env[summaryFileVariable];

/** One project for each part of `npm test`, in its order; `scripts/test.ts` runs them one after the other. */
export default defineConfig({
  test: {
    reporters: ['default', ...(summaryFile ? [createSummaryReporter(summaryFile)] : [])],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{protocol,server,extension,node,scripts,examples,bench}/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: minute / 2,
        },
      },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'unit-webview',
          include: ['webview/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          testTimeout: minute / 2,
        },
      },
      { test: { name: 'captures', include: ['test/captures/**/*.test.ts'] } },
      {
        test: {
          name: 'sdk',
          include: ['test/sdk/**/*.test.ts'],
          testTimeout: 2 * minute,
          hookTimeout: 10 * minute,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'differential',
          include: ['test/differential/**/*.test.ts'],
          testTimeout: 2 * minute,
          hookTimeout: 10 * minute,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: minute,
          hookTimeout: 10 * minute,
          // It asserts times: one program at a time.
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'vscode',
          include: ['test/vscode/**/*.test.ts'],
          globalSetup: ['test/vscode/harness/globalSetup.ts'],
          testTimeout: 2 * minute,
          hookTimeout: 3 * minute,
          fileParallelism: false,
        },
      },
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 2 * minute } },
    ],
  },
});
