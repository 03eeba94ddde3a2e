import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What runs commands, scripts or simulated mirrors, or waits. */
const SLOW: readonly string[] = [
  'test/{commands,demo,docs,host,services,sim,support,worker}/**',
  'test/engines-unit/**/{activate,api,roll-back,transaction}.test.ts',
  'test/registry/{push,transport}/**',
  'test/status/{branch,day,job,release-tree}.test.ts',
  'test/survey/*-simulated.test.ts',
];

/** A test that hangs ends here. No measure of speed: a command that takes two seconds took a minute on a machine with a load of 24. */
const PATIENCE_MS = 180_000;

/**
 * unit: no root, no network beyond loopback, any operating system.
 * fast: of these what starts no process, opens no socket and waits for nothing: under a minute on two cores.
 * long: tables too long for each change (`npm run test:long`).
 * browser: the status page in a real Chromium (Debian's, or the one that CHROMIUM names).
 * engines: real registries and container engines; needs root and Debian (docs/lab.md).
 */
const config: ViteUserConfig = defineConfig({
  test: {
    // Half of what a test does is wait for a process or a socket: all cores, where vitest would leave one idle.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/engines/**', 'test/browser/**', 'test/long/**'],
          globalSetup: ['test/support/own-temp.ts'],
          setupFiles: ['test/support/clean-environment.ts'],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{engines,browser,long}/**', ...SLOW],
          globalSetup: ['test/support/own-temp.ts'],
          setupFiles: ['test/support/clean-environment.ts'],
          testTimeout: PATIENCE_MS,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          globalSetup: ['test/support/own-temp.ts'],
          setupFiles: ['test/support/clean-environment.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          setupFiles: ['test/support/clean-environment.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          setupFiles: ['test/support/clean-environment.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

export default config;
