import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Miniflare } from 'miniflare';
import { expect, it } from 'vitest';
import { onlyMirror, reportOf, runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';

it.each([
  ['', '', []],
  // As worker/README.md has it.
  ['s3cret', '/v2/s3cret', ['--for', 'containerd']],
])(
  'mirror-check tells the worker for a mirror that works, with the secret "%s"',
  async (SECRET, path, args) => {
    const lab = openLab();
    const [hub, registry] = [await lab.hub(), await lab.mirror()];
    const port = await freePort();
    const worker = new Miniflare({
      modules: true,
      script: await readFile(new URL('../../worker/worker.js', import.meta.url), 'utf8'),
      compatibilityDate: '2026-04-01',
      bindings: {
        REGISTRIES: JSON.stringify({ [`127.0.0.1:${port}`]: registry.url }),
        LIBRARY: `127.0.0.1:${port}`,
        SECRET,
      },
      host: '127.0.0.1',
      port,
    });
    try {
      await worker.ready;
      const run = await runCli([
        `http://127.0.0.1:${port}${path}`,
        ...args,
        '--hub',
        hub.url,
        '--format',
        'json',
      ]);
      expect([run.exitCode, onlyMirror(reportOf(run)).verdict]).toEqual([0, 'usable']);
    } finally {
      await worker.dispose();
      await lab.stop();
    }
  },
);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
