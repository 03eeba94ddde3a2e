import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Builder, readBuilder } from '../../../src/engines/by-hand/builders.ts';
import { byHand } from '../../../src/engines/by-hand/engine.ts';
import type { SeenByHand } from '../../../src/engines/by-hand/find.ts';
import { BY_HAND, type ByHandName, FILE_KINDS } from '../../../src/engines/by-hand/kinds.ts';
import { planApply, planEarly } from '../../../src/engines/by-hand/plan.ts';
import { byHandWords } from '../../../src/engines/by-hand/words/index.ts';
import type { OfferedMirror } from '../../../src/engines/choose/index.ts';
import type { Asker, Wish } from '../../../src/engines/engine.ts';
import { runCli } from '../../support/cli.ts';

/** Engines whose file is planned and shown: what it would say, and what a person types. */

const WISH: Wish = {
  top: 3,
  replace: false,
  allowUnconfirmed: true,
  allowInsecure: true,
  mirrorsOff: false,
  noProbe: false,
  proxies: {},
  activate: 'auto',
  repair: false,
  withPending: false,
  unlessPending: false,
};
const ROOT: Asker = { platform: 'linux', env: {}, home: '/root', uid: 0 };
const NAMES = Object.keys(BY_HAND).filter((name): name is ByHandName => Object.hasOwn(BY_HAND, name));

function seen(
  name: ByHandName,
  text = '',
  registry = 'ghcr.io',
  builders: readonly Builder[] = [],
): SeenByHand {
  const kind = BY_HAND[name];
  const path = kind.place(ROOT, registry);
  return {
    kind,
    registry,
    running: true,
    file: { kind: 'absent', path, realPath: path, missingDirectories: [] },
    bytes: text === '' ? null : Buffer.from(text),
    logins: [],
    activate: kind.activate(ROOT, false),
    builders,
  };
}

function candidate(url: string, more: Partial<OfferedMirror> = {}): OfferedMirror {
  return {
    url,
    displayUrl: url,
    origin: 'argument',
    verdict: null,
    code: null,
    confirmed: false,
    measuredDirectly: true,
    ...more,
  };
}

/** The file as it is shown, and how it takes effect. */
function shown(one: SeenByHand, ...urls: readonly string[]): readonly [string, string] {
  const plan = planApply(
    one,
    WISH,
    urls.map((url) => candidate(url)),
  );
  if (plan.kind !== 'plan') throw new Error(JSON.stringify(plan));
  const [stage] = plan.stages;
  return [Buffer.from(stage?.files[0]?.after ?? []).toString(), stage?.activation.kind ?? ''];
}

describe.each(NAMES)('%s', (name) => {
  it('has mirrors of any registry in its own file, and commands that put it there', () => {
    const one = seen(name);
    const [text, activation] = shown(one, 'https://a.example', 'https://m.example/v2/ghcr.io');
    expect(text).toContain('ghcr.io');
    expect(FILE_KINDS[one.kind.file].read(text, 'ghcr.io')).toEqual([
      'https://a.example',
      'https://m.example/v2/ghcr.io',
    ]);
    expect(activation).toBe(one.activate === null ? 'at-each-pull' : 'by-hand');
    const place = { path: one.file.path, name: 'new', activate: one.activate, builders: [] };
    const commands = BY_HAND[name].install(place).join('\n');
    expect(commands).toContain('new');
    expect(commands).toContain(one.file.path);
    if (one.activate !== null) expect(commands).toContain(one.activate);
  });

  it('is told of in both languages', async () => {
    for (const lang of ['en', 'zh'] as const) {
      const words = await byHandWords(lang, name);
      expect(words.engine(seen(name))).toContain(BY_HAND[name].title);
      // And what to do where it is not.
      const { sentences } = words.absence({ kind: 'no-engine' }, () => ({ command: '', notes: [] }));
      const { programs, traces } = BY_HAND[name];
      for (const part of [...programs, ...traces, '--print']) expect(sentences[0]).toContain(part);
    }
  });

  // Whatever may hold a password lies nowhere else, not for a moment, and is put in place only as a whole.
  it('has no password where others may read it', () => {
    const commands = byHand(name).byHand?.(seen(name))('mirror-apply --print') ?? [];
    const isPrivate = BY_HAND[name].file === 'registries.yaml';
    expect(commands.join('\n').includes('mktemp')).toBe(isPrivate);
    if (!isPrivate) return;
    expect(commands.slice(0, 3)).toEqual([
      'new=$(mktemp)',
      `mirror-apply --print > "$new" && sudo install -D -m 600 "$new" /etc/rancher/${name}/registries.yaml`,
      'rm -f "$new"',
    ]);
  });
});

