import { describe, expect, it } from 'vitest';
import { type Diagnosis, diagnose } from '../../src/doctor/diagnose.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import type { CauseKind, How } from '../../src/words/doctor/cause.ts';
import { blocked, engineOf, fails, HUB, host, image, mirror, seenOf, upstream } from './support/seen.ts';

const HUB_TIMEOUT =
  'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)';
const SILENT: How = { kind: 'connect-timeout', address: '192.0.2.1' };

const told = (text: string, changes: Partial<Seen> = {}): Seen =>
  seenOf({ subject: subjectOf(text), ...changes });
const first = ({ causes }: Diagnosis): readonly [CauseKind | null, string | null] => [
  causes[0]?.cause.kind ?? null,
  causes[0]?.certainty ?? null,
];

describe('a machine in order', () => {
  it('has nothing wrong', () => {
    expect(diagnose(seenOf())).toMatchObject({ verdict: 'healthy', causes: [], findings: [], now: null });
  });

  it('says what a text means, and that it is not so now', () => {
    expect(diagnose(told(HUB_TIMEOUT))).toMatchObject({ verdict: 'healthy', causes: [], now: 'not-so' });
  });

  it.each([
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'write /var/lib/docker/tmp/x: no space left on device',
    'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: ``',
  ])('does not believe %s', (text) => {
    const client = seenOf().client;
    const seen =
      client.kind === 'seen'
        ? { ...client, value: { ...client.value, path: '/root/.docker/config.json' } }
        : client;
    expect(diagnose(told(text, { client: seen }))).toMatchObject({ verdict: 'healthy', now: 'not-so' });
  });

  it('pulls through a mirror while the Hub is out of reach, and says so beside it', () => {
    const outside = blocked(SILENT, [mirror('https://m.example', { kind: 'serves', stage: 'tag' })]);
    const engine = engineOf({ mirrors: ['https://m.example/'] });
    expect(diagnose(seenOf({ outside, engine }))).toMatchObject({
      verdict: 'healthy',
      findings: [{ kind: 'hub-out-of-reach' }],
    });
  });
});

it('mirrors whose blobs nobody asked for are not called in order without a word', () => {
  const engine = engineOf({ mirrors: ['https://m.example/'] });
  const ruledOut = (stage: 'tag' | 'config') => {
    const endpoints = [mirror('https://m.example', { kind: 'serves', stage }), upstream()];
    return diagnose(seenOf({ engine, outside: { kind: 'seen', value: { hosts: HUB, endpoints } } })).ruledOut;
  };
  expect(ruledOut('config')).toContain('mirrors');
  expect(ruledOut('tag')).not.toContain('mirrors');
  expect(ruledOut('tag')).toContain('mirrors-but-blobs');
});

it('whether it is so now is not known of a host that nobody may ask, whatever else fails', () => {
  const text = 'Get "https://stranger.example/v2/": EOF';
  expect(diagnose(told(text, { outside: blocked(SILENT) }))).toMatchObject({
    verdict: 'cause',
    now: 'not-seen',
  });
});

it.each([
  'Error response from daemon: pull access denied for evil.example.test/app, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  'failed to resolve reference "registry.example/app:1": unexpected status from HEAD request: 403 Forbidden',
  'npm error 429 Too Many Requests - GET https://registry.npmjs.org/left-pad',
  'Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp 192.0.2.8:3128: connect: connection refused',
  'Get "https://registry-1.docker.io/v2/": Bad Gateway',
])('of whom nobody was asked nothing is said to be in order: %s', (text) => {
  expect(diagnose(told(text)).now).toBe('not-seen');
});

it('of a proxy that the engine has it is', () => {
  const proxies = { http: null, https: 'http://192.0.2.8:3128', no: null };
  const text =
    'Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp 192.0.2.8:3128: i/o timeout';
  expect(diagnose(told(text, { engine: engineOf({ proxies }) })).now).toBe('not-so');
});

const REMOTE = {
  kind: 'foreign',
  install: 'remote',
  file: null,
  command: null,
  endpoint: 'tcp://garbage:2375',
  variable: 'DOCKER_HOST',
} as const;

