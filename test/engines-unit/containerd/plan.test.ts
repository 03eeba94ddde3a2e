import { describe, expect, it } from 'vitest';
import type { OfferedMirror } from '../../../src/engines/choose/index.ts';
import { linesToWrite, newConfig } from '../../../src/engines/containerd/config-file.ts';
import type { SeenContainerd } from '../../../src/engines/containerd/find.ts';
import { planApply, planEarly, planUndo } from '../../../src/engines/containerd/plan.ts';
import { containerdWords } from '../../../src/engines/containerd/words/index.ts';
import type { Wish } from '../../../src/engines/engine.ts';
import { hostsOf, parseHostsToml, renderHostsToml, serverOf } from '../../../src/engines/files/hosts-toml.ts';
import type { OwnEntry } from '../../../src/engines/files/own-file.ts';
import { noManager } from '../../../src/services/none.ts';

const PATH = '/etc/containerd/certs.d/docker.io/hosts.toml';
const CONFIG = '/etc/containerd/config.toml';
const OLD_TABLE = '[plugins."io.containerd.grpc.v1.cri".registry]';
const WISH: Wish = {
  top: 3,
  replace: false,
  allowUnconfirmed: true,
  allowInsecure: false,
  mirrorsOff: false,
  noProbe: false,
  proxies: {},
  activate: 'auto',
  repair: false,
  withPending: false,
  unlessPending: false,
};

function seen(text: string | null, more: Partial<SeenContainerd> = {}): SeenContainerd {
  return {
    version: '1.6.20',
    running: true,
    socket: '/run/containerd/containerd.sock',
    registry: 'docker.io',
    file: { kind: 'absent', path: PATH, realPath: PATH, missingDirectories: [] },
    bytes: text === null ? null : Buffer.from(text),
    certificates: null,
    standIn: null,
    logins: [],
    needsRoot: false,
    folderNow: async () => '/etc/containerd/certs.d',
    config: null,
    changed: null,
    main: { path: '/etc/containerd/config.toml', bytes: null },
    service: noManager({ pidFile: '', find: async () => null, answers: async () => false }),
    process: async () => null,
    judge: async () => null,
    ...more,
  };
}

function candidate(url: string, more: Partial<OfferedMirror> = {}): OfferedMirror {
  return {
    url,
    displayUrl: url,
    origin: 'catalogue',
    verdict: 'usable',
    code: null,
    confirmed: true,
    measuredDirectly: true,
    ...more,
  };
}

describe('hosts.toml', () => {
  const hosts = [
    { url: 'https://fast.example', resolves: false },
    { url: 'https://h.example/proxy', resolves: true },
  ];
  const text = renderHostsToml(serverOf('docker.io'), hosts);

  it('is what containerd’s documentation has', () => {
    expect(text.split('\n').slice(1)).toEqual([
      'server = "https://registry-1.docker.io"',
      '',
      '[host."https://fast.example"]',
      '  capabilities = ["pull"]',
      '',
      '[host."https://h.example/proxy"]',
      '  capabilities = ["pull", "resolve"]',
      '',
    ]);
  });

  it('is read as it was written, and nothing else is', () => {
    expect(parseHostsToml(text)).toEqual(hosts);
    expect(parseHostsToml(`${text}# Mine.\n`)).toBeNull();
    expect(parseHostsToml(text.replace('"pull", "resolve"', '"pull", "resolv"'))).toBeNull();
    expect(parseHostsToml(text.replace('# Written', '# File generated'))).toBeNull();
  });
});

describe('who may say what a tag is', () => {
  const [one, two] = ['https://a.example/', 'https://b.example/'];
  it('is the first that was confirmed, or that the user named', () => {
    const unsure = candidate(one, { confirmed: false });
    expect(hostsOf([one, two], [unsure, candidate(two)])).toEqual([
      { url: 'https://a.example', resolves: false },
      { url: 'https://b.example', resolves: true },
    ]);
    expect(hostsOf([one], [{ ...unsure, origin: 'argument' }])).toMatchObject([{ resolves: true }]);
  });

  it('is said, and of others only where there are some', async () => {
    for (const lang of ['en', 'zh'] as const) {
      const words = await containerdWords(lang);
      const told = [[one], [one, two]].map((urls) => {
        const plan = planApply(
          seen(null),
          WISH,
          urls.map((url) => candidate(url)),
        );
        if (plan.kind !== 'plan') throw new Error(plan.kind);
        return plan.warnings.flatMap((warning) =>
          warning.kind === 'resolves' ? [words.warning(warning)] : [],
        );
      });
      expect(told.map(([sentence]) => /other|其他/.test(sentence ?? 'none'))).toEqual([false, true]);
      for (const [sentence] of told) expect(sentence).toContain('a.example');
    }
  });

  it('may be nobody, and that is said', () => {
    const plan = planApply(seen(null), WISH, [candidate(one, { confirmed: false })]);
    expect(plan).toMatchObject({
      warnings: [{ kind: 'nobody-resolves', registry: 'docker.io' }, {}, { kind: 'pull-secrets' }],
    });
  });
});

