import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { type SimulatedMirror, startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { get } from '../relay/support.ts';
import { type RelayProcess, startRelayProcess } from '../support/relay-process.ts';

/** A relay whose spool lies on a disk of 4 MiB, though it may use a gigabyte. */

const MiB = 1024 * 1024;
const image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [MiB, 20 * MiB, 70 * MiB, 3 * MiB, 2 * MiB].map((bytes) => ({ seed: `disk-${bytes}`, bytes })),
});
const [little, large, huge, third, fourth] = image.layers;
const PATH = '/v2/library/nginx';

let mirror: SimulatedMirror;
let relay: RelayProcess;
let disk: string;

const blob = (layer: { readonly digest: string } | undefined) =>
  get(relay.url, `${PATH}/blobs/${layer?.digest}`);

describe.skipIf(process.geteuid?.() !== 0)('a disk that is full', () => {
  beforeAll(async () => {
    mirror = await startSimulatedMirror({ content: contentOf({ tagged: [image] }) });
    disk = await mkdtemp(join(tmpdir(), 'mirror-check-disk-'));
    const mount = 'mount -t tmpfs -o size=4m,mode=0777 none "$0" && exec "$@"';
    relay = await startRelayProcess(
      ['--listen', '127.0.0.1:0', '--max-size', '1GiB', '--resolve', 'first', mirror.url],
      {
        prefix: ['unshare', '--mount', 'sh', '-c', mount, disk],
        spool: disk,
      },
    );
    for (const { digest } of image.manifests) await get(relay.url, `${PATH}/manifests/${digest}`);
  });
  afterAll(async () => {
    await relay?.stop();
    await mirror?.stop();
    await rm(disk, { recursive: true, force: true });
  });

  test('takes what it has room for, and lets go of what was used least', async () => {
    for (const layer of [little, third, fourth, little])
      expect((await blob(layer)).body.equals(layer?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  test('what is larger goes through memory, once for all who ask', async () => {
    const before = mirror.requests.length;
    const all = await Promise.all([blob(large), blob(large), blob(large)]);
    expect(all.map(({ body }) => body.equals(large?.bytes ?? Buffer.alloc(0)))).toEqual([true, true, true]);
    const asked = mirror.requests.slice(before).filter(({ reference }) => reference === large?.digest);
    // Once for the disk, once for memory.
    expect(asked.length).toBe(2);
    expect((await blob(large)).body.equals(large?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  test('what is larger than that an engine has to get from its next mirror', async () => {
    const { status, body } = await blob(huge);
    expect([status, body.toString()]).toEqual([
      404,
      expect.stringContaining('the disk of the relay is full'),
    ]);
  });

  test('and what is small is served and kept as before', async () => {
    const before = mirror.requests.length;
    for (let round = 0; round < 2; round += 1)
      expect((await blob(little)).body.equals(little?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(mirror.requests.length - before).toBeLessThanOrEqual(1);
    const { stdout } = await promisify(execFile)('nsenter', [
      '-t',
      String(relay.pid),
      '-m',
      'ls',
      join(disk, 'incoming'),
    ]);
    expect(stdout).toBe('');
  });
});

test.skipIf(process.geteuid?.() !== 0)(
  'a disk that is full from the start: the relay serves all the same, and leaves nothing half written',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mirror-check-disk-'));
    const from = await startSimulatedMirror({ content: contentOf({ tagged: [image] }) });
    // Names may still be made, bytes may not.
    const fill =
      'mount -t tmpfs -o size=1m,mode=0777 none "$0"; head -c 2m /dev/zero >"$0/other" 2>&-; exec "$@"';
    const full = await startRelayProcess(['--listen', '127.0.0.1:0', from.url], {
      prefix: ['unshare', '--mount', 'sh', '-c', fill, folder],
      spool: folder,
    });
    try {
      const { digest = '', bytes = new Uint8Array() } = image.manifests[0] ?? {};
      const manifest = await get(full.url, `${PATH}/manifests/${digest}`);
      expect(manifest.body.equals(bytes)).toBe(true);
      const again = await get(full.url, `${PATH}/blobs/${little?.digest}`);
      expect(again.body.equals(little?.bytes ?? Buffer.alloc(0))).toBe(true);
      const left = await readdir(`/proc/${full.pid}/root${folder}`);
      expect(left.filter((name) => name.endsWith('.new'))).toEqual([]);
    } finally {
      await full.stop();
      await from.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
