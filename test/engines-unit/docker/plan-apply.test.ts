import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApplyCandidate,
  type PlanInput,
  type PlanWarning,
  planApply,
  planEarly,
} from '../../../src/engines/docker/plan/index.ts';
import { anyFile, anyMirrors, render } from './daemon-json-text.ts';
import {
  candidate,
  DOWN,
  engine,
  expectPlan,
  install,
  nextStart,
  planInput,
  roleOf,
  textOf,
} from './plan-input.ts';
import { RUNS } from './runs.ts';

const flag = (name: string, value: string) => ({
  name,
  value,
  source: { path: '/etc/default/docker', line: 7 },
});
const live = (...mirrors: string[]) => ({ mirrors });

function fileOf(input: PlanInput): string | null | undefined {
  return textOf(expectPlan(planApply(input)).stages[0]?.files.find(({ judged }) => judged)?.after);
}

function warningsOf(input: PlanInput): readonly PlanWarning[] {
  return expectPlan(planApply(input)).warnings;
}

describe('the mirrors', () => {
  const three = ['https://a.cn', 'https://b.cn', 'https://c.cn', 'https://d.cn'].map((url) => candidate(url));
  const mirrorsIn = (text: string | null | undefined): unknown =>
    JSON.parse(text ?? '{}')['registry-mirrors'];

  it('stay as they stand where the best would be faster by noise only', () => {
    const timed = (host: string, pullSeconds: number) => candidate(`https://${host}`, { pullSeconds });
    const file = '{"registry-mirrors": ["https://b.cn", "https://a.cn"]}';
    const mirrorsWith = (b: number) => {
      const candidates = [timed('a.cn', 10), timed('b.cn', b), timed('c.cn', 12)];
      const plan = planApply(planInput(file, { candidates, options: { top: 2 } }));
      return expectPlan(plan).mirrors?.listed.map(({ url }) => url);
    };
    expect(mirrorsWith(11.9)).toEqual(['https://b.cn', 'https://a.cn']);
    expect(mirrorsWith(12.1)).toEqual(['https://a.cn', 'https://b.cn']);
  });

  it('are the best, then those that were there, in the spelling of the user', () => {
    const input = planInput('{"registry-mirrors":["https://x.cn/","HTTPS://B.cn/"]}', {
      candidates: [
        ...three,
        candidate('https://x.cn', { origin: 'configured', verdict: 'degraded', code: 'stale' }),
      ],
      options: { top: 2 },
    });
    const plan = expectPlan(planApply(input));
    expect(mirrorsIn(fileOf(input))).toEqual(['https://a.cn', 'HTTPS://B.cn/', 'https://x.cn/']);
    expect(plan.mirrors?.listed.map(({ as, wasConfigured }) => [as, wasConfigured])).toEqual([
      ['chosen', false],
      ['chosen', true],
      ['kept', true],
    ]);
    expect(plan.stages[0]?.expect.mirrors).toEqual(['https://a.cn/', 'HTTPS://B.cn/', 'https://x.cn/']);
    expect(plan.stages[0]?.activation).toEqual({ kind: 'reload' });
  });

  it.each(['dead', 'broken', 'unsafe'] as const)('lose those that are %s, by name', (verdict) => {
    const input = planInput('{"registry-mirrors":["https://x.cn"]}', {
      candidates: [
        ...three,
        candidate('https://x.cn', { origin: 'configured', verdict, displayUrl: 'https://<id>.cn' }),
      ],
    });
    expect(mirrorsIn(fileOf(input))).toEqual(['https://a.cn', 'https://b.cn', 'https://c.cn']);
    expect(expectPlan(planApply(input)).mirrors?.dropped).toEqual([
      { displayUrl: 'https://<id>.cn', why: { kind: 'verdict', verdict, code: null } },
    ]);
  });

  it.each(['restricted', 'limited', 'unknown', 'degraded'] as const)('keep those that are %s', (verdict) => {
    const input = planInput('{"registry-mirrors":["https://x.cn"]}', {
      candidates: [candidate('https://a.cn'), candidate('https://x.cn', { origin: 'configured', verdict })],
    });
    expect(mirrorsIn(fileOf(input))).toEqual(['https://a.cn', 'https://x.cn']);
  });

  it('with --replace are the chosen ones alone', () => {
    const input = planInput('{"registry-mirrors":["https://x.cn"]}', { options: { replace: true } });
    expect(mirrorsIn(fileOf(input))).toEqual(['https://a.cn']);
    expect(expectPlan(planApply(input)).mirrors?.dropped).toEqual([
      { displayUrl: 'https://x.cn', why: { kind: 'replaced' } },
    ]);
  });

  it('lose what this engine refuses to start with, and hide its password', () => {
    const input = planInput('{"registry-mirrors":["https://u:p@x.cn"]}');
    expect(expectPlan(planApply(input)).mirrors?.dropped).toEqual([
      { displayUrl: 'https://xxxxx:xxxxx@x.cn', why: { kind: 'form', problem: 'user-info' } },
    ]);
  });

  it('stay as they are with --no-probe and no URL', () => {
    const input = planInput('{"registry-mirrors":["https://x.cn"]}', {
      candidates: [candidate('https://x.cn', { origin: 'configured', verdict: null })],
      engine: engine('28.5.2', live('https://x.cn/')),
      options: { noProbe: true },
    });
    expect(expectPlan(planApply(input))).toMatchObject({ stages: [], mirrors: null });
  });

  it('are taken unmeasured with --no-probe, which is said', () => {
    const input = planInput(null, {
      candidates: [candidate('https://a.cn', { origin: 'argument', verdict: null, confirmed: false })],
      options: { noProbe: true },
    });
    expect(fileOf(input)).toBe('{\n  "registry-mirrors": [\n    "https://a.cn"\n  ]\n}\n');
    expect(warningsOf(input)).toEqual([{ kind: 'unprobed', mirrors: ['https://a.cn'] }]);
  });

  it('are none with --mirrors-off, written where it matters', () => {
    const off = { options: { mirrorsOff: true } };
    expect(
      fileOf(
        planInput('{"registry-mirrors":["https://x.cn"]}', {
          ...off,
          engine: engine('28.5.2', live('https://x.cn/')),
        }),
      ),
    ).toBe('{"registry-mirrors":[]}');
    expect(
      fileOf(planInput('{"debug":true}', { ...off, engine: engine('28.5.2', live('https://x.cn/')) })),
    ).toBe('{"debug":true,"registry-mirrors":[]}');
    expect(expectPlan(planApply(planInput('{"debug":true}', off))).stages).toEqual([]);
    expect(expectPlan(planApply(planInput(null, { ...off, engine: engine('28.5.2', DOWN) }))).stages).toEqual(
      [],
    );
  });

  it('there in a spelling of which the engine prints another: nothing to do', () => {
    const spelt = 'HTTP://u:p@p:1';
    const shown = { httpProxy: 'http://xxxxx:xxxxx@p:1', httpsProxy: null, noProxy: null };
    const input = planInput(`{"proxies":{"http-proxy":"${spelt}"}}`, {
      candidates: [],
      options: { noProbe: true, proxies: { httpProxy: spelt } },
      engine: engine('28.5.2', { proxies: shown }),
    });
    expect(expectPlan(planApply(input)).stages).toEqual([]);
  });

  it('already there and in force: nothing to do', () => {
    const input = planInput('{"registry-mirrors":["https://a.cn"]}', {
      engine: engine('28.5.2', live('https://a.cn/')),
    });
    expect(expectPlan(planApply(input)).stages).toEqual([]);
  });

  it('already there, but not in force: a reload without touching the file', () => {
    const input = planInput('{"registry-mirrors":["https://a.cn"]}');
    expect(expectPlan(planApply(input)).stages).toMatchObject([
      { files: [], activation: { kind: 'reload' } },
    ]);
  });

  it('are made a list where they were a string', () => {
    expect(fileOf(planInput('{"registry-mirrors":"https://a.cn"}'))).toBe(
      '{"registry-mirrors": ["https://a.cn"]}'.replace(': ', ':'),
    );
  });
});

