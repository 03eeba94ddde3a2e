import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, type Image } from '../../src/demo/image.ts';
import { startRegistry } from '../../test/engines/support/registry.ts';
import { startHub } from '../../test/support/hub-standin.ts';
import { openSyncHome } from '../../test/support/sync-process.ts';

/**
 * A set of images copied into docker-registry 2.8, looked at unchanged, and with one image changed: mirror-sync beside skopeo and, where the variable
 * CRANE names it, crane; the same Hub stand-in, one after the other. Pulls are GETs of manifests, which Docker Hub counts. All platforms are copied.
 * `node bench/run.js cli/sync`; needs Debian's docker-registry and skopeo.
 */
const IMAGES = 20;
const SHARED = { seed: 'shared', bytes: 5_000_000 };

const image = (index: number, seed = `app${index}`): Image =>
  buildImage({
    repository: `library/app${index}`,
    tag: 'latest',
    format: 'oci',
    layers: [SHARED, { seed, bytes: 1_000_000 }],
  });
const images = Array.from({ length: IMAGES }, (_, index) => image(index));

interface Tool {
  readonly name: string;
  readonly sync: (source: string, destination: string) => Promise<void>;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said.slice(-500)}`);
}

const home = await openSyncHome();
const policy = await mkdtemp(join(tmpdir(), 'mirror-check-bench-'));
await writeFile(join(policy, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
const crane = process.env['CRANE'];
const hostOf = (url: string): string => new URL(url).host;

const tools: readonly Tool[] = [
  {
    name: 'mirror-sync',
    sync: async (source, destination) => {
      const names = images.map(({ repository }) => repository);
      const end = await home.run([destination, ...names, '--hub', source, '--no-mirrors']);
      if (end.exitCode !== 0) throw new Error(end.stderr);
    },
  },
  {
    name: 'skopeo copy --all',
    sync: async (source, destination) => {
      for (const { repository } of images)
        await run('skopeo', [
          '--policy',
          join(policy, 'policy.json'),
          'copy',
          '--all',
          '--preserve-digests',
          '--src-tls-verify=false',
          '--dest-tls-verify=false',
          `docker://${hostOf(source)}/${repository}:latest`,
          `docker://${hostOf(destination)}/${repository}:latest`,
        ]);
    },
  },
  ...(crane === undefined
    ? []
    : [
        {
          name: 'crane copy',
          sync: async (source: string, destination: string) => {
            for (const { repository } of images)
              await run(crane, [
                'copy',
                `${hostOf(source)}/${repository}:latest`,
                `${hostOf(destination)}/${repository}:latest`,
              ]);
          },
        },
      ]),
];

console.log('tool | round | pulls | HEADs | requests at the destination | MB from the Hub | s');
for (const tool of tools) {
  const [hub, registry] = [await startHub(images), await startRegistry()];
  const rounds: readonly (readonly [string, () => void])[] = [
    ['first', () => {}],
    ['unchanged', () => {}],
    ['one changed', () => hub.publish(image(3, 'changed'))],
  ];
  for (const [round, prepare] of rounds) {
    prepare();
    const before = { ...hub.counts };
    const asked = registry.accessLog().length;
    const startedMs = performance.now();
    await tool.sync(hub.url, registry.url);
    const seconds = (performance.now() - startedMs) / 1000;
    const { pulls, heads, blobBytes } = hub.counts;
    const row = [
      tool.name,
      round,
      pulls - before.pulls,
      heads - before.heads,
      registry.accessLog().length - asked,
      ((blobBytes - before.blobBytes) / 1e6).toFixed(1),
      seconds.toFixed(1),
    ];
    console.log(row.join(' | '));
  }
  await Promise.all([hub.stop(), registry.stop()]);
}
await home.remove();
await rm(policy, { recursive: true });
