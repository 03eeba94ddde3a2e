import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { contentOf, type RegistryContent } from '../../src/demo/content.ts';
import { buildImage, type Image } from '../../src/demo/image.ts';
import { SERVICE_NODE_OPTIONS } from '../../src/use/relay/install/units.ts';
import { type RelayProcess, startRelayProcess } from '../../test/support/relay-process.ts';

export const MB = 1_000_000;

const imageOf = (tag: string, sizes: readonly number[]): Image =>
  buildImage({
    repository: 'library/bench',
    tag,
    format: 'oci',
    layers: sizes.map((bytes, index) => ({ seed: `${tag}-${index}`, bytes })),
  });
/** One layer of 40 MB. Nothing of it is the other's: what comes next of one image is fetched ahead. */
const single: Image = imageOf('single', [40 * MB]);
/** Six layers of 8 MB. */
export const image: Image = imageOf(
  'latest',
  Array.from({ length: 6 }, () => 8 * MB),
);
export const content: RegistryContent = contentOf({ tagged: [single, image] });

export const large: string = single.layers[0]?.digest ?? '';
export const largeBytes: Uint8Array = single.layers[0]?.bytes ?? new Uint8Array();
export const six: readonly string[] = image.layers.slice(0, 6).map(({ digest }) => digest);

const pathOf = (digest: string): string => `/v2/library/bench/blobs/${digest}`;

const execute = promisify(execFile);

/** As an engine does: three at a time. */
export async function pull(base: string, ...digests: readonly string[]): Promise<void> {
  const files = digests.flatMap((digest) => ['--output', '/dev/null', `${base}${pathOf(digest)}`]);
  await execute('curl', [
    '--silent',
    '--fail',
    '--noproxy',
    '*',
    '--parallel',
    '--parallel-max',
    '3',
    ...files,
  ]);
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

export async function relayOver(mirrors: readonly { readonly url: string }[]): Promise<RelayProcess> {
  const relay = await startRelayProcess(
    [...['--listen', '127.0.0.1:0', '--resolve', 'first'], ...mirrors.map(({ url }) => url)],
    { script: resolve('bin/mirror-relay.js'), env: { NODE_OPTIONS: SERVICE_NODE_OPTIONS } },
  );
  // Sizes are known by the manifests, as engines ask for them first.
  for (const { digest } of [single, image].flatMap(({ manifests }) => manifests.slice(0, 1)))
    await get(`${relay.url}/v2/library/bench/manifests/${digest}`);
  return relay;
}

function get(url: string): Promise<void> {
  return new Promise((done, reject) => {
    request(url, { agent: false }, (response) => response.resume().on('end', done))
      .on('error', reject)
      .end();
  });
}

export const report = (what: string, value: number, unit = ''): void =>
  console.log(`${what}: ${value.toFixed(2)}${unit}`);