it('an engine on another machine that is not there is a wrong address', () => {
  const engine = { ...REMOTE, how: { kind: 'name-not-found', servers: [] } } as const;
  const outside = { kind: 'not-seen', why: 'not-here' } as const;
  expect(diagnose(seenOf({ engine, outside })).causes[0]).toMatchObject({
    cause: { kind: 'wrong-endpoint', endpoint: 'tcp://garbage:2375', variable: 'DOCKER_HOST' },
    certainty: 'proven',
  });
});

it('of an engine on another machine nothing is called so, whatever this network does', () => {
  const outside = { kind: 'not-seen', why: 'not-here' } as const;
  const engine = { ...REMOTE, how: null };
  expect(diagnose(told(HUB_TIMEOUT, { engine, outside }))).toMatchObject({
    verdict: 'unknown',
    causes: [],
    now: 'not-seen',
  });
  expect(diagnose(told('invalid reference format', { engine, outside })).causes[0]).toMatchObject({
    cause: { kind: 'bad-reference' },
  });
});

describe('a pull that hangs', () => {
  const SILENT_MIRROR = mirror('https://m.example', fails('response-timeout', { stage: 'layer' }));
  const outside = { kind: 'seen', value: { hosts: HUB, endpoints: [SILENT_MIRROR, upstream()] } } as const;
  const restart = { command: 'systemctl restart docker', stops: 3 };

  it('ends with the engine alone where its store is the classic one', () => {
    const causeOf = (store: 'classic' | 'containerd') =>
      diagnose(seenOf({ outside, engine: engineOf({ store, restart }) })).causes[0]?.cause;
    expect(causeOf('classic')).toMatchObject({ kind: 'mirror-stops-pull', hangs: true, restart });
    expect(causeOf('containerd')).toMatchObject({ kind: 'mirror-stops-pull', hangs: true, restart: null });
  });

  it('shows by an empty download, once all attempts would be over, though all mirrors are well', () => {
    const standing = (minutes: number, changes: Partial<Seen> = {}) => {
      const machine = { ...seenOf().machine, waitingMs: minutes * 60_000 };
      return diagnose(seenOf({ machine, engine: engineOf({ restart }), ...changes }));
    };
    expect(standing(4)).toMatchObject({ verdict: 'healthy', findings: [] });
    expect(standing(5)).toMatchObject({
      verdict: 'cause',
      causes: [{ cause: { kind: 'download-stands', minutes: 5, restart }, certainty: 'likely' }],
    });
    // Another message is of something else.
    expect(standing(5, { subject: subjectOf(HUB_TIMEOUT) })).toMatchObject({
      verdict: 'healthy',
      findings: [{ kind: 'cause', cause: { kind: 'download-stands' } }],
    });
  });
});

