import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from '../support/dockerd.ts';
import { type EngineBuild, searchPath } from '../support/fetch-engine.ts';
import type { Namespace } from '../support/namespace.ts';
import { type OddMirror, PLAIN_AUTH } from './mirror.ts';
import { ARCHITECTURE, type Stage } from './stage.ts';

export type Client = 'classic' | 'containerd' | 'containersImage';

/** What one engine made of one mirror. */
export interface Pull {
  readonly pulled: boolean;
  /** Its own words; `time` where it was still at it. */
  readonly why: string;
  readonly ms: number;
}

/** A real engine that can be told to pull `library/odd<id>` through the mirror of that id. */
export interface Puller {
  readonly name: string;
  readonly client: Client;
  pull(mirrors: readonly OddMirror[]): Promise<ReadonlyMap<number, Pull>>;
  stop(): Promise<void>;
}

/** Silence for longer than this counts as "not pulled", in ms. */
export const PATIENCE_MS = 20_000;

/** Pulls at once on one engine. */
const AT_ONCE = 6;

export const imageOf = ({ id }: Pick<OddMirror, 'id'>): string => `docker.io/library/odd${id}:latest`;

/** dockerd in one of its stores. */
export async function dockerdPuller(
  build: EngineBuild,
  store: 'classic' | 'containerd',
  namespace: Namespace,
  stage: Stage,
): Promise<Puller> {
  const config = (mirrors: readonly string[]): string =>
    JSON.stringify({
      'registry-mirrors': mirrors,
      'max-concurrent-downloads': 64,
      'shutdown-timeout': 3,
      ...(store === 'containerd' ? { ...CONTAINERD_STORE } : {}),
    });
  const dockerd = await startDockerd({ build, namespace, store, config: config([stage.front]) });
  const one = (mirror: OddMirror): Promise<Pull> =>
    patient(mirror, (again) => pullByApi(dockerd.socket, again));
  return {
    name: `dockerd ${build.version.replace(/\+.*/, '')} ${store}`,
    client: store,
    pull: async (mirrors) => {
      const results = new Map<number, Pull>();
      const limit = pLimit(AT_ONCE);
      // The containerd store asks each mirror for the image by its name alone; the classic one asks its address for /v2/ first.
      const groups = store === 'containerd' ? [{ url: stage.front, mirrors }] : byPing(mirrors, stage);
      for (const group of groups) {
        if (store === 'classic') await setMirror(dockerd, group.url, config);
        const pulls = group.mirrors.map((mirror) =>
          limit(async () => {
            results.set(mirror.id, await one(mirror));
          }),
        );
        await Promise.all(pulls);
      }
      return results;
    },
    stop: dockerd.stop,
  };
}

