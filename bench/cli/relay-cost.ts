import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { honest, waits } from '../../src/demo/behaviour.ts';
import { listeningPort } from '../../src/demo/closed-port.ts';
import { startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { ACCEPT_MANIFEST } from '../../src/registry/media-types.ts';
import { startRegistry } from '../../test/engines/support/registry.ts';
import {
  content,
  image,
  large,
  largeBytes,
  MB,
  pull,
  relayOver,
  report,
  seconds,
  six,
} from '../support/relay-image.ts';

/**
 * What the relay costs beside others that could stand in its place, everything in one run: 50 pulls of one layer of 40 MB at once, cold, as processor seconds a
 * gigabyte and most memory; then six layers that are there already, and the image by its tag. SHA-256 of the same bytes is the measure; nginx hashes and keeps nothing.
 * Needs nginx and docker-registry (Debian's).
 */

const execute = promisify(execFile);
const ACCEPT = ['--header', `accept: ${ACCEPT_MANIFEST}`];
const ROUND_TRIP_MS = 50;
const PULLS = 50;
const GIGABYTES = (PULLS * 40 * MB) / 1e9;

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

interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

async function startNginx(upstream: string): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-nginx-'));
  const finder = createServer().listen(0, '127.0.0.1');
  await once(finder, 'listening');
  const port = listeningPort(finder);
  await new Promise((resolve) => finder.close(resolve));
  const config = `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events { worker_connections 1024; }
    http { access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; proxy_buffering off; } } }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child: ChildProcess = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const begun = process.cpuUsage();
for (let round = 0; round < PULLS; round += 1) createHash('sha256').update(largeBytes).digest();
const spent = process.cpuUsage(begun);
const hashing = (spent.user + spent.system) / 1e6 / GIGABYTES;
report('SHA-256 alone, processor seconds a GB', hashing);

const good = await startSimulatedMirror({ content });
const servers: readonly (readonly [string, () => Promise<Server>])[] = [
  ['mirror-relay', () => relayOver([good])],
  ['nginx proxy_pass', () => startNginx(good.url)],
  ['docker-registry pull-through', () => startRegistry({ proxyOf: good.url })],
];
for (const [name, start] of servers) {
  const server = await start();
  const [before, asked] = [processorSeconds(server.pid), good.requests.length];
  const took = await seconds(() => Promise.all(Array.from({ length: PULLS }, () => pull(server.url, large))));
  const each = (processorSeconds(server.pid) - before) / GIGABYTES;
  report(`${name}: ${PULLS} pulls at once, seconds`, took);
  report(`${name}: processor seconds a GB`, each);
  report(`${name}: the same / SHA-256`, each / hashing);
  report(`${name}: most memory`, peakMiB(server.pid), ' MiB');
  report(`${name}: requests to the mirror`, good.requests.length - asked);
  await pull(server.url, ...six);
  // A pull-through cache stores behind its answer.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const warm: number[] = [];
  for (let round = 0; round < 5; round += 1) warm.push(await seconds(() => pull(server.url, ...six)));
  report(`${name}: six layers again, seconds`, middle(warm));
  good.setBehaviour(waits(ROUND_TRIP_MS));
  const byTag: number[] = [];
  for (let round = 0; round < 5; round += 1)
    byTag.push(
      await seconds(async () => {
        await fetchManifests(server.url);
        await pull(server.url, ...six);
      }),
    );
  report(`${name}: the image by its tag again, the mirror ${ROUND_TRIP_MS} ms away, seconds`, middle(byTag));
  good.setBehaviour(honest);
  await server.stop();
}
await good.stop();

function middle(of: readonly number[]): number {
  return of.toSorted((one, other) => one - other)[of.length >> 1] ?? 0;
}

/** The tag, and what it names, as an engine asks. */
async function fetchManifests(base: string): Promise<void> {
  const [index, manifest] = [image.tag, image.manifests[0]?.digest];
  for (const reference of [index, manifest])
    await execute('curl', [
      '--silent',
      '--fail',
      '--noproxy',
      '*',
      '--output',
      '/dev/null',
      ...ACCEPT,
      `${base}/v2/library/bench/manifests/${reference}`,
    ]);
}