describe('a plan', () => {
  it('is one file, read at each pull', () => {
    const plan = planApply(seen(null), WISH, [candidate('https://a.example/')]);
    expect(plan).toMatchObject({
      stages: [
        {
          files: [{ path: PATH, before: null, unit: false }],
          activation: { kind: 'at-each-pull' },
          expect: { mirrors: ['https://a.example'] },
        },
      ],
    });
  });

  it('says which file of all registries no longer counts, and only where it writes', () => {
    const standIn = '/etc/containerd/certs.d/_default/hosts.toml';
    const hidden = { kind: 'default-hidden', path: standIn, registry: 'docker.io' };
    const warnings = (wish: object): unknown => {
      const plan = planApply(seen(null, { standIn }), { ...WISH, ...wish }, [
        candidate('https://a.example/'),
      ]);
      return plan.kind === 'plan' ? plan.warnings : plan;
    };
    expect(warnings({})).toContainEqual(hidden);
    expect(warnings({ mirrorsOff: true })).toEqual([hidden]);
  });

  it('has nothing to do twice', () => {
    const candidates = [candidate('https://a.example/')];
    const plan = planApply(seen(null), WISH, candidates);
    if (plan.kind !== 'plan') throw new Error('it is planned');
    const text = Buffer.from(plan.stages[0]?.files[0]?.after ?? []).toString();
    expect(planApply(seen(text), WISH, candidates)).toMatchObject({ stages: [] });
  });

  it('takes what answers as containerd asks', () => {
    const planned = (code: 'classic-only' | 'containerd-only') =>
      planApply(seen(null), WISH, [candidate('https://a.example', { verdict: 'limited', code })]);
    expect(planned('classic-only')).toMatchObject({
      reason: { kind: 'no-fit-mirror', unfit: [{ why: { kind: 'wrong-client' } }] },
    });
    expect(planned('containerd-only')).toMatchObject({ kind: 'plan' });
  });

  it.each([
    ['a file of somebody else’s', seen('server = "https://x"\n'), {}, 'foreign-file'],
    ['certificates beside it', seen(null, { certificates: 'ca.crt' }), { replace: true }, 'certificates'],
    ['proxies', seen(null), { proxies: { noProxy: 'x' } }, 'no-proxies-here'],
  ] as const)('%s: refused', (_, containerd, more, kind) => {
    expect(planEarly(containerd, { ...WISH, ...more })).toMatchObject({ reason: { kind } });
  });

  it('an undo overwrites no edit', () => {
    const absent = { exists: false, path: PATH, realPath: PATH, missingDirectories: [] } as const;
    expect(planUndo(seen('x'), { before: absent, edited: true })).toMatchObject({
      reason: { kind: 'foreign-file' },
    });
    expect(planUndo(seen('x'), { before: absent, edited: false })).toMatchObject({
      stages: [{ files: [{ after: null }] }],
    });
  });
});

it.each(['en', 'zh'] as const)('each word in %s is one', async (lang) => {
  const words = await containerdWords(lang);
  const absences = [
    { kind: 'no-engine' },
    { kind: 'foreign-option', option: '--docker-host' },
    { kind: 'bad-config', lines: ['toml: line 1'] },
    { kind: 'cri-off' },
    { kind: 'mirrors-inside' },
    { kind: 'tls-inside' },
    { kind: 'imports', files: ['/x.toml'] },
    { kind: 'two-folders', configPath: '/a:/b', path: CONFIG, write: linesToWrite('', '/a', 1) },
    { kind: 'no-config-path', path: CONFIG, write: linesToWrite('', '/a', 1) },
  ] as const;
  const told = absences.map(
    (why) => words.absence(why, () => ({ command: '', notes: [] })).sentences[0] ?? '',
  );
  const refusals = (['no-proxies-here', 'foreign-file', 'certificates'] as const).map(
    (kind) => words.refusal({ kind, path: PATH, name: 'ca.crt', undo: false }, () => '')[0] ?? '',
  );
  const warnings = [
    words.warning({ kind: 'resolves', mirror: 'm.example', others: true }),
    words.warning({ kind: 'resolves', mirror: 'm.example', others: false }),
    words.warning({ kind: 'only-a-pull-shows' }),
    words.warning({ kind: 'default-hidden', path: PATH, registry: 'docker.io' }),
    words.warning({ kind: 'nobody-resolves', registry: 'docker.io' }),
  ];
  const all = [...told, ...refusals, ...warnings];
  expect(new Set(all).size).toBe(all.length);
  for (const text of all) expect(/\p{Script=Han}{2}/u.test(text)).toBe(lang === 'zh');
});