describe('fit to be configured', () => {
  const outcome = (
    one: Partial<ApplyCandidate> & { url?: string },
    changes: Parameters<typeof planInput>[1] = {},
  ) => {
    const planned = planApply(
      planInput(null, { ...changes, candidates: [candidate(one.url ?? 'https://a.cn', one)] }),
    );
    if (planned.kind === 'plan') return 'fit';
    expect(planned.exitCode).toBe(1);
    return planned.reason.kind === 'no-fit-mirror' ? planned.reason.unfit[0]?.why.kind : planned.reason.kind;
  };
  const store = (name: 'classic' | 'containerd', version = '28.5.2') => ({
    engine: engine(version, { store: name }),
  });
  const insecure = { options: { allowInsecure: true } };

  it.each([
    ['usable', {}, {}, 'fit'],
    [
      'unsafe, given by the user',
      { verdict: 'unsafe', code: 'digest-mismatch', origin: 'argument' },
      { options: { allowInsecure: true, allowUnconfirmed: true } },
      'verdict',
    ],
    ['stale', { verdict: 'degraded', code: 'stale' }, {}, 'verdict'],
    ['limited', { verdict: 'limited', code: 'rate-limited' }, {}, 'verdict'],
    ['unknown', { verdict: 'unknown', code: 'deadline' }, {}, 'verdict'],
    ['classic-only on classic', { verdict: 'degraded', code: 'classic-only' }, store('classic'), 'fit'],
    [
      'classic-only on containerd',
      { verdict: 'degraded', code: 'classic-only' },
      store('containerd'),
      'wrong-store',
    ],
    [
      'containerd-only on containerd',
      { verdict: 'degraded', code: 'containerd-only' },
      store('containerd'),
      'fit',
    ],
    [
      'containerd-only on an engine that is down',
      { verdict: 'degraded', code: 'containerd-only' },
      { engine: engine('28.5.2', DOWN) },
      'wrong-store',
    ],
    ['without a reference', { confirmed: false }, {}, 'unconfirmed'],
    ['without a reference, allowed', { confirmed: false }, { options: { allowUnconfirmed: true } }, 'fit'],
    ['without a reference, given by the user', { confirmed: false, origin: 'argument' }, {}, 'fit'],
    ['without a reference, configured', { confirmed: false, origin: 'configured' }, {}, 'fit'],
    ['unconfirmed', { verdict: 'degraded', code: 'unconfirmed' }, {}, 'unconfirmed'],
    [
      'unconfirmed, given by the user',
      { verdict: 'degraded', code: 'unconfirmed', origin: 'argument' },
      {},
      'fit',
    ],
    ['http to a public host', { url: 'http://a.cn' }, {}, 'plain-http'],
    [
      'http to a public host, given by the user',
      { url: 'http://a.cn', origin: 'argument' },
      {},
      'plain-http',
    ],
    ['http to a public host, allowed', { url: 'http://a.cn' }, insecure, 'fit'],
    ['http to a private address', { url: 'http://10.0.0.1:5000' }, {}, 'fit'],
    ['http to a private address that looks like a name', { url: 'http://registry.lan' }, {}, 'fit'],
    ['http on containerd 26', { url: 'http://10.0.0.1:5000' }, store('containerd', '26.1.5'), 'http-forced'],
    [
      'http on containerd 26, listed insecure',
      { url: 'http://10.0.0.1:5000' },
      { engine: engine('26.1.5', { store: 'containerd', flags: [flag('insecure-registry', '10.0.0.0/8')] }) },
      'fit',
    ],
    [
      'http on containerd 26, loopback',
      { url: 'http://127.0.0.1:5000' },
      store('containerd', '26.1.5'),
      'fit',
    ],
    ['http on containerd 28', { url: 'http://10.0.0.1:5000' }, store('containerd'), 'fit'],
    [
      'loopback on containerd 28',
      { url: 'http://127.0.0.1:5000', origin: 'argument' },
      store('containerd'),
      'endangers-tls',
    ],
    ['localhost on containerd 28', { url: 'https://localhost:5000' }, store('containerd'), 'endangers-tls'],
    [
      'loopback on containerd 28, allowed',
      { url: 'http://127.0.0.1:5000' },
      { ...store('containerd'), ...insecure },
      'fit',
    ],
    [
      'loopback on a 28 that is down',
      { url: 'http://127.0.0.1:5000' },
      { engine: engine('28.5.2', DOWN) },
      'endangers-tls',
    ],
    [
      'loopback on an unknown release',
      { url: 'http://127.0.0.1:5000' },
      { engine: engine('dev', { store: 'containerd' }) },
      'endangers-tls',
    ],
    ['loopback on classic 28', { url: 'http://127.0.0.1:5000' }, store('classic'), 'fit'],
    [
      'listed insecure on containerd 28',
      { url: 'https://10.1.2.3' },
      { engine: engine('28.5.2', { store: 'containerd', flags: [flag('insecure-registry', '10.0.0.0/8')] }) },
      'endangers-tls',
    ],
    [
      'loopback on containerd 29.10 without a list',
      { url: 'http://127.0.0.1:5000' },
      store('containerd', '29.10.0'),
      'endangers-tls',
    ],
    [
      'loopback on containerd 29.10 with a list',
      { url: 'http://127.0.0.1:5000' },
      { engine: engine('29.10.0', { store: 'containerd', flags: [flag('insecure-registry', 'x:1')] }) },
      'fit',
    ],
    [
      'an untrusted certificate',
      { verdict: 'dead', code: 'tls-untrusted', origin: 'argument' },
      {},
      'untrusted-tls',
    ],
    [
      'an untrusted certificate, allowed, but the engine would refuse it',
      { verdict: 'dead', code: 'tls-untrusted' },
      insecure,
      'untrusted-tls',
    ],
    [
      'an untrusted certificate, allowed and listed',
      { verdict: 'dead', code: 'tls-untrusted', url: 'https://a.cn:5000' },
      { ...insecure, engine: engine('26.1.5', { flags: [flag('insecure-registry', 'a.cn:5000')] }) },
      'fit',
    ],
    ['a path on 20.10', { url: 'https://a.cn/pre' }, { engine: engine('20.10.24+dfsg1') }, 'form'],
    ['a path on 24.0.8', { url: 'https://a.cn/pre' }, { engine: engine('24.0.8') }, 'fit'],
  ] as const)('%s', (_name, one, changes, expected) => {
    expect(outcome(one, changes as Parameters<typeof planInput>[1])).toBe(expected);
  });

  it('reads insecure-registries in the file too', () => {
    const input = planInput('{"insecure-registries":["a.cn"]}', {
      engine: engine('28.5.2', { store: 'containerd' }),
    });
    expect(planApply(input)).toMatchObject({
      reason: { kind: 'no-fit-mirror', unfit: [{ why: { kind: 'endangers-tls' } }] },
    });
  });

  it('writes nothing where none is fit, not even without the dead', () => {
    const input = planInput('{"registry-mirrors":["https://x.cn"]}', {
      candidates: [candidate('https://x.cn', { origin: 'configured', verdict: 'dead', code: 'dns-failure' })],
    });
    expect(planApply(input)).toMatchObject({
      kind: 'refusal',
      exitCode: 1,
      reason: { kind: 'no-fit-mirror' },
    });
  });
});

