import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * unit: no root, no network beyond loopback, any operating system.
 * browser: the status page in a real Chromium (Debian's, or the one that CHROMIUM names).
 * engines: real registries and container engines; needs root and Debian (docs/lab.md).
 */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/engines/**', 'test/browser/**'],
          setupFiles: ['test/support/clean-environment.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