describe.each(['en', 'zh'] as const)('what a person writes into config.toml, in %s', (lang) => {
  const told = async (text: string | null, major: number): Promise<readonly string[]> => {
    const words = await containerdWords(lang);
    const write = linesToWrite(text, '/etc/containerd/certs.d', major);
    const why = { kind: 'no-config-path', path: CONFIG, write } as const;
    return words.absence(why, () => ({ command: '', notes: [] })).sentences;
  };

  it('names the file, and all of it where there is none', async () => {
    for (const major of [1, 2]) {
      const [first, ...lines] = await told(null, major);
      expect(first).toContain(CONFIG);
      expect(`${lines.join('\n')}\n`).toBe(newConfig('/etc/containerd/certs.d', major));
    }
  });

  it('says where a table goes, where one stands, and why a file is left alone', async () => {
    const texts = ['version = 2\n', `version = 2\n${OLD_TABLE}\n`, 'version = 2\n# kubespray\n'];
    const sentences = await Promise.all(texts.map(async (text) => (await told(text, 1)).join('\n')));
    expect(new Set(sentences).size).toBe(3);
    for (const text of sentences) expect(text).toContain(CONFIG);
    expect(sentences.map((text) => text.includes(OLD_TABLE))).toEqual([true, true, false]);
    expect(sentences[2]).toContain('kubespray');
  });

  it.each(['', 'version = 1\n'])('says how %j comes to be one that containerd 2 reads', async (text) => {
    expect((await told(text, 2)).join('\n')).toContain(`containerd --config ${CONFIG} config migrate`);
  });
});

describe('config.toml', () => {
  const path = CONFIG;
  const before = Buffer.from('version = 2\n');
  const after = Buffer.from('version = 2\n\n[x]\n');
  const missing = { kind: 'no-config-path' } as const;
  const config = { path, before, after, missing };
  const mirror = [candidate('https://a.example')];

  it('is touched with --activate restart alone, in one stage with the hosts.toml', () => {
    expect(planApply(seen(null, { config }), WISH, mirror)).toMatchObject({
      kind: 'refusal',
      exitCode: 3,
      reason: { kind: 'no-config-path', path, folder: '/etc/containerd/certs.d' },
    });
    const plan = planApply(seen(null, { config }), { ...WISH, activate: 'restart' }, mirror);
    if (plan.kind !== 'plan') throw new Error(plan.kind);
    expect(plan.stages).toHaveLength(1);
    expect(plan.stages[0]?.files.map((file) => file.path)).toEqual([PATH, path]);
    expect(plan.stages[0]?.activation).toMatchObject({ kind: 'restart', containers: { stop: 0 } });
  });

  it('is left alone where a reason says so', () => {
    const left = { ...config, after: { kind: 'imports' } as const };
    expect(planEarly(seen(null, { config: left }), { ...WISH, activate: 'restart' })).toMatchObject({
      reason: { kind: 'config-left', path, why: { kind: 'imports' } },
    });
  });

  it('goes back with the hosts.toml, by one restart', () => {
    const hosts = Buffer.from(renderHostsToml(serverOf('docker.io'), []));
    const main = { path, bytes: after };
    const was = (at: string, bytes: Buffer | null): OwnEntry => ({
      before:
        bytes === null
          ? { exists: false, path: at, realPath: at, missingDirectories: [] }
          : { exists: true, path: at, realPath: at, bytes, mode: 0o644, uid: 0, gid: 0, sha256: '' },
      edited: false,
    });
    const undo = planUndo(seen(hosts.toString(), { main }), was(PATH, null), was(path, before));
    expect(undo).toMatchObject({ stages: [{ activation: { kind: 'restart' } }] });
    if (undo.kind !== 'plan') throw new Error(undo.kind);
    expect(undo.stages[0]?.files.map((file) => file.after)).toEqual([before, null]);
    const edited = { ...was(path, before), edited: true };
    expect(planUndo(seen(hosts.toString(), { main }), was(PATH, null), edited)).toMatchObject({
      reason: { kind: 'foreign-file', path },
    });
  });
});

describe('a configuration that is newer than the process', () => {
  const behind = (more: Partial<SeenContainerd> = {}) => seen(null, { changed: CONFIG, ...more });

  it('is refused, for what is read is not known; a restart is asked for where one is wanted', () => {
    expect(planEarly(behind(), WISH)).toMatchObject({
      exitCode: 3,
      reason: { kind: 'changed-since', path: CONFIG },
    });
    const plan = planApply(behind(), { ...WISH, activate: 'restart' }, [candidate('https://a.example')]);
    expect(plan).toMatchObject({ kind: 'plan', stages: [{ activation: { kind: 'restart' } }] });
    if (plan.kind !== 'plan') return;
    expect(plan.stages[0]?.files.map(({ path }) => path)).toEqual([PATH]);
  });
});
