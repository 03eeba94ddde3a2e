import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { at, paced } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { type RelayProcess, startRelayProcess } from '../../test/support/relay-process.ts';
import { openNarrowLine } from '../support/narrow-line.ts';

/**
 * What the relay brings, and what it costs, everything in one run. curl pulls, three layers at a time as an engine does:
 *
 * - three mirrors that throttle each connection: one large layer, and an image of six layers, from the best alone and through the relay;
 * - one good mirror, behind lines of several rates and of none: cold and warm against direct;
 * - 50 pulls of one layer at once: processor seconds a gigabyte against SHA-256 of the same bytes, and the most memory.
 */

const MB = 1_000_000;
const RATE = 4 * MB;

const image = buildImage({
  repository: 'library/bench',
  tag: 'latest',
  format: 'oci',
  layers: [
    { seed: 'large', bytes: 40 * MB },
    ...[1, 2, 3, 4, 5, 6].map((n) => ({ seed: `six-${n}`, bytes: 8 * MB })),
  ],
});
const content = contentOf({ tagged: [image] });
const [large = '', ...six] = image.layers.slice(0, 7).map(({ digest }) => digest);

const pathOf = (digest: string): string => `/v2/library/bench/blobs/${digest}`;

const execute = promisify(execFile);

async function pull(base: string, ...digests: readonly string[]): Promise<void> {
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

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function relayOver(mirrors: readonly { readonly url: string }[]): Promise<RelayProcess> {
  const relay = await startRelayProcess(
    [...['--listen', '127.0.0.1:0', '--resolve', 'first'], ...mirrors.map(({ url }) => url)],
    { script: resolve('bin/mirror-relay.js') },
  );
  // Sizes are known by the manifests, as engines ask for them first.
  for (const { digest } of image.manifests.slice(0, 1))
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

/** Processor seconds of a process so far. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakMiB(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

const report = (what: string, value: number, unit = ''): void =>
  console.log(`${what}: ${value.toFixed(2)}${unit}`);

const throttled = await Promise.all(
  [1, 2, 3].map(() => startSimulatedMirror({ content, behaviour: at('layer', paced(RATE)) })),
);
const [best] = throttled;
if (best === undefined) throw new Error('no mirror');
const directLarge = await seconds(() => pull(best.url, large));
const directSix = await seconds(() => pull(best.url, ...six));
let relay = await relayOver(throttled);
report(
  'three throttled mirrors, one layer, relay/direct',
  (await seconds(() => pull(relay.url, large))) / directLarge,
);
report(
  'three throttled mirrors, six layers, relay/direct',
  (await seconds(() => pull(relay.url, ...six))) / directSix,
);
await relay.stop();
await Promise.all(throttled.map((mirror) => mirror.stop()));

const good = await startSimulatedMirror({ content });
for (const megabits of [20, 50, 100, 300, 1000, null]) {
  const line =
    megabits === null
      ? { url: good.url, stop: () => {} }
      : await openNarrowLine(good.url, megabits * 125_000);
  const direct = await seconds(() => pull(line.url, ...six));
  relay = await relayOver([line]);
  const cold = await seconds(() => pull(relay.url, ...six));
  const warm = await seconds(() => pull(relay.url, ...six));
  const name = `one good mirror, ${megabits === null ? 'loopback itself' : `a line of ${megabits} Mbit/s`}`;
  report(`${name}: direct`, direct, ' s');
  report(`${name}: cold / direct`, cold / direct);
  report(`${name}: warm / direct`, warm / direct);
  await relay.stop();
  line.stop();
}

relay = await relayOver([good]);
const before = processorSeconds(relay.pid);
await Promise.all(Array.from({ length: 50 }, () => pull(relay.url, large)));
const gigabytes = (50 * 40 * MB) / 1e9;
const perGigabyte = (processorSeconds(relay.pid) - before) / gigabytes;
const body = image.layers[0]?.bytes ?? new Uint8Array();
const begun = process.cpuUsage();
for (let round = 0; round < 50; round += 1) createHash('sha256').update(body).digest();
const spent = process.cpuUsage(begun);
const hashPerGigabyte = (spent.user + spent.system) / 1e6 / ((50 * body.length) / 1e9);
report('50 pulls at once, processor seconds a GB', perGigabyte);
report('SHA-256 alone, processor seconds a GB', hashPerGigabyte);
report('ratio', perGigabyte / hashPerGigabyte);
report('most memory', peakMiB(relay.pid), ' MiB');
await relay.stop();
await good.stop();