describe('the Hub', () => {
  const CASES: readonly (readonly [How, CauseKind])[] = [
    [SILENT, 'host-blocked'],
    [{ kind: 'refused', address: '192.0.2.1' }, 'host-blocked'],
    [{ kind: 'tls-silent', other: true }, 'host-blocked'],
    [{ kind: 'reset', other: null }, 'host-blocked'],
    [{ kind: 'closed', other: null }, 'host-blocked'],
    [{ kind: 'wrong-certificate', address: '192.0.2.9', names: '*.example' }, 'wrong-server'],
    [{ kind: 'untrusted', issuer: 'Example CA' }, 'tls-inspected'],
    [{ kind: 'name-not-found', servers: [] }, 'names-fail'],
    [{ kind: 'names-broken', servers: [] }, 'names-fail'],
    [{ kind: 'no-route', address: '2001:db8::1', family: 6 }, 'no-route'],
    [{ kind: 'fake-ip', address: '198.18.0.4' }, 'fake-ip'],
  ];
  it.each(CASES)('%j', (how, kind) => {
    expect(first(diagnose(seenOf({ outside: blocked(how) })))).toEqual([kind, 'proven']);
  });

  it.each([
    [true, [4], 'no-route', 'proven'],
    [false, [4], 'no-network', 'proven'],
    [null, [4], 'no-route', 'proven'],
    [true, [], 'no-network', 'proven'],
  ] as const)('without a way to it, default route %j, families %j', (defaultRoute, families, kind, how) => {
    const machine = { ...seenOf().machine, defaultRoute, families };
    const outside = blocked({ kind: 'no-route', address: '192.0.2.1', family: 4 });
    const { value } = outside.kind === 'seen' ? outside : { value: null };
    if (value === null) throw new Error('not seen');
    const hosts = value.hosts.map((one) => ({ ...one, how: value.hosts[0]?.how ?? null }));
    const found = diagnose(seenOf({ machine, outside: { kind: 'seen', value: { ...value, hosts } } }));
    expect(first(found)).toEqual([kind, how]);
  });

  it('a line of the hosts file is the cause, where it leads to somebody else', () => {
    const line = { path: '/etc/hosts', line: 3, host: 'registry-1.docker.io', address: '192.0.2.9' };
    const machine = { ...seenOf().machine, hostsLines: [line] };
    const outside = blocked({ kind: 'wrong-certificate', address: '192.0.2.9', names: 'x.example' });
    expect(diagnose(seenOf({ machine, outside })).causes[0]?.cause).toEqual({ kind: 'hosts-file', ...line });
  });

  it('its token service counts where the registry answers', () => {
    const hosts = HUB.map((known) => (known.role === 'token' ? { ...known, how: SILENT } : known));
    const endpoints = [upstream(fails('token-unreachable', { stage: 'token', host: 'auth.docker.io' }))];
    const found = diagnose(seenOf({ outside: { kind: 'seen', value: { hosts, endpoints } } }));
    expect(found.causes[0]?.cause).toMatchObject({
      kind: 'host-blocked',
      host: 'auth.docker.io',
      role: 'token',
    });
  });

  it('its storage is proven by a text, likely without', () => {
    const hosts = HUB.map((known) => (known.role === 'blob' ? { ...known, how: SILENT } : known));
    const outside: Seen['outside'] = { kind: 'seen', value: { hosts, endpoints: [upstream()] } };
    const text =
      'failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://production.cloudflare.docker.com/x": dial tcp 192.0.2.1:443: i/o timeout';
    expect(first(diagnose(told(text, { outside })))).toEqual(['host-blocked', 'proven']);
    expect(first(diagnose(seenOf({ outside })))).toEqual(['host-blocked', 'likely']);
  });

  it('a limit that is used up', () => {
    const outcome = fails('rate-limited', { reason: 'status', status: 429, verdict: 'limited' });
    const outside: Seen['outside'] = { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(outcome)] } };
    expect(first(diagnose(seenOf({ outside })))).toEqual(['hub-rate-limited', 'proven']);
  });

  it('an image that it does not know is no fault of mirrors', () => {
    const missing = fails('not-found', { reason: 'status', status: 404, verdict: 'broken' });
    const endpoints = [mirror('https://m.example', missing), upstream(missing)];
    const outside: Seen['outside'] = { kind: 'seen', value: { hosts: HUB, endpoints } };
    const named = { subject: { kind: 'image', image: image('nosuch') } as const, image: image('nosuch') };
    expect(first(diagnose(seenOf({ outside, ...named })))).toEqual(['image-not-found', 'proven']);
  });
});

describe('mirrors', () => {
  const dead = mirror('https://m.example', fails('connection-refused', { host: 'm.example' }));

  it('the classic store shows the Hub, whatever they did', () => {
    const outside = blocked(SILENT, [dead]);
    const engine = engineOf({ mirrors: ['https://m.example/'] });
    const found = diagnose(told(HUB_TIMEOUT, { outside, engine }));
    expect(first(found)).toEqual(['mirrors-fail', 'proven']);
    expect(found.causes[0]?.why).toEqual({ kind: 'classic-shows-hub', mirrors: 1 });
    expect(found.causes[0]?.evidence.map(({ kind }) => kind)).toEqual(['mirror', 'host', 'said']);
  });

  it('the containerd store stops at content that is wrong, and goes on after a refusal', () => {
    const engine = engineOf({ mirrors: ['https://m.example/'], store: 'containerd' });
    const html = mirror('https://m.example', fails('not-a-registry', { reason: 'unsupported-type' }));
    const outside = (one: typeof html): Seen['outside'] => ({
      kind: 'seen',
      value: { hosts: HUB, endpoints: [one, upstream()] },
    });
    expect(first(diagnose(seenOf({ engine, outside: outside(html) })))).toEqual([
      'mirror-stops-pull',
      'proven',
    ]);
    expect(diagnose(seenOf({ engine, outside: outside(dead) })).verdict).toBe('healthy');
  });

  it('that hang hold up the containerd store alone', () => {
    const silent = mirror('https://m.example', fails('response-timeout'));
    const outside: Seen['outside'] = { kind: 'seen', value: { hosts: HUB, endpoints: [silent, upstream()] } };
    const engine = (store: 'classic' | 'containerd') => engineOf({ mirrors: ['https://m.example/'], store });
    expect(diagnose(seenOf({ engine: engine('containerd'), outside })).causes[0]?.cause).toMatchObject({
      kind: 'mirror-stops-pull',
      hangs: true,
    });
    expect(diagnose(seenOf({ engine: engine('classic'), outside })).verdict).toBe('healthy');
  });

  it('that stand in the file and are not in force', () => {
    const file = { ...engineOf().examined.file, mirrors: ['https://m.example'], changedSince: true };
    const engine = engineOf({ mirrors: [], file });
    expect(first(diagnose(seenOf({ engine, outside: blocked(SILENT) })))).toEqual([
      'file-not-in-force',
      'proven',
    ]);
    // Where pulls come through all the same, it is worth a word and no more.
    expect(diagnose(seenOf({ engine }))).toMatchObject({ verdict: 'healthy', findings: [{ kind: 'cause' }] });
  });
});