describe('refusals', () => {
  it.each([
    ['a comment', '{ // x\n}', {}, 3, { kind: 'unreadable', problem: { code: 'comment', repairable: true } }],
    ['beyond repair', '{"a": NaN}', { repair: true }, 3, { kind: 'unrepairable', code: 'no-json-value' }],
    [
      'a key in upper case',
      '{"Registry-Mirrors":[]}',
      {},
      3,
      { kind: 'fatal-key', finding: { code: 'wrong-case', line: 1 } },
    ],
    [
      'the client syntax',
      '{"proxies":{"default":{}}}',
      {},
      3,
      { kind: 'fatal-key', finding: { code: 'client-syntax' } },
    ],
    [
      'proxies of a wrong type',
      '{"proxies":5}',
      {},
      3,
      { kind: 'fatal-key', finding: { code: 'wrong-type', key: 'proxies' } },
    ],
    [
      'a bad proxy',
      '{}',
      { proxies: { httpsProxy: 'ftp://p' } },
      2,
      { kind: 'proxy-url', field: 'httpsProxy', problem: 'other-scheme' },
    ],
    [
      'a bad no-proxy',
      '{}',
      { proxies: { noProxy: 'a,10.0.0.0/99' } },
      2,
      { kind: 'no-proxy-item', item: '10.0.0.0/99', problem: 'cidr' },
    ],
  ] as const)('%s', (_name, text, options, exitCode, reason) => {
    expect(planApply(planInput(text, { options }))).toMatchObject({ kind: 'refusal', exitCode, reason });
  });

  it('name the option that the next start will have, though the engine runs without', () => {
    const own = [flag('log-level', 'warn')];
    const next = [...own, flag('registry-mirror', 'https://next.cn')];
    const today = engine('26.1.5', { flags: own, next: nextStart({ flags: next }) });
    expect(planApply(planInput(null, { engine: today }))).toMatchObject({
      kind: 'refusal',
      exitCode: 3,
      reason: { kind: 'flag-conflict', flags: [next[1]] },
    });
    const once = planApply(planInput(null, { engine: engine('26.1.5', { flags: next }) }));
    expect(once).toMatchObject({ reason: { flags: [next[1]] } });
    if (once.kind === 'refusal' && once.reason.kind === 'flag-conflict') {
      expect(once.reason.flags).toHaveLength(1);
    }
  });

  it('name the option that stands in the way, with file and line', () => {
    const flags = [flag('registry-mirror', 'https://old.cn'), flag('http-proxy', 'http://p')];
    const conflict = { kind: 'refusal', exitCode: 3, reason: { kind: 'flag-conflict', flags: [flags[0]] } };
    expect(planApply(planInput(null, { engine: engine('26.1.5', { flags }) }))).toMatchObject(conflict);
    expect(
      planApply(planInput(null, { engine: engine('26.1.5', { flags }), options: { mirrorsOff: true } })),
    ).toMatchObject(conflict);
    const both = planApply(
      planInput(null, {
        engine: engine('26.1.5', { flags }),
        options: { proxies: { httpsProxy: 'http://q' } },
      }),
    );
    expect(both).toMatchObject({ reason: { kind: 'flag-conflict', flags } });
  });

  it('let an option for something else pass', () => {
    const flags = [flag('http-proxy', 'http://p'), flag('log-level', 'debug')];
    expect(planApply(planInput(null, { engine: engine('26.1.5', { flags }) })).kind).toBe('plan');
  });
});

