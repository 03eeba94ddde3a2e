import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { at, paced } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { digestOf } from '../../src/registry/digest.ts';
import { get } from '../relay/support.ts';
import { openLab } from '../support/fake-registry.ts';
import { startRelayProcess } from '../support/relay-process.ts';

const KILLS = Number(process.env['RELAY_KILLS'] ?? 200);
const MAX_BYTES = 6_000_000;
const images = [1, 2, 3].map((seed) =>
  buildImage({
    repository: 'library/nginx',
    tag: `t${seed}`,
    format: 'oci',
    layers: [{ seed: `kill-${seed}`, bytes: 3_000_000 }],
  }),
);

it(`a relay that is killed ${KILLS} times during pulls serves no wrong byte, and stays within its bound`, async () => {
  const lab = openLab();
  const spool = await mkdtemp(join(tmpdir(), 'mirror-check-relay-kill-'));
  try {
    const content = contentOf({ tagged: images });
    const mirror = await lab.mirror(at(['layer'], paced(30_000_000)), { content });
    const layers = images.flatMap((image) => image.layers.slice(0, 1));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const relay = await startRelayProcess(
        ['--listen', '127.0.0.1:0', '--max-size', String(MAX_BYTES), '--resolve', 'first', mirror.url],
        { spool },
      );
      expect(await sizeOf(join(spool, 'proven'))).toBeLessThanOrEqual(MAX_BYTES);
      expect(await sizeOf(join(spool, 'incoming'))).toBe(0);
      const pulls = layers.map((layer) =>
        get(relay.url, `/v2/library/nginx/blobs/${layer.digest}`).catch(() => null),
      );
      // From before the first byte to after the last: some 200 ms.
      await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 230));
      await relay.end('SIGKILL');
      for (const [index, got] of (await Promise.all(pulls)).entries()) {
        if (got?.status !== 200 || !got.complete) continue;
        expect(digestOf(got.body)).toBe(layers[index]?.digest);
      }
    }
    for (const name of await readdir(join(spool, 'proven'))) {
      const bytes = await readFile(join(spool, 'proven', name));
      expect(digestOf(bytes)).toBe(name.replace('-', ':'));
    }
  } finally {
    await lab.stop();
    await rm(spool, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder).catch(() => [])) sum += (await stat(join(folder, name))).size;
  return sum;
}