describe('the machine', () => {
  it('a broken file, and an engine that is down for it', () => {
    const file = { ...engineOf().examined.file, problem: { code: 'trailing-comma', line: 3, column: 1 } };
    const { examined } = engineOf({ file });
    const engine = { kind: 'down', endpoint: null, startCommand: null, examined } as const;
    const outside = { kind: 'not-seen', why: 'not-needed' } as const;
    const found = diagnose(seenOf({ engine, outside }));
    expect(found.causes.map(({ cause }) => cause.kind)).toEqual(['file-broken', 'engine-down']);
  });

  it.each([
    [true, 'engine-silent'],
    [false, 'engine-stopped'],
  ])('says that nobody answers of an engine that was asked alone: %j', (asked, kind) => {
    const { examined } = engineOf({ asked });
    const engine = { kind: 'down', endpoint: null, startCommand: null, examined } as const;
    const outside = { kind: 'not-seen', why: 'not-needed' } as const;
    const [cause] = diagnose(seenOf({ engine, outside })).causes;
    expect(cause?.evidence).toMatchObject([{ look: 'engine', kind }]);
  });

  it('a full disk', () => {
    const machine = {
      ...seenOf().machine,
      disk: { root: '/d', readOnly: false, freeBytes: 0, freeInodes: 9_999 },
    };
    expect(first(diagnose(seenOf({ machine })))).toEqual(['disk-full', 'proven']);
  });

  it('who may not ask the engine is told to, and is told more where the text says so', () => {
    const engine = { kind: 'not-permitted', endpoint: null } as const;
    expect(diagnose(seenOf({ engine })).verdict).toBe('rights');
    const text =
      'permission denied while trying to connect to the Docker daemon socket at unix:///x.sock: dial unix';
    expect(first(diagnose(told(text, { engine })))).toEqual(['no-permission', 'proven']);
  });

  it('a wrong clock, and a certificate that has run out', () => {
    const expired = (aheadMs: number): Seen['outside'] => {
      const hosts = HUB.map((known) => ({
        ...known,
        how: { kind: 'expired', early: false } as const,
        aheadMs,
      }));
      return { kind: 'seen', value: { hosts, endpoints: [upstream(fails('tls-expired'))] } };
    };
    expect(first(diagnose(seenOf({ outside: expired(86_400_000) })))).toEqual(['clock-wrong', 'proven']);
    expect(first(diagnose(seenOf({ outside: expired(500) })))).toEqual(['certificate-expired', 'proven']);
  });

  it('a proxy that fails in the place of all', () => {
    const proxy = { proxy: 'http://192.0.2.8:3128', did: 'unreachable', status: null } as const;
    const hosts = HUB.map((known) => ({ ...known, proxy }));
    const endpoints = [upstream(fails('proxy-failed', { verdict: 'unknown' }))];
    const found = diagnose(seenOf({ outside: { kind: 'seen', value: { hosts, endpoints } } }));
    expect(first(found)).toEqual(['proxy-fails', 'proven']);
  });

  it('a build’s token is not fetched through it, so it is no answer of its', () => {
    const proxy = { proxy: 'http://192.0.2.8:3128', did: 'unreachable', status: null } as const;
    const hosts = HUB.map((known) => ({ ...known, proxy }));
    const endpoints = [upstream(fails('proxy-failed', { verdict: 'unknown' }))];
    const text =
      'ERROR: failed to solve: failed to fetch anonymous token: Get "https://auth.docker.io/token?x": dial tcp 192.0.2.1:443: i/o timeout';
    const found = diagnose(told(text, { outside: { kind: 'seen', value: { hosts, endpoints } } }));
    expect(found.causes.find(({ cause }) => cause.kind === 'proxy-fails')?.why).toBeNull();
  });

  it('a proxy of the shell that the engine does not know', () => {
    const client = seenOf().client;
    const shellProxy = { variable: 'HTTPS_PROXY', proxy: 'http://192.0.2.8:3128' };
    const value = client.kind === 'seen' ? { ...client.value, shellProxy } : null;
    if (value === null) throw new Error('not seen');
    const seen = seenOf({ client: { kind: 'seen', value }, outside: blocked(SILENT) });
    expect(first(diagnose(seen))).toEqual(['shell-proxy-only', 'proven']);
  });
});