/** `docker build` on top of the image: BuildKit inside dockerd, asked by the client that speaks to it, bookworm's. */
export async function buildPuller(
  build: EngineBuild,
  store: 'classic' | 'containerd',
  namespace: Namespace,
  stage: Stage,
): Promise<Puller> {
  const config = JSON.stringify({
    'registry-mirrors': [stage.front],
    'shutdown-timeout': 3,
    ...(store === 'containerd' ? { ...CONTAINERD_STORE } : {}),
  });
  const dockerd = await startDockerd({ build, namespace, store, config });
  const folder = await mkdtemp('/var/lib/mirror-check-build-');
  const one = async (mirror: OddMirror): Promise<Pull> => {
    const context = join(folder, String(mirror.id));
    await mkdir(context, { recursive: true });
    const from = `FROM --platform=linux/${ARCHITECTURE} ${imageOf(mirror)}`;
    // What is copied on top of layers takes the layers.
    await writeFile(join(context, 'Dockerfile'), `${from}\nCOPY Dockerfile /\n`);
    const env = { PATH: '/usr/bin:/bin', HOME: folder, DOCKER_BUILDKIT: '1' };
    const command = [
      '/usr/bin/docker',
      '--host',
      `unix://${dockerd.socket}`,
      'build',
      '--no-cache',
      '--quiet',
    ];
    return await runPull([...command, context], env);
  };
  return {
    name: `docker build ${build.version.replace(/\+.*/, '')} ${store}`,
    client: 'containerd',
    pull: (mirrors) => eachAtOnce(mirrors, one),
    stop: async () => {
      await dockerd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Mirrors that answer /v2/ alike can share an address. */
function byPing(mirrors: readonly OddMirror[], stage: Stage): { url: string; mirrors: OddMirror[] }[] {
  const groups = new Map<string, OddMirror[]>();
  for (const mirror of mirrors) {
    const rules = mirror.rules.filter(({ stages }) => stages.includes('ping') || stages.includes('token'));
    const key = JSON.stringify([rules, mirror.auth?.on.includes('ping') === true ? mirror.auth : null]);
    groups.set(key, [...(groups.get(key) ?? []), mirror]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const hasToken = first.auth?.on.includes('ping') === true;
    // The token endpoint is named by the mirror's number, but its answer is the same for all of the group.
    return hasToken && JSON.stringify(first.auth) !== JSON.stringify(PLAIN_AUTH)
      ? group.map((mirror) => ({ url: stage.urlOf(mirror), mirrors: [mirror] }))
      : [{ url: stage.urlOf(first), mirrors: group }];
  });
}

async function setMirror(
  dockerd: Dockerd,
  url: string,
  config: (mirrors: readonly string[]) => string,
): Promise<void> {
  await writeFile(dockerd.configPath, config([url]));
  process.kill(dockerd.pid, 'SIGHUP');
  for (let waited = 0; waited < 10_000; waited += 20) {
    const info = await getJson(dockerd.socket, '/info');
    if (JSON.stringify(info).includes(`${url}/`)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`dockerd did not take ${url}: ${dockerd.log().slice(-2_000)}`);
}

function getJson(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    })
      .on('error', reject)
      .end();
  });
}

