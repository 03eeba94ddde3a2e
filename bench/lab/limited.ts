/**
 * node bench/run.js lab/limited [classic or containerd] [suite]: `pullSeconds` of mirrors that limit each connection, real nginx with `limit_rate` before a real docker-registry, against real pulls by a real
 * dockerd. A fast mirror is asked in the same run: it shows what the line carries. Root, Linux.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from '../../test/engines/support/dockerd.ts';
import { engineOf, SUITES } from '../../test/engines/support/fetch-engine.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { checkFrom } from './check.ts';
import { pullByEngine } from './engine-pull.ts';
import { pushImage } from './image.ts';
import { type Service, start } from './processes.ts';
import { startRegistry } from './registry.ts';
import { bandwidthDelayBytes, type LinkPlan, openTopology, type Topology } from './topology.ts';

const store = process.argv[2] === 'containerd' ? 'containerd' : 'classic';
const suite = SUITES.find((name) => name === process.argv[3]) ?? 'sid';

const MB = 1_000_000;
const SIZES: readonly number[] = [9 * MB, 6 * MB, 4 * MB, 3 * MB, 1.5 * MB, 0.5 * MB];

interface Limited {
  /** As nginx spells it; null: no limit. */
  readonly rate: string | null;
  /** Out of its cache, by sendfile; else through two buffers. */
  readonly cached: boolean;
  readonly mbit: number;
  readonly rttMs: number;
}

const MIRRORS: readonly Limited[] = [
  { rate: null, cached: false, mbit: 90, rttMs: 20 },
  { rate: '500k', cached: false, mbit: 60, rttMs: 40 },
  { rate: '500k', cached: true, mbit: 60, rttMs: 40 },
  { rate: '1m', cached: false, mbit: 60, rttMs: 40 },
  { rate: '1m', cached: true, mbit: 60, rttMs: 40 },
  { rate: '800k', cached: false, mbit: 40, rttMs: 120 },
  { rate: null, cached: false, mbit: 8, rttMs: 40 },
];

const linkOf = ({ mbit, rttMs }: Limited): LinkPlan => ({
  rttMs,
  mbit,
  queueBytes: bandwidthDelayBytes(mbit, rttMs),
  lossPercent: 0,
  swing: null,
  throttle: null,
  blackhole: false,
});

const UPSTREAM_PORT = 5_000;

/** nginx as such mirrors run it. */
async function startNginx(
  { rate, cached }: Limited,
  ns: string,
  address: string,
  certificate: Certificate,
  folder: string,
): Promise<Service> {
  mkdirSync(folder);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const cache = cached ? 'proxy_cache c; proxy_cache_valid 200 1h; sendfile on;' : '';
  const config = `daemon off; worker_processes 1; user root; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off; ${temporary}
  proxy_cache_path ${folder}/cache keys_zone=c:1m;
  server {
    listen ${address}:443 ssl;
    ssl_certificate ${certificate.certificateFile}; ssl_certificate_key ${certificate.keyFile};
    location / { proxy_pass http://${address}:${UPSTREAM_PORT}; proxy_set_header Host $http_host; }
    location ~ /blobs/ {
      proxy_pass http://${address}:${UPSTREAM_PORT}; proxy_set_header Host $http_host;
      proxy_max_temp_file_size 1024m; ${cache} ${rate === null ? '' : `limit_rate ${rate};`}
    }
  }
}
`;
  writeFileSync(`${folder}/nginx.conf`, config);
  return await start('nginx', ['-c', `${folder}/nginx.conf`], {
    ns,
    logFile: `${folder}/log`,
    readyLine: null,
  });
}

const directory = mkdtempSync(`${tmpdir()}/mirror-check-lab-`);
const services: Service[] = [];
let topology: Topology | null = null;
let dockerd: Dockerd | null = null;
try {
  const storage = `${directory}/registry`;
  const own = { ns: null, address: '127.0.0.1', port: 5_986, storage, certificate: null };
  services.push(await startRegistry({ ...own, logFile: `${directory}/own.log` }));
  await pushImage('http://127.0.0.1:5986', 'library/probe', 'limited', SIZES);
  topology = await openTopology(MIRRORS.map(linkOf), { mbit: 100, queueBytes: 750_000 }, directory, 1);
  const certificate = makeCertificate(
    directory,
    topology.mirrors.map(({ address }) => address),
  );
  for (const [index, { ns, address }] of topology.mirrors.entries()) {
    const mirror = MIRRORS[index];
    if (mirror === undefined) continue;
    const logFile = `${directory}/registry-${index}.log`;
    services.push(
      await startRegistry({ ns, address, port: UPSTREAM_PORT, storage, certificate: null, logFile }),
    );
    services.push(await startNginx(mirror, ns, address, certificate, `${directory}/nginx-${index}`));
  }
  const build = await engineOf(suite);
  if (build.kind === 'unavailable') throw new Error(build.why);
  console.log(`dockerd ${build.version}, ${store} store`);
  const engine = await startDockerd({
    build,
    namespace: { prefix: ['nsenter', `--net=/run/netns/${topology.userNs}`] },
    store,
    config: JSON.stringify(
      store === 'containerd' ? CONTAINERD_STORE : { features: { 'containerd-snapshotter': false } },
    ),
    env: { SSL_CERT_FILE: certificate.caFile },
  });
  dockerd = engine;
  const [fast] = topology.mirrors;
  for (const [index, { address }] of topology.mirrors.entries()) {
    const mirror = MIRRORS[index];
    if (mirror === undefined || fast === undefined) continue;
    const image = `${address}/library/probe`;
    const pull = async (): Promise<number> => {
      await engine.docker('rmi', '--force', `${image}:limited`);
      const { downloadedSeconds } = await pullByEngine(engine.socket, image, 'limited');
      return downloadedSeconds;
    };
    // What is cached was pulled before.
    if (mirror.cached) await pull();
    const urls = [...new Set([fast.address, address])].map((host) => `https://${host}`);
    const report = await checkFrom(topology.userNs, [
      ...[...urls, '--image', 'probe:limited', '--reference', 'none', '--ca', certificate.caFile],
      ...['--format', 'json', '--quiet', '--no-env-proxy'],
    ]);
    const found = report.mirrors.find(({ url }) => url.includes(address));
    const real = await pull();
    await engine.docker('rmi', '--force', `${image}:limited`);
    const predicted = found?.pullSeconds ?? Number.NaN;
    const { bytesPerSecond = 0, together = null } = found?.throughput ?? {};
    console.log(
      `${mirror.rate ?? 'no limit'}${mirror.cached ? ', cached' : ''}, ${mirror.mbit} Mbit/s ${mirror.rttMs} ms: real ${real.toFixed(2)} s, predicted ${predicted.toFixed(2)} s (${((predicted / real - 1) * 100).toFixed(1)} %); one connection ${(bytesPerSecond / MB).toFixed(2)} MB/s, together ${together === null ? '-' : (together / MB).toFixed(2)}, requests ${found?.requests}, ${((found?.bytesReceived ?? 0) / MB).toFixed(1)} MB`,
    );
  }
} finally {
  await dockerd?.stop();
  for (const service of services) await service.stop();
  await topology?.close();
  rmSync(directory, { recursive: true, force: true });
}