describe('what is not known', () => {
  it('is said to be so', () => {
    const outcome = fails('bad-head', { reason: 'no-type', verdict: 'broken' });
    const outside: Seen['outside'] = { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(outcome)] } };
    expect(diagnose(seenOf({ outside }))).toMatchObject({ verdict: 'unknown', causes: [] });
  });

  it('a look that failed is no proof that all is well', () => {
    expect(diagnose(seenOf({ outside: { kind: 'not-seen', why: 'failed' } })).verdict).toBe('unknown');
  });

  it('what breaks off now and then cannot be seen from here', () => {
    const text = 'short read: expected 400512 bytes but got 200256: unexpected EOF';
    expect(diagnose(told(text))).toMatchObject({ verdict: 'healthy', now: 'not-seen' });
  });

  it('another registry in a text is not asked, and nothing is said of it', () => {
    const text = 'Error response from daemon: Get "https://registry.example/v2/": EOF';
    expect(diagnose(told(text))).toMatchObject({ verdict: 'healthy', now: 'not-seen' });
  });

  it('another registry as the image, with mirrors that are not for it', () => {
    const how: How = { kind: 'reset', other: null };
    const outside: Seen['outside'] = {
      kind: 'seen',
      value: {
        hosts: [host('ghcr.io', 'other', how)],
        endpoints: [{ ...upstream(fails('connection-reset')), url: 'https://ghcr.io' }],
      },
    };
    const named = image('ghcr.io/team/app');
    const engine = engineOf({ mirrors: ['https://m.example/'] });
    const seen = seenOf({ outside, engine, image: named, subject: { kind: 'image', image: named } });
    expect(first(diagnose(seen))).toEqual(['mirrors-not-for-registry', 'proven']);
  });
});

it('an address that we alone do not go to is nobody’s answer', () => {
  const outcome = fails('protocol-error', { verdict: 'broken', stage: 'token', isOurs: true });
  const of = (endpoints: readonly ReturnType<typeof upstream>[]) =>
    diagnose(seenOf({ outside: { kind: 'seen', value: { hosts: HUB, endpoints } } }));
  expect(of([upstream(outcome)])).toMatchObject({ verdict: 'unknown', causes: [] });
  const all = of([mirror('https://m.example', outcome), upstream(fails('connection-timeout'))]);
  expect(all.causes.map(({ cause }) => cause.kind)).not.toContain('mirrors-fail');
  const known = fails('protocol-error', { verdict: 'broken', stage: 'token' });
  expect(of([upstream(known)]).causes[0]?.cause.kind).toBe('host-fails');
});

it('another trouble now is no word on what the text says', () => {
  const limited = 'Error response from daemon: toomanyrequests: You have reached your pull rate limit.';
  expect(diagnose(told(limited, { outside: blocked(SILENT) }))).toMatchObject({
    causes: [{ cause: { kind: 'host-blocked' } }],
    now: 'not-seen',
  });
  expect(diagnose(told(HUB_TIMEOUT, { outside: blocked(SILENT) })).now).toBe('so');
});
