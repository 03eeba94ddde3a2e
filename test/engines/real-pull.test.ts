import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildImage } from '../../src/demo/image.ts';
import { mirrorApply, type Place, slashed } from './support/apply.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './support/dockerd.ts';
import { execute } from './support/dockerd-execute.ts';
import { type EngineBuild, engineOf, SUITES, searchPath } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type LoggedRequest, type RealRegistry, startRegistry } from './support/registry.ts';
import { type Checked, mirrorCheck } from './support/registry-check.ts';
import { formerOci, oci } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';

/**
 * What all of it is for: `mirror-check` looks at real mirrors, good and bad; `mirror-apply --from` its report configures the good ones; and the engine's next pull goes through the one
 * that it put first, and through no other.
 */

/** An image that Docker Hub never had under this name. */
const forged = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [{ seed: 'engines-forged', bytes: 300_000 }],
});

/** What an amd64 machine needs of it: the first platform's config, and all layers but the last one, which is an attestation's. */
const blobs = [oci.configs[0], ...oci.layers.slice(0, -1)].map((blob) => blob?.digest ?? '');

const builds = await Promise.all(SUITES.map(engineOf));
const stops: (() => Promise<unknown>)[] = [];
let namespace: Namespace;
/** By what they are; two are as they should be. */
let mirrors: Readonly<Record<'one' | 'other' | 'stale' | 'forged' | 'refusing', RealRegistry>>;
let checked: Checked;

beforeAll(async () => {
  namespace = await createNamespace();
  stops.push(namespace.stop);
  const genuine = await folderWith(formerOci, oci);
  const hub = await registryAt('10.77.2.1', { data: genuine });
  mirrors = {
    one: await registryAt('10.77.2.2', { data: genuine }),
    other: await registryAt('10.77.2.3', { data: genuine }),
    stale: await registryAt('10.77.2.4', { data: await folderWith(formerOci) }),
    forged: await registryAt('10.77.2.5', { data: await folderWith(forged) }),
    refusing: await registryAt('10.77.2.6', {
      data: genuine,
      auth: { kind: 'htpasswd', user: 'alice', password: 'secret' },
    }),
  };
  const urls = Object.values(mirrors).map(({ url }) => url);
  // The worst first: the order is not to be the one in which they were named.
  checked = await mirrorCheck(
    [...urls.reverse(), '--hub', hub.url, '--platform', 'linux/amd64'],
    namespace.prefix,
  );
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function registryAt(
  address: string,
  settings: Parameters<typeof startRegistry>[0],
): Promise<RealRegistry> {
  await namespace.addAddress(address);
  const registry = await startRegistry({ ...settings, namespace, address });
  stops.push(registry.stop);
  return registry;
}

/** Content for registries; pushed from outside, where this process can reach one. */
async function folderWith(...images: readonly Parameters<typeof pushImage>[1][]): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'mirror-check-content-'));
  stops.push(() => rm(data, { recursive: true }));
  const outside = await startRegistry({ data });
  for (const image of images) await pushImage(outside, image);
  await outside.stop();
  return data;
}

test('the survey finds out which mirrors are good', () => {
  const found = new Map(checked.report.mirrors.map(({ url, verdict, code }) => [url, code ?? verdict]));
  expect(Object.entries(mirrors).map(([name, { url }]) => [name, found.get(url)])).toEqual([
    ['one', 'usable'],
    ['other', 'usable'],
    ['stale', 'stale'],
    ['forged', 'tag-mismatch'],
    ['refusing', 'auth-required'],
  ]);
  expect(checked.report.mirrors.map(({ rank }) => rank)).toEqual([1, 2, null, null, null]);
});