describe('hosts.toml', () => {
  const hostsToml = {
    path: '/etc/docker/certs.d/docker.io/hosts.toml',
    text: 'server = "x"\n[host."https://m"]\n',
  };
  const on = (version: string, store: 'classic' | 'containerd', text = hostsToml.text) =>
    planInput(null, { engine: engine(version, { store, hostsToml: { ...hostsToml, text } }) });

  it('takes the place of the mirrors on the containerd store from 28', () => {
    expect(planApply(on('28.5.2', 'containerd'))).toMatchObject({
      exitCode: 1,
      reason: { kind: 'hosts-toml', path: hostsToml.path },
    });
    expect(planApply(on('27.5.1', 'containerd')).kind).toBe('plan');
  });
  it('a file that the running engine does not read is refused early, unless it is only to be written', () => {
    const early = (changes: object, activate: 'none' | 'auto'): unknown => {
      const input = planInput(null, {
        engine: engine('28.5.2', {
          file: '/etc/other.json',
          next: nextStart({ file: '/etc/other.json' }),
          ...changes,
        }),
      });
      return planEarly({ ...input, options: { ...input.options, activate } }, true);
    };
    expect(early({}, 'auto')).toMatchObject({
      exitCode: 3,
      reason: { kind: 'other-file', path: install().configPath, reads: '/etc/other.json' },
    });
    expect(early({}, 'none')).toBeNull();
    expect(early({ running: false }, 'auto')).toBeNull();
  });

  it('an engine that has mirrors by options alone is not given a file', () => {
    const early = (version: string, touchesMirrors = true): unknown =>
      planEarly(planInput(null, { engine: engine(version) }), touchesMirrors);
    expect(early('1.9.1')).toMatchObject({ reason: { kind: 'options-only', path: '/etc/default/docker' } });
    expect(early('1.9.1', false)).toBeNull();
    expect(early('1.12.6')).toBeNull();
  });

  it('is known before any mirror is asked, where mirrors are to be changed', () => {
    const input = on('28.5.2', 'containerd');
    const hostsTomlAlone = { exitCode: 1, reason: { kind: 'hosts-toml', path: hostsToml.path } };
    expect(planEarly({ ...input, candidates: [] }, true)).toMatchObject(hostsTomlAlone);
    expect(planEarly(input, false)).toBeNull();
    expect(planEarly(on('27.5.1', 'containerd'), true)).toBeNull();
    expect(planEarly(on('28.5.2', 'classic'), true)).toBeNull();
    expect(planEarly({ ...input, options: { ...input.options, mirrorsOff: true } }, true)).toBeNull();
    const unreadable = { ...input, bytes: Buffer.from('{') };
    expect(planEarly(unreadable, true)).toMatchObject({ reason: { kind: 'unreadable' } });
  });
  it('does not with a server alone, or commented out', () => {
    expect(planApply(on('28.5.2', 'containerd', 'server = "x"\n# [host."https://m"]\n[hosts]\n')).kind).toBe(
      'plan',
    );
  });
  it('counts for docker build alone on the classic store', () => {
    expect(warningsOf(on('28.5.2', 'classic'))).toEqual([
      { kind: 'hosts-toml-in-build', path: hostsToml.path },
    ]);
  });
  it('goes on when mirrors are switched off', () => {
    const input = {
      ...on('28.5.2', 'containerd'),
      bytes: Buffer.from('{"registry-mirrors":["https://a.cn"]}'),
    };
    expect(warningsOf({ ...input, options: { ...input.options, mirrorsOff: true } })).toEqual([
      { kind: 'hosts-toml-stays', path: hostsToml.path },
    ]);
  });
});

