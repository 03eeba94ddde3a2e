import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { at, paced } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { type SimulatedMirror, startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { type RelayProcess, startRelayProcess } from '../../test/support/relay-process.ts';

/**
 * What the relay brings, and what it costs, everything in one run:
 *
 * - three mirrors that throttle each connection: one large layer, and an image of six layers three at a time, from the best alone and through the relay;
 * - one good mirror: cold and warm against direct;
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

function pull(base: string, digest: string): Promise<number> {
  return new Promise((done, reject) => {
    request(`${base}${pathOf(digest)}`, { agent: false }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => done(bytes));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** As an engine does: three at a time. */
async function pullSix(base: string): Promise<void> {
  const left = [...six];
  const worker = async (): Promise<void> => {
    for (let digest = left.shift(); digest !== undefined; digest = left.shift()) await pull(base, digest);
  };
  await Promise.all([worker(), worker(), worker()]);
}

async function relayOver(mirrors: readonly SimulatedMirror[]): Promise<RelayProcess> {
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
const directSix = await seconds(() => pullSix(best.url));
let relay = await relayOver(throttled);
report(
  'three throttled mirrors, one layer, relay/direct',
  (await seconds(() => pull(relay.url, large))) / directLarge,
);
report(
  'three throttled mirrors, six layers, relay/direct',
  (await seconds(() => pullSix(relay.url))) / directSix,
);
await relay.stop();
await Promise.all(throttled.map((mirror) => mirror.stop()));

const good = await startSimulatedMirror({ content, behaviour: at('layer', paced(40 * MB)) });
const direct = await seconds(() => pullSix(good.url));
relay = await relayOver([good]);
report(
  'one good mirror of 40 MB/s a connection, cold, relay/direct',
  (await seconds(() => pullSix(relay.url))) / direct,
);
report('the same, warm', (await seconds(() => pullSix(relay.url))) / direct);
await relay.stop();
good.setBehaviour((visit, next) => next(visit));

relay = await relayOver([good]);
const before = processorSeconds(relay.pid);
const bytes = await Promise.all(Array.from({ length: 50 }, () => pull(relay.url, large)));
const gigabytes = bytes.reduce((sum, one) => sum + one, 0) / 1e9;
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
