import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverCertificate } from '../support/certificates.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './support/dockerd.ts';
import { execute } from './support/dockerd-execute.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';

/**
 * From 28 on, with the containerd store: does a mirror at a loopback address switch off the check of the Hub's own certificate? The Hub here is a stranger, whose
 * certificate nobody signed. It is asked for something only by an engine that does not mind.
 */

const build = await engineOf('sid');
const HUB = 'registry-1.docker.io';
/** Nobody is there: the engine goes on to the Hub. */
const [LOOPBACK, PRIVATE] = ['http://127.0.0.1:9', 'http://10.77.1.9:9'];

describe.runIf(build.kind === 'engine')('a mirror where nobody is', () => {
  if (build.kind !== 'engine') return;
  let namespace: Namespace;
  let engine: Dockerd;
  let folder: string;
  let asked = '';
  let stranger: ReturnType<typeof spawn>;

  beforeAll(async () => {
    namespace = await createNamespace();
    await namespace.addAddress('10.77.1.1');
    await namespace.addAddress('10.77.1.9');
    folder = await mkdtemp('/var/lib/mirror-check-loopback-');
    const tls = await serverCertificate({ hosts: [HUB], authority: null });
    const script = `require('node:https').createServer(${JSON.stringify(tls)}, (request, response) => { console.log(request.url); response.writeHead(404).end(); }).on('tlsClientError', () => console.log('not believed')).listen(443, '10.77.1.1', () => console.log('ready'))`;
    const [enter = '', ...prefix] = namespace.prefix;
    stranger = spawn(enter, [...prefix, process.execPath, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stranger.stdout?.setEncoding('utf8').on('data', (text: string) => {
      asked += text;
    });
    while (stranger.stdout !== null && !asked.includes('ready')) await once(stranger.stdout, 'data');
    engine = await startDockerd({
      build,
      namespace,
      store: 'containerd',
      config: JSON.stringify(CONTAINERD_STORE),
      hosts: { [HUB]: '10.77.1.1', 'auth.docker.io': '10.77.1.1' },
    });
    const mounted = await execute([
      ...engine.prefix,
      'sh',
      '-c',
      `mkdir -p /etc/docker && mount --bind ${folder} /etc/docker`,
    ]);
    expect(mounted.code, mounted.stderr).toBe(0);
  });
  afterAll(async () => {
    await engine?.stop();
    if (stranger !== undefined) {
      const ended = once(stranger, 'exit');
      stranger.kill('SIGKILL');
      await ended;
    }
    await namespace?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const mirrorsAre = async (mirrors: readonly string[]): Promise<void> => {
    await writeFile(engine.configPath, JSON.stringify({ ...CONTAINERD_STORE, 'registry-mirrors': mirrors }));
    process.kill(engine.pid, 'SIGHUP');
    await expect
      .poll(async () => JSON.stringify((await engine.info())['RegistryConfig']))
      .toContain(`"Mirrors":${JSON.stringify(mirrors.map((mirror) => `${mirror}/`))},"Name"`);
  };
  const inDaemonJson = (mirror: string): Promise<void> => mirrorsAre([mirror]);
  const inHostsToml = async (mirror: string): Promise<void> => {
    await mirrorsAre([]);
    await mkdir(join(folder, 'certs.d/docker.io'), { recursive: true });
    await writeFile(
      join(folder, 'certs.d/docker.io/hosts.toml'),
      `server = "https://${HUB}"\n[host."${mirror}"]\n  capabilities = ["pull", "resolve"]\n`,
    );
  };

  test.each([
    ['of daemon.json, at a loopback address: a stranger is believed', inDaemonJson, LOOPBACK, true],
    ['of daemon.json, at a private address: it is not', inDaemonJson, PRIVATE, false],
    ['of hosts.toml, at a loopback address: it is not', inHostsToml, LOOPBACK, false],
    ['of hosts.toml, at a private address: it is not', inHostsToml, PRIVATE, false],
  ])('%s', async (_, configure, mirror, believed) => {
    await configure(mirror);
    asked = '';
    const { stderr } = await engine.docker('pull', '--quiet', 'library/nginx:latest');
    expect([asked.includes('/v2/'), asked.includes('not believed')]).toEqual([believed, !believed]);
    // The mirror was asked first: the file is read.
    if (!believed) expect(stderr).toContain(new URL(mirror).host);
  });
});