describe('proxies', () => {
  const proxies = { httpProxy: 'http://u:p@p:1', noProxy: 'a.lan' };
  const keep = { noProbe: true, proxies };

  it('go into the file from 23.0 on, which then is private, and need a restart', () => {
    const plan = expectPlan(
      planApply(
        planInput('{}', {
          candidates: [],
          engine: engine('23.0.0', { runningContainers: 4 }),
          options: keep,
        }),
      ),
    );
    expect(textOf(plan.stages[0]?.files[0]?.after)).toBe(
      '{\n  "proxies": {\n    "http-proxy": "http://u:p@p:1",\n    "no-proxy": "a.lan"\n  }\n}',
    );
    expect(plan).toMatchObject({
      stages: [
        {
          files: [{ judged: true, mode: 'private' }],
          activation: {
            kind: 'restart',
            why: 'proxies',
            daemonReload: false,
            containers: { stop: 4, liveRestore: 'would-help' },
          },
          expect: {
            proxies: { httpProxy: { kind: 'other', than: '' }, noProxy: { kind: 'other', than: '' } },
          },
        },
      ],
      warnings: [{ kind: 'made-private' }],
      consent: [{ kind: 'stop-containers', count: 4, given: false }],
    });
  });

  it('go into the service before 23.0, the password where only root reads it', () => {
    const input = planInput('{}', { candidates: [], engine: engine('20.10.24'), options: keep });
    const plan = expectPlan(
      planApply({ ...input, install: { ...install(), configPath: '/etc/50%/daemon.json' } }),
    );
    expect(
      plan.stages[0]?.files.map((file) => [file.path, roleOf(file), file.mode, textOf(file.after)]),
    ).toEqual([
      [
        '/etc/50%/mirror-check-proxy.env',
        'proxy-environment',
        'private',
        'HTTP_PROXY="http://u:p@p:1"\nNO_PROXY="a.lan"\n',
      ],
      [
        '/etc/systemd/system/docker.service.d/mirror-check-proxy.conf',
        'proxy-drop-in',
        'keep',
        '# Written by mirror-apply.\n[Service]\nEnvironmentFile=-/etc/50%%/mirror-check-proxy.env\n',
      ],
    ]);
    expect(plan.stages[0]?.activation).toMatchObject({ kind: 'restart', daemonReload: true });
  });

  it('before 23.0 change one at a time, and go when the last is cleared', () => {
    const now = {
      environment: Buffer.from('HTTP_PROXY="http://u:a\\$1@p"\nNO_PROXY=x\n'),
      dropIn: Buffer.from(
        '# Written by mirror-apply.\n[Service]\nEnvironmentFile=-/etc/docker/mirror-check-proxy.env\n',
      ),
    };
    const filesWith = (wanted: object) =>
      expectPlan(
        planApply(
          planInput('{}', {
            candidates: [],
            engine: engine('20.10.24'),
            proxyFiles: now,
            options: { noProbe: true, proxies: wanted },
          }),
        ),
      ).stages[0]?.files.map((file) => [roleOf(file), textOf(file.after)]);
    expect(filesWith({ noProxy: '' })).toEqual([['proxy-environment', 'HTTP_PROXY="http://u:a\\$1@p"\n']]);
    expect(filesWith({ noProxy: '', httpProxy: ' ' })).toEqual([
      ['proxy-drop-in', null],
      ['proxy-environment', null],
    ]);
    expect(filesWith({ httpProxy: 'http://u:a$1@p', noProxy: 'x' })?.map(([role]) => role)).toEqual([
      'proxy-environment',
    ]);
  });

  it('before 23.0 need systemd', () => {
    const input = planInput('{}', {
      candidates: [],
      engine: engine('20.10.24'),
      service: { canRestart: true, systemd: false },
      options: keep,
    });
    expect(planApply(input)).toMatchObject({ exitCode: 3, reason: { kind: 'proxies-need-systemd' } });
    expect(planApply({ ...input, install: install('rootless') })).toMatchObject({
      reason: { kind: 'proxies-need-systemd', rootless: true },
    });
  });

  it('are left to Docker Desktop, which ignores the file', () => {
    const input = planInput('{}', { candidates: [], install: install('desktop'), options: keep });
    expect(expectPlan(planApply(input))).toMatchObject({
      stages: [],
      warnings: [{ kind: 'desktop-proxies' }],
    });
  });

  it('let mirrors that were measured directly through', () => {
    const candidates = [
      candidate('https://a.cn', { measuredDirectly: true }),
      candidate('http://10.0.0.1:5000', { measuredDirectly: true }),
      candidate('https://c.cn'),
    ];
    const input = planInput('{"proxies":{"no-proxy":"10.0.0.0/8"}}', {
      candidates,
      options: { proxies: { httpsProxy: 'http://p:1' } },
    });
    expect(JSON.parse(fileOf(input) ?? '').proxies).toEqual({
      'no-proxy': '10.0.0.0/8,a.cn',
      'https-proxy': 'http://p:1',
    });
    expect(warningsOf(input)).toContainEqual({ kind: 'no-proxy-extended', hosts: ['a.cn'] });
  });

  it('keep what NO_PROXY says today, since the file beats the environment', () => {
    const now = { httpProxy: null, httpsProxy: null, noProxy: 'corp.lan' };
    const candidates = [candidate('https://a.cn', { measuredDirectly: true })];
    const input = planInput('{}', {
      candidates,
      engine: engine('28.5.2', { proxies: now }),
      options: { proxies: { httpProxy: 'http://p:1' } },
    });
    expect(JSON.parse(fileOf(input) ?? '').proxies['no-proxy']).toBe('corp.lan,a.cn');
  });

  it('already there and in force: nothing to do', () => {
    const text = '{"proxies":{"http-proxy":"http://u:p@p:1"}}';
    const shown = { httpProxy: 'http://xxxxx:xxxxx@p:1', httpsProxy: null, noProxy: null };
    const wanted = { candidates: [], options: { noProbe: true, proxies: { httpProxy: 'http://u:p@p:1' } } };
    expect(
      expectPlan(planApply(planInput(text, { ...wanted, engine: engine('28.5.2', { proxies: shown }) })))
        .stages,
    ).toEqual([]);
    expect(expectPlan(planApply(planInput(text, wanted))).stages).toMatchObject([
      { files: [], activation: { kind: 'restart' } },
    ]);
  });
});

describe('a password, which the engine shows to nobody', () => {
  const url = 'http://u:p@p:1';
  const shown = { httpProxy: 'http://xxxxx:xxxxx@p:1', httpsProxy: null, noProxy: null };

  it.each<[string, { httpProxy?: string | null }, 'auto' | 'restart', boolean, boolean]>([
    ['is the one that it was started with', { httpProxy: url }, 'auto', false, false],
    ['is another than it was started with', { httpProxy: 'http://u:old@p:1' }, 'auto', true, false],
    ['is not known to it', {}, 'auto', false, true],
    ['is not known to it, and a restart is asked for', {}, 'restart', true, false],
  ])('%s', (_, startedProxies, activate, restarts, told) => {
    for (const version of ['28.5.2', '20.10.24']) {
      const text = version === '28.5.2' ? `{"proxies":{"http-proxy":"${url}"}}` : '{}';
      const input = planInput(text, {
        candidates: [],
        engine: engine(version, { proxies: shown, startedProxies }),
        options: { noProbe: true, activate, proxies: { httpProxy: url } },
      });
      const { stages: made } = expectPlan(
        planApply({ ...input, options: { ...input.options, activate: 'none' } }),
      );
      const [written] = made.flatMap(({ files }) => files.filter(({ path }) => path.endsWith('.env')));
      const [dropIn] = made.flatMap(({ files }) => files.filter(({ path }) => path.endsWith('.conf')));
      const plan = expectPlan(
        planApply({
          ...input,
          proxyFiles: { environment: written?.after ?? null, dropIn: dropIn?.after ?? null },
        }),
      );
      expect(
        plan.stages.map(({ activation }) => activation.kind),
        version,
      ).toEqual(restarts ? ['restart'] : []);
      expect(plan.stages.flatMap(({ files }) => files)).toEqual([]);
      expect(plan.warnings.some(({ kind }) => kind === 'password-unseen')).toBe(told);
    }
  });
});