describe.each(builds)('with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  // 20.10 has no other store.
  const stores = build.version.startsWith('20.')
    ? (['classic'] as const)
    : (['classic', 'containerd'] as const);
  test.each(stores)('%s store: the next pull goes through the first of them, and no other', async (store) => {
    const dockerd = await engine(build, store);
    const ranked = checked.report.mirrors.filter(({ rank }) => rank !== null).map(({ url }) => url);
    const report = join(await folder(), 'report.json');
    await writeFile(report, JSON.stringify(checked.report));
    const { code, outcome, stderr } = await mirrorApply(placeOf(dockerd), [
      ...['--docker-host', `unix://${dockerd.socket}`, '--from', report, '--yes'],
    ]);
    expect(code, stderr).toBe(0);
    expect(outcome).toMatchObject({ result: 'done', plan: { activation: 'reload' } });
    expect(outcome.inForce?.mirrors).toEqual(slashed(...ranked));

    const before = new Map(Object.values(mirrors).map((mirror) => [mirror, mirror.accessLog().length]));
    const pulled = await dockerd.docker('pull', '--quiet', '--platform', 'linux/amd64', 'nginx:latest');
    expect(pulled.code, pulled.stderr).toBe(0);
    const inspected = await dockerd.docker('image', 'inspect', '--format', '{{json .RepoDigests}}', 'nginx');
    expect(inspected.stdout).toContain(`nginx@${oci.index.digest}`);

    const asked = (mirror: RealRegistry): readonly LoggedRequest[] =>
      mirror.accessLog().slice(before.get(mirror));
    const [first] = ranked;
    const chosen = Object.values(mirrors).find(({ url }) => url === first);
    if (chosen === undefined) throw new Error(`no mirror at ${first}`);
    const served = (): string[] =>
      asked(chosen)
        .filter(({ userAgent, status }) => userAgent.startsWith('docker/') && status === 200)
        .map(({ method, target }) => `${method} ${target.replace(/\?.*/, '')}`);
    // A registry writes a request down when it is done with it, which may be after the engine is.
    await expect
      .poll(served)
      .toEqual(
        expect.arrayContaining([
          expect.stringContaining('/v2/library/nginx/manifests/'),
          ...blobs.map((digest) => `GET /v2/library/nginx/blobs/${digest}`),
        ]),
      );
    for (const mirror of Object.values(mirrors)) {
      if (mirror !== chosen) expect(asked(mirror), mirror.url).toEqual([]);
    }

    // A login at Docker Hub: the classic store hands it to a mirror that asks for one, the containerd store does not (moby#42022).
    await dockerd.docker('rmi', 'nginx:latest');
    const home = await folder();
    const auth = Buffer.from('alice:secret').toString('base64');
    await writeFile(
      join(home, 'config.json'),
      JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth } } }),
    );
    const only = ['--yes', '--no-probe', '--replace', mirrors.refusing.url];
    const second = await mirrorApply(placeOf(dockerd), [
      '--docker-host',
      `unix://${dockerd.socket}`,
      ...only,
    ]);
    expect(second.code, second.stderr).toBe(0);
    const withLogin = ['--config', home, 'pull', '--quiet', '--platform', 'linux/amd64', 'nginx:latest'];
    expect((await dockerd.docker(...withLogin)).code === 0).toBe(store === 'classic');
    const statuses = new Set(
      asked(mirrors.refusing)
        .filter(({ userAgent }) => userAgent.startsWith('docker/'))
        .map(({ status }) => status),
    );
    expect(statuses.has(401)).toBe(true);
    expect(statuses.has(200)).toBe(store === 'classic');
  });
});

async function engine(build: EngineBuild, store: 'classic' | 'containerd'): Promise<Dockerd> {
  const isContainerd = store === 'containerd';
  // 26 with the containerd store asks http mirrors by https, unless they are listed.
  const asksByTls = isContainerd && build.version.startsWith('26.');
  const hosts = [mirrors.one, mirrors.other, mirrors.refusing].map(({ url }) => new URL(url).host);
  const config = JSON.stringify({
    ...(isContainerd ? CONTAINERD_STORE : {}),
    ...(asksByTls ? { 'insecure-registries': hosts } : {}),
    'shutdown-timeout': 3,
  });
  const dockerd = await startDockerd({ build, namespace, store, config });
  onTestFinished(() => dockerd.stop());
  return dockerd;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mirror-check-report-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

function placeOf({ build, prefix }: Dockerd): Place {
  return {
    runWith: (env, ...command) => {
      const settings = { PATH: searchPath(build), HOME: '/root', ...env };
      const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
      return execute([...prefix, 'env', '-i', ...pairs, ...command]);
    },
  };
}