/** `POST /images/create` as `docker pull` does it, without starting a client for each. */
function pullByApi(socketPath: string, mirror: OddMirror): Promise<Pull> {
  const startedAt = performance.now();
  const fromImage = `docker.io/library/odd${mirror.id}`;
  const query = new URLSearchParams({ fromImage, tag: 'latest', platform: `linux/${ARCHITECTURE}` });
  return new Promise((resolve) => {
    const done = (pulled: boolean, why: string): void => {
      clearTimeout(timer);
      resolve({ pulled, why: why.slice(0, 500), ms: performance.now() - startedAt });
    };
    const asked = request(
      { socketPath, path: `/images/create?${query}`, method: 'POST', headers: { 'content-length': '0' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', () => {});
        response.on('end', () => {
          const error = /"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
          if (response.statusCode !== 200) done(false, text);
          else done(error === undefined, error ?? '');
        });
      },
    );
    asked.on('error', (error) => done(false, String(error)));
    const timer = setTimeout(() => {
      done(false, 'time');
      asked.destroy();
    }, PATIENCE_MS);
    asked.end();
  });
}

/** containerd with its own client, which reads hosts.toml as CRI does. */
export async function containerdPuller(
  build: EngineBuild,
  namespace: Namespace,
  stage: Stage,
): Promise<Puller> {
  const folder = await mkdtemp('/var/lib/mirror-check-containerd-');
  const path = (name: string): string => join(folder, name);
  await writeFile(
    path('config.toml'),
    `version = 2\nroot = "${path('root')}"\nstate = "${path('state')}"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\naddress = "${path('s.sock')}"\n`,
  );
  await mkdir(path('hosts/docker.io'), { recursive: true });
  await writeFile(
    path('hosts/docker.io/hosts.toml'),
    `server = "https://registry-1.docker.io"\n[host."${stage.front}"]\ncapabilities = ["pull", "resolve"]\n`,
  );
  const env = { PATH: searchPath(build), HOME: folder };
  const programs = join(build.root, 'usr/bin');
  const [enter = '', ...prefix] = namespace.prefix;
  const child = spawn(
    enter,
    [
      ...prefix,
      'setpriv',
      '--pdeathsig',
      'TERM',
      join(programs, 'containerd'),
      '--config',
      path('config.toml'),
    ],
    { stdio: 'ignore', env },
  );
  const ctr = [...namespace.prefix, join(programs, 'ctr'), '--address', path('s.sock')];
  const version = await untilVersion(ctr, env);
  // From 2.0 on it has the daemon pull, which then knows no platform to unpack for.
  const local = version.startsWith('1.') ? [] : ['--local'];
  return {
    name: `containerd ${version}`,
    client: 'containerd',
    pull: (mirrors) =>
      eachAtOnce(mirrors, (mirror) =>
        runPull(
          [
            ...[...ctr, 'images', 'pull', '--hosts-dir', path('hosts'), '--snapshotter', 'native', ...local],
            ...['--platform', `linux/${ARCHITECTURE}`, imageOf(mirror)],
          ],
          env,
        ),
      ),
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function untilVersion(ctr: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    const { pulled, why } = await runPull([...ctr, 'version'], env);
    const version = /Server:\s+Version:\s+(\S+)/.exec(why)?.[1];
    if (pulled && version !== undefined) return version.replace(/[~+].*/, '');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('containerd did not come up');
}

/** podman and buildah: one library. Each pull has a registries.conf and a store of its own. */
export async function containersImagePuller(
  tool: 'podman' | 'buildah',
  namespace: Namespace,
  stage: Stage,
): Promise<Puller> {
  const folder = await mkdtemp('/var/lib/mirror-check-containers-');
  await writeFile(join(folder, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  const { why } = await runPull([tool, '--version'], { PATH: '/usr/bin:/bin', HOME: folder });
  const one = async (mirror: OddMirror): Promise<Pull> => {
    const own = join(folder, String(mirror.id));
    await mkdir(join(own, 'run'), { recursive: true });
    const { host, pathname } = new URL(stage.urlOf(mirror));
    const location = `${host}${pathname === '/' ? '' : pathname}`;
    const conf = join(own, 'registries.conf');
    await writeFile(
      conf,
      `[[registry]]\nprefix = "docker.io"\nlocation = "docker.io"\n[[registry.mirror]]\nlocation = "${location}"\ninsecure = true\n`,
    );
    await writeFile(
      join(own, 'storage.conf'),
      `[storage]\ndriver = "vfs"\ngraphroot = "${own}/graph"\nrunroot = "${own}/run"\n`,
    );
    const env = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: own,
      XDG_RUNTIME_DIR: join(own, 'run'),
      CONTAINERS_REGISTRIES_CONF: conf,
      REGISTRIES_CONFIG_PATH: conf,
      CONTAINERS_STORAGE_CONF: join(own, 'storage.conf'),
    };
    const policy = ['--signature-policy', join(folder, 'policy.json')];
    const command = [tool, 'pull', '--quiet', ...policy, imageOf(mirror)];
    const pull = await runPull([...namespace.prefix, ...command], env);
    await rm(own, { recursive: true, force: true, maxRetries: 3 });
    return pull;
  };
  return {
    name: `${tool} ${/\d+\.\d+(?:\.\d+)?/.exec(why)?.[0] ?? ''}`,
    client: 'containersImage',
    pull: (mirrors) => eachAtOnce(mirrors, one),
    stop: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function eachAtOnce(
  mirrors: readonly OddMirror[],
  pull: (mirror: OddMirror) => Promise<Pull>,
): Promise<ReadonlyMap<number, Pull>> {
  const limit = pLimit(AT_ONCE);
  const pulls = mirrors.map((mirror) => limit(async () => [mirror.id, await patient(mirror, pull)] as const));
  return new Map(await Promise.all(pulls));
}

/** A machine that is busy makes engines late: what ran out of time is pulled once more. */
async function patient(mirror: OddMirror, pull: (mirror: OddMirror) => Promise<Pull>): Promise<Pull> {
  const first = await pull(mirror);
  return first.why === 'time' && !isSlow(mirror) ? await pull(mirror) : first;
}

/** It lets engines wait on purpose. */
function isSlow({ rules }: OddMirror): boolean {
  return rules.some(({ change: { kind } }) => kind === 'stall');
}

/** Its output is the reason; killed when its time is up. */
function runPull(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Pull> {
  const startedAt = performance.now();
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let isLate = false;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, PATIENCE_MS);
    child.on('error', (error) => {
      text += String(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const why = isLate ? 'time' : text.trim().slice(-500);
      resolve({ pulled: code === 0 && !isLate, why, ms: performance.now() - startedAt });
    });
  });
}