describe('how it takes effect', () => {
  const activation = (changes: Parameters<typeof planInput>[1]) =>
    expectPlan(planApply(planInput(null, changes))).stages[0]?.activation;
  const proxies = { httpProxy: 'http://p:1' };
  const LASTS = '{"live-restore": true}';
  const busy = (changes: object) => engine('28.5.2', { runningContainers: 2, ...changes });

  it.each([
    ['mirrors: a reload', {}, { kind: 'reload' }],
    ['an engine that is down', { engine: engine('28.5.2', DOWN) }, { kind: 'none', why: 'engine-down' }],
    ['--activate none', { options: { activate: 'none' } }, { kind: 'none', why: 'asked' }],
    ['--activate none, mirrors', { options: { activate: 'none' } }, { awaits: 'reload' }],
    ['--activate none, both', { options: { activate: 'none', proxies } }, { awaits: 'each' }],
    [
      '--activate none, proxies alone',
      { options: { activate: 'none', proxies, noProbe: true }, candidates: [] },
      { awaits: 'restart' },
    ],
    [
      '--activate none, mirrors of an engine that cannot reload',
      { options: { activate: 'none' }, engine: engine('17.03.2-ce') },
      { awaits: 'restart' },
    ],
    [
      '--activate none of an engine that is down',
      { options: { activate: 'none' }, engine: engine('28.5.2', DOWN) },
      { kind: 'none', why: 'engine-down' },
    ],
    [
      '--activate reload, proxies alone',
      { options: { activate: 'reload', proxies, noProbe: true }, candidates: [] },
      { kind: 'none', why: 'asked', awaits: 'restart' },
    ],
    [
      '--activate reload, both',
      { options: { activate: 'reload', proxies } },
      { kind: 'reload', leaves: 'proxies' },
    ],
    [
      '--activate restart',
      { options: { activate: 'restart' }, engine: busy({}) },
      {
        kind: 'restart',
        why: 'asked',
        daemonReload: false,
        containers: { stop: 2, liveRestore: 'would-help' },
      },
    ],
    [
      'live-restore',
      { options: { proxies }, engine: busy({ liveRestore: true }), bytes: Buffer.from(LASTS) },
      { kind: 'restart', containers: { stop: 0, liveRestore: 'on' } },
    ],
    [
      'live-restore by a flag',
      {
        options: { proxies },
        engine: busy({ liveRestore: true, flags: [{ name: 'live-restore', value: null, source: null }] }),
      },
      { kind: 'restart', containers: { stop: 0, liveRestore: 'on' } },
    ],
    [
      'live-restore by a flag of a next start no more',
      {
        options: { proxies },
        engine: busy({
          liveRestore: true,
          flags: [{ name: 'live-restore', value: null, source: null }],
          next: nextStart({ flags: [{ name: 'live-restore', value: 'false', source: null }] }),
        }),
      },
      { kind: 'restart', containers: { stop: 2, liveRestore: 'would-help' } },
    ],
    [
      'live-restore that the file has no more',
      { options: { proxies }, engine: busy({ liveRestore: true }) },
      { kind: 'restart', containers: { stop: 2, liveRestore: 'would-help' } },
    ],
    [
      'live-restore that the engine has not read yet',
      { options: { proxies }, engine: busy({}), bytes: Buffer.from(LASTS) },
      { kind: 'restart', containers: { stop: 2, liveRestore: 'after-reload' } },
    ],
    [
      'live-restore in a swarm',
      {
        options: { proxies },
        engine: busy({ liveRestore: true, swarm: true }),
        bytes: Buffer.from(LASTS),
      },
      { kind: 'restart', containers: { stop: 2, liveRestore: 'not-with-swarm' } },
    ],
    [
      'no containers',
      { options: { proxies } },
      { kind: 'restart', containers: { stop: 0, liveRestore: 'none-run' } },
    ],
    ['proxies with --activate reload', { options: { proxies, activate: 'reload' } }, { kind: 'reload' }],
    [
      'an engine that cannot reload',
      { engine: engine('17.03.2-ce') },
      { kind: 'restart', why: 'cannot-reload' },
    ],
    [
      'a dockerd started by hand, mirrors',
      { service: { canRestart: false, systemd: false } },
      { kind: 'reload' },
    ],
    [
      'a dockerd started by hand, proxies',
      { options: { proxies }, service: { canRestart: false, systemd: false } },
      { kind: 'by-hand', command: null, why: 'proxies' },
    ],
    [
      'Docker Desktop',
      { install: install('desktop') },
      { kind: 'by-hand', command: 'docker desktop restart', why: 'reload' },
    ],
  ])('%s', (_name, changes, expected) => {
    expect(activation(changes as Parameters<typeof planInput>[1])).toMatchObject(expected);
  });

  it('by hand: tells what else the restart brings into force, and asks nothing', () => {
    const runs = { ...RUNS, fileChangedSince: true, wantedRoot: '/srv/new' };
    const plan = expectPlan(
      planApply(
        planInput('{"data-root": "/srv/new"}', {
          engine: engine('28.5.2', { runs }),
          options: { activate: 'restart' },
          service: { canRestart: false, systemd: false },
        }),
      ),
    );
    const keys = [{ key: 'data-root', effect: 'data' }];
    expect(plan.warnings).toContainEqual({
      kind: 'pending',
      path: '/etc/docker/daemon.json',
      keys,
      by: 'start',
    });
    expect(plan.consent).toEqual([]);
  });

  it('asks before containers stop, unless --activate restart said so', () => {
    const consent = (activate: 'auto' | 'restart') =>
      expectPlan(planApply(planInput(null, { engine: busy({}), options: { proxies, activate } }))).consent;
    expect(consent('auto')).toEqual([{ kind: 'stop-containers', count: 2, given: false }]);
    expect(consent('restart')).toEqual([{ kind: 'stop-containers', count: 2, given: true }]);
  });

  it('says that proxies wait for a restart', () => {
    expect(warningsOf(planInput(null, { options: { proxies, activate: 'reload' } }))).toContainEqual({
      kind: 'restart-pending',
    });
  });
});