describe('a file that is there', () => {
  it('keeps its other registries and its comments', () => {
    const text = '# ours\nmirrors:\n  quay.io:\n    endpoint:\n      - "https://q.example" # good\n';
    expect(shown(seen('k3s', text), 'https://a.example')[0]).toBe(
      `${text}  "ghcr.io":\n    endpoint:\n      - "https://a.example"\n`,
    );
  });

  it('keeps its mirrors behind the chosen ones', () => {
    const text = '[registry."ghcr.io"]\n  mirrors = ["old.example"]\n';
    expect(shown(seen('buildkit', text), 'https://a.example')[0]).toBe(
      '[registry."ghcr.io"]\n  mirrors = ["a.example","old.example"]\n',
    );
  });

  it.each<[ByHandName, string]>([
    ['k3s', 'mirrors: [a, b'],
    ['cri-o', '[[registry]]\nprefix = "mine"\n'],
    ['nerdctl', 'server = "https://mine.lan"\n'],
    ['buildkit', '[registry\n'],
  ])('is left alone where it is not ours to change: %s', (name, text) => {
    expect(planEarly(seen(name, text), WISH)).toMatchObject({ exitCode: 3, reason: { kind: 'shape' } });
  });
});

it('a mirror that its file cannot name is passed over, and why', () => {
  const plan = planApply(seen('cri-o'), WISH, [candidate('https://h.example/base')]);
  expect(plan).toMatchObject({
    exitCode: 1,
    reason: { unfit: [{ why: { kind: 'form', problem: 'path' } }] },
  });
});

describe('a builder of buildx’s', () => {
  const instance = (more: object): Buffer =>
    Buffer.from(
      JSON.stringify({
        Name: 'b1',
        Driver: 'docker-container',
        Nodes: [
          {
            Name: 'b10',
            Endpoint: 'unix:///var/run/docker.sock',
            Platforms: [{ os: 'linux', architecture: 'arm64', variant: 'v8' }],
            Flags: ['--debug'],
            DriverOpts: { image: 'moby/buildkit:v0.32', network: 'host name' },
          },
        ],
        ...more,
      }),
    );

  it('is made again with all that it has, its cache kept', () => {
    const builder = readBuilder(instance({}));
    if (builder === null) throw new Error('it is one');
    const [, first, second] = BY_HAND.buildx.install({
      path: '/root/.docker/buildx/buildkitd.default.toml',
      name: 'buildkitd.default.toml',
      activate: null,
      builders: [builder],
    });
    expect(first).toBe('docker buildx rm --keep-state b1');
    expect(second).toBe(
      "docker buildx create --name b1 --driver-opt image=moby/buildkit:v0.32 --driver-opt 'network=host name' --buildkitd-flags --debug --platform linux/arm64/v8 --driver docker-container --buildkitd-config /root/.docker/buildx/buildkitd.default.toml --bootstrap",
    );
  });

  it.each([
    ['of another driver', { Driver: 'docker' }],
    ['of several nodes', { Nodes: [{}, {}] }],
    ['with a name that is none', { Name: '$(x)' }],
  ])('%s is its user’s', (_, more) => {
    expect(readBuilder(instance(more))).toBeNull();
  });

  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  it('is found, shown, printed, and nothing is written', async () => {
    const home = await mkdtemp(join(tmpdir(), 'mirror-check-home-'));
    folders.push(home);
    await mkdir(join(home, '.docker/buildx/instances'), { recursive: true });
    await writeFile(join(home, '.docker/buildx/instances/b1'), instance({}));
    const file = join(home, '.docker/buildx/buildkitd.default.toml');
    const args = ['--engine', 'buildx', '--no-probe', 'https://a.example'];
    const options = { bin: 'mirror-apply', env: { HOME: home, LANG: 'C' } } as const;
    const run = await runCli([...args, '--yes'], options);
    expect([run.exitCode, run.stderr]).toEqual([3, '']);
    expect(run.stdout).toContain('+  mirrors = ["a.example"]');
    expect(run.stdout).toContain('--no-probe https://a.example --print > buildkitd.default.toml');
    expect(run.stdout).toContain('docker buildx rm --keep-state b1');
    await expect(stat(file)).rejects.toThrow('ENOENT');
    const printed = await runCli([...args, '--print'], options);
    expect(printed.stdout).toBe('[registry."docker.io"]\n  mirrors = ["a.example"]\n');
    await writeFile(file, printed.stdout);
    expect((await runCli(args, options)).exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(printed.stdout);
    expect((await runCli(['--engine', 'buildx', '--undo'], options)).exitCode).toBe(3);
  });
});

describe('an engine that is not here', () => {
  const options = { bin: 'mirror-apply', env: { LANG: 'C' } } as const;
  const args = ['--engine', 'rke2', '--no-probe', 'https://a.example'];

  it('is told with what was looked for, and what to do', async () => {
    const run = await runCli(args, options);
    expect(run.exitCode).toBe(3);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain('a program rke2 on PATH, /var/lib/rancher/rke2');
    expect(run.stderr).toContain('--print');
  });

  it('has its file printed for another machine', async () => {
    const run = await runCli([...args, '--print'], options);
    expect([run.exitCode, run.stdout]).toEqual([
      0,
      'mirrors:\n  "docker.io":\n    endpoint:\n      - "https://a.example"\n',
    ]);
  });
});
