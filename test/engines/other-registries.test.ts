import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pullImage } from '../../src/engines/containerd/cri.ts';
import { withEndpoints } from '../../src/engines/files/registries-yaml.ts';
import { mirrorApply, type Place } from './support/apply.ts';
import { startContainerd } from './support/containerd.ts';
import { type EngineBuild, engineOf, SUITES } from './support/fetch-engine.ts';
import { k3sHostsToml } from './support/k3s-hosts.ts';
import { podmanMachine } from './support/podman.ts';
import {
  type MirroredRegistry,
  openRegistriesLab,
  REGISTRIES,
  type RegistriesLab,
} from './support/registries-lab.ts';
import type { RealRegistry } from './support/registry.ts';

/** Images of ghcr.io, registry.k8s.io and quay.io through their mirrors: one with the registry's name before the image's, one for itself, one under a path; and the registry itself where the mirror lacks one or is gone. */

interface Puller {
  readonly name: string;
  readonly agent: RegExp;
  /** A form of mirror that it cannot be told of. */
  readonly cannot?: MirroredRegistry['form'];
  open(): Promise<OpenPuller>;
}

interface OpenPuller {
  /** Gives the registry this mirror. */
  configure(registry: string, mirror: string): Promise<void>;
  /** null: pulled; else why not. */
  pull(image: string): Promise<string | null>;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const builds = await Promise.all(SUITES.map(engineOf));
let lab: RegistriesLab;
beforeAll(async () => {
  lab = await openRegistriesLab();
});
afterAll(() => lab?.stop());

const podman: Puller = {
  name: 'podman',
  agent: /^containers\//,
  cannot: 'base',
  async open() {
    const machine = await podmanMachine(lab.namespace);
    return {
      stop: machine.stop,
      configure: (...of) => configured(machine, ['--engine', 'podman'], ...of),
      pull: async (image) => {
        const { code, stderr } = await machine.run('podman', 'pull', '--quiet', image);
        return code === 0 ? null : stderr;
      },
    };
  },
};

/** `byK3s`: its hosts.toml are those that k3s would make of a registries.yaml of ours. */
const containerd = (build: EngineBuild, byK3s = false): Puller => ({
  name: `containerd of ${build.name}${byK3s ? ', by way of k3s' : ''}`,
  agent: /^containerd\//,
  async open() {
    const machine = await startContainerd(lab.namespace, '  config_path = "CERTS"', build);
    const args = ['--engine', 'containerd', '--config', machine.config];
    return {
      stop: machine.stop,
      pull: async (image) => {
        const pulled = await pullImage(machine.socket, image, signal);
        return pulled.kind === 'answer' ? null : `${pulled.detail}\n${machine.log()}`;
      },
      configure: async (registry, mirror) => {
        if (!byK3s) return await configured(machine, args, registry, mirror);
        const yaml = withEndpoints(REGISTRIES_YAML, registry, [mirror]) ?? '';
        expect(yaml).toContain('# Ours since 2024.');
        const file = join(machine.certs, registry, 'hosts.toml');
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, k3sHostsToml(yaml, registry));
      },
    };
  },
});

const REGISTRIES_YAML = `mirrors: # Ours since 2024.
  "registry.lan": {endpoint: ["https://registry.lan:5000"]}
`;

async function configured(
  place: Place,
  args: readonly string[],
  registry: string,
  mirror: string,
): Promise<void> {
  const applied = await mirrorApply(place, [...args, '--yes', '--registry', registry, '--no-probe', mirror]);
  expect(applied.outcome.result, applied.stderr).toBe('done');
}

const engines = builds.filter((build) => build.kind === 'engine');
const pullers = [
  podman,
  ...engines.map((build) => containerd(build)),
  ...engines.slice(-1).map((build) => containerd(build, true)),
];

describe.each(pullers)('$name', ({ agent, cannot, open }) => {
  let engine: OpenPuller;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine?.stop());
  const asked = ({ accessLog }: RealRegistry, repository: string, from = 0): readonly string[] =>
    accessLog()
      .slice(from)
      .filter(({ userAgent, target }) => agent.test(userAgent) && target.includes(`/${repository}/`))
      .map(({ target }) => target);

  test.each(REGISTRIES.filter(({ form }) => form !== cannot))('$registry', async (images) => {
    const { registry, mirrored, orphaned, unmirrored } = images;
    const mirror = await lab.startMirror(images);
    const before = lab.upstream.accessLog().length;
    try {
      await engine.configure(registry, mirror.mirrorUrl);

      expect(await engine.pull(`${registry}/${mirrored}:latest`)).toBeNull();
      const manifest = `${mirror.prefix}${mirrored}/manifests/latest`;
      expect(asked(mirror, mirrored)).toContainEqual(expect.stringContaining(manifest));
      expect(asked(mirror, mirrored).filter((target) => target.includes('/blobs/')).length).toBe(2);
      expect(asked(lab.upstream, mirrored, before)).toEqual([]);

      expect(await engine.pull(`${registry}/${unmirrored}:latest`)).toBeNull();
      expect(asked(lab.upstream, unmirrored, before)).not.toEqual([]);
    } finally {
      await mirror.stop();
    }
    // It is gone, and the file still names it.
    expect(await engine.pull(`${registry}/${orphaned}:latest`)).toBeNull();
    expect(asked(lab.upstream, orphaned, before)).not.toEqual([]);
  });
});