describe('warnings', () => {
  const login = { user: 'li', path: '/root/.docker/config.json' };
  const one = (url: string, changes: Parameters<typeof planInput>[1] = {}) =>
    planInput(null, { candidates: [candidate(url, { origin: 'argument' })], ...changes });

  it.each([
    [
      'the Hub login would go to a third party',
      one('https://a.cn', { engine: engine('28.5.2', { login }) }),
      [{ kind: 'credentials', login: { user: 'li' }, path: login.path, hosts: ['a.cn'] }],
    ],
    [
      'a private mirror is no third party',
      one('https://10.0.0.1', { engine: engine('28.5.2', { login }) }),
      [],
    ],
    [
      'the containerd store keeps the login',
      one('https://a.cn', { engine: engine('28.5.2', { login, store: 'containerd' }) }),
      [],
    ],
    [
      'a path on containerd 26',
      one('https://a.cn/pre', { engine: engine('26.1.5', { store: 'containerd' }) }),
      [{ kind: 'path-after-v2', scope: 'pull', mirrors: ['https://a.cn/pre'] }],
    ],
    [
      'a path on classic 26',
      one('https://a.cn/pre', { engine: engine('26.1.5') }),
      [{ kind: 'path-after-v2', scope: 'build', mirrors: ['https://a.cn/pre'] }],
    ],
    ['a path on 28', one('https://a.cn/pre'), []],
    [
      'http in builds of 26',
      one('http://10.0.0.1:5000', { engine: engine('26.1.5') }),
      [{ kind: 'http-forced', scope: 'build', mirrors: ['http://10.0.0.1:5000'] }],
    ],
    ['http in builds of 28', one('http://10.0.0.1:5000'), []],
    [
      'a loopback in builds of 28',
      one('http://127.0.0.1:5000'),
      [{ kind: 'tls-weakened', scope: 'build', mirrors: ['http://127.0.0.1:5000'] }],
    ],
    [
      'a loopback of containerd 28, allowed',
      one('http://127.0.0.1:5000', {
        engine: engine('28.5.2', { store: 'containerd' }),
        options: { allowInsecure: true },
      }),
      [{ kind: 'tls-weakened', scope: 'pull', mirrors: ['http://127.0.0.1:5000'] }],
    ],
    [
      'http to a public host, allowed',
      one('http://a.cn', { options: { allowInsecure: true } }),
      [{ kind: 'plain-http', mirrors: ['http://a.cn'] }],
    ],
    [
      "the loopback of a rootless engine is not the machine's",
      one('http://127.0.0.1:5000', { engine: engine('26.1.5'), install: install('rootless') }),
      [{ kind: 'loopback-of-rootless', mirrors: ['http://127.0.0.1:5000'] }],
    ],
  ])('%s', (_name, input, expected) => {
    expect(warningsOf(input)).toEqual(expected);
  });

  it('says that a mirror that stays will be asked by https', () => {
    const input = planInput('{"registry-mirrors":["http://10.0.0.1:5000"]}', {
      engine: engine('26.1.5', { store: 'containerd' }),
    });
    expect(warningsOf(input)).toEqual([
      { kind: 'http-forced', scope: 'pull', mirrors: ['http://10.0.0.1:5000'] },
    ]);
    const insecure = '{"registry-mirrors":["http://10.0.0.1:5000"],"insecure-registries":["10.0.0.0/8"]}';
    expect(warningsOf({ ...input, bytes: Buffer.from(insecure) })).toEqual([]);
  });

  it('tells what a repair drops, and what is odd about the file', () => {
    const input = planInput('{ // one\n"registry-mirror": ["https://a.cn"], /* two */ }', {
      options: { repair: true },
    });
    expect(warningsOf(input)).toEqual([
      { kind: 'comments-dropped', count: 2 },
      {
        kind: 'finding',
        path: '/etc/docker/daemon.json',
        finding: { code: 'ignored-key', key: 'registry-mirror', line: 2 },
      },
    ]);
    expect(fileOf(input)).toBe(
      '{\n"registry-mirror": ["https://a.cn"],\n"registry-mirrors": [\n  "https://a.cn"\n]  }',
    );
  });

  it('a repair alone needs nothing to be put into force', () => {
    const input = planInput('{"registry-mirrors": ["https://a.cn"],}', {
      engine: engine('28.5.2', live('https://a.cn/')),
      options: { repair: true },
    });
    expect(expectPlan(planApply(input)).stages).toMatchObject([
      { files: [{ judged: true }], activation: { kind: 'none', why: 'not-needed' } },
    ]);
  });
});

describe('apply after apply', () => {
  it('changes nothing, whatever the file was', () => {
    fc.assert(
      fc.property(
        anyFile,
        anyMirrors,
        fc.constantFrom('20.10.24', '26.1.5', '28.5.2', 'dev'),
        (file, urls, version) => {
          const options = { top: 9, noProbe: true, allowInsecure: true };
          const candidates = urls.map((url) => candidate(url, { origin: 'argument', verdict: null }));
          const first = planApply(planInput(render(file), { candidates, engine: engine(version), options }));
          if (first.kind === 'refusal') return;
          const after = first.stages[0]?.files[0]?.after ?? Buffer.from(render(file));
          const mirrors = first.stages[0]?.expect.mirrors ?? [];
          const again = planInput(null, { candidates, engine: engine(version, { mirrors }), options });
          expect(expectPlan(planApply({ ...again, bytes: after })).stages).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['from elsewhere', '{}', '28.5.2', null, [{ kind: 'proxy-not-ours', variables: ['HTTPS_PROXY'] }]],
    ['of the file', '{"proxies":{"https-proxy":"http://p:1"}}', '28.5.2', null, []],
    ['from elsewhere, before 23.0', null, '20.10.24', null, [{ kind: 'proxy-not-ours' }]],
    ['of our environment file', null, '20.10.24', 'HTTPS_PROXY="http://p:1"\n', []],
    ['of our files, from 23.0 on', null, '28.5.2', 'HTTPS_PROXY="http://p:1"\n', []],
  ] as const)('says that a proxy %s is not cleared', (_, text, version, environment, warnings) => {
    const shown = { httpProxy: null, httpsProxy: 'http://p:1', noProxy: null };
    const input = planInput(text, {
      candidates: [],
      engine: engine(version, { proxies: shown }),
      proxyFiles: environment === null ? NO_FILES : ofOurs(environment),
      options: { noProbe: true, proxies: { httpProxy: '', httpsProxy: '' } },
    });
    expect(warningsOf(input)).toMatchObject(warnings);
    expect(warningsOf(input)).toHaveLength(warnings.length);
  });

  it('takes a proxy away that our drop-in of an older engine still gives to one of 23.0 on', () => {
    const input = planInput('{}', {
      candidates: [],
      engine: engine('28.5.2', { proxies: { httpProxy: null, httpsProxy: 'http://p:1', noProxy: 'x' } }),
      proxyFiles: ofOurs('HTTPS_PROXY="http://p:1"\nNO_PROXY="x"\n'),
      options: { noProbe: true, proxies: { httpsProxy: '', noProxy: '' } },
    });
    const [stage] = expectPlan(planApply(input)).stages;
    expect(stage?.files.map(({ path, after }) => [path.replace(/^.*\./, ''), after])).toEqual([
      ['conf', null],
      ['env', null],
    ]);
    expect(stage?.activation).toMatchObject({ kind: 'restart', daemonReload: true });
    // One that is set moves into daemon.json, and what else we set there stays.
    const set = { ...input, options: { ...input.options, proxies: { httpsProxy: 'http://q:1' } } };
    const files = expectPlan(planApply(set)).stages[0]?.files.map(({ after }) => textOf(after));
    expect(files?.[0]).toBe('NO_PROXY="x"\n');
    expect(files?.[1]).toContain('"https-proxy": "http://q:1"');
  });

  it('takes no leftover of ours for what the engine uses', () => {
    const input = planInput(null, {
      candidates: [],
      engine: engine('20.10.24', { proxies: { httpProxy: null, httpsProxy: 'http://p:1', noProxy: null } }),
      proxyFiles: { dropIn: null, environment: Buffer.from('HTTPS_PROXY="http://p:1"\n') },
      options: { noProbe: true, proxies: { httpsProxy: '' } },
    });
    expect(warningsOf(input)).toContainEqual({ kind: 'proxy-not-ours', variables: ['HTTPS_PROXY'] });
  });

  it.each(['20.10.24', '28.5.2'])('takes a leftover of ours along that no drop-in names, %s', (version) => {
    const plan = (proxies: object) =>
      expectPlan(
        planApply(
          planInput('{}', {
            candidates: [],
            engine: engine(version, { proxies: { httpProxy: null, httpsProxy: null, noProxy: null } }),
            proxyFiles: { dropIn: null, environment: Buffer.from('HTTPS_PROXY="http://u:old@p:1"\n') },
            options: { noProbe: true, proxies },
          }),
        ),
      ).stages[0];
    const cleared = plan({ httpsProxy: '' });
    expect(cleared?.files.map(({ after }) => after)).toEqual([null]);
    expect(cleared?.activation).toMatchObject({ kind: 'none' });
    const texts = plan({ httpProxy: 'http://q:1' })?.files.map(({ after }) => textOf(after));
    expect(texts?.join()).toContain('http://q:1');
    expect(texts?.join()).not.toContain('old');
  });

  it.each([
    ['{"proxies":{"https-proxy":"http://p:1"}}', null, '28.5.2'],
    [null, 'HTTPS_PROXY="http://p:1"\n', '20.10.24'],
  ])('tells of one that the environment of its service sets too, %s', (text, environment, version) => {
    const input = planInput(text, {
      candidates: [],
      engine: engine(version, {
        proxies: { httpProxy: null, httpsProxy: 'http://p:1', noProxy: null },
        next: nextStart({ othersProxies: { httpProxy: null, httpsProxy: 'http://e:1', noProxy: null } }),
      }),
      proxyFiles: environment === null ? NO_FILES : ofOurs(environment),
      options: { noProbe: true, proxies: { httpsProxy: '' } },
    });
    expect(warningsOf(input)).toContainEqual({ kind: 'proxy-set-beside', variables: ['HTTPS_PROXY'] });
    const [stage] = expectPlan(planApply(input)).stages;
    expect(stage?.expect.proxies).toEqual({ httpsProxy: { kind: 'cleared' } });
  });
});

describe('entries of registry-mirrors that are no text', () => {
  const odd = (text: string, options: object = {}) =>
    warningsOf(planInput(text, options)).filter(({ kind }) => kind === 'odd-entries');
  const named = (entries: readonly string[]) => [
    { kind: 'odd-entries', path: '/etc/docker/daemon.json', entries },
  ];

  it.each([
    ['among mirrors', '{"registry-mirrors": ["https://x.cn", 5, null, {}]}', ['5', 'null', '{}']],
    ['in their place', '{"registry-mirrors": {"a": 1}}', ['{"a": 1}']],
    ['that a repair keeps', '{"registry-mirrors": [5,], /* x */}', ['5']],
  ])('%s are named, since they go', (_, text, entries) => {
    expect(odd(text, { options: { repair: true } })).toEqual(named(entries));
  });

  it('go with --mirrors-off too', () => {
    expect(odd('{"registry-mirrors": [5]}', { options: { mirrorsOff: true } })).toEqual(named(['5']));
  });

  it.each(['{"registry-mirrors": "https://x.cn"}', '{"registry-mirrors": null}', '{}'])(
    '%s has none',
    (text) => {
      expect(odd(text)).toEqual([]);
    },
  );
});

const NO_FILES = { dropIn: null, environment: null } as const;

/** As an apply on an engine before 23.0 leaves them. */
function ofOurs(environment: string): { readonly dropIn: Uint8Array; readonly environment: Uint8Array } {
  const dropIn =
    '# Written by mirror-apply.\n[Service]\nEnvironmentFile=-/etc/docker/mirror-check-proxy.env\n';
  return { dropIn: Buffer.from(dropIn), environment: Buffer.from(environment) };
}
