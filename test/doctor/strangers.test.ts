import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import { parseText } from '../../src/doctor/text/parse-text.ts';
import { planOutside } from '../../src/use/doctor/plan-outside.ts';
import { blocked, engineOf, fails, HUB, image, mirror, seenOf, upstream } from './support/seen.ts';

/** What faults that nobody had thought of have taught (test/engines/support/doctor-scenarios.ts makes them with real engines). */

const MIRROR = 'https://m.example';
const NARROW = fails('platform-missing', {
  reason: 'platform-missing',
  verdict: 'broken',
  host: 'm.example',
});

describe('a token host that answers with a page', () => {
  it('is named itself, and not as silent', () => {
    const outcome = fails('token-unreachable', {
      reason: 'bad-token',
      stage: 'token',
      status: 200,
      host: 'auth.docker.io',
    });
    const seen = seenOf({
      outside: { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(outcome)] } },
    });
    expect(diagnose(seen).causes[0]?.cause).toEqual({
      kind: 'host-fails',
      host: 'auth.docker.io',
      role: 'token',
      how: { kind: 'garbled' },
    });
  });
});

describe('a mirror that has an image for fewer platforms', () => {
  const outside = (store: 'classic' | 'containerd') =>
    seenOf({
      subject: { kind: 'image', image: image('nginx') },
      image: image('nginx'),
      engine: engineOf({ store, mirrors: [`${MIRROR}/`] }),
      outside: {
        kind: 'seen',
        value: { hosts: HUB, endpoints: [mirror(MIRROR, NARROW), upstream(fails('connection-refused'))] },
      },
    });

  it('does not speak for the image', () => {
    expect(diagnose(outside('classic')).causes[0]?.cause.kind).toBe('mirrors-fail');
    expect(diagnose(outside('containerd')).causes[0]?.cause.kind).toBe('mirror-stops-pull');
  });

  it('may be who a text means: nobody is called certain before the registry is asked', () => {
    const text = 'no matching manifest for linux/amd64 in the manifest list entries';
    const subject = subjectOf(text);
    const open = { kind: 'not-seen', why: 'not-needed' } as const;
    const alone = seenOf({ subject, outside: open });
    expect(diagnose(alone).causes[0]?.certainty).toBe('proven');
    expect(diagnose({ ...alone, engine: engineOf({ mirrors: [`${MIRROR}/`] }) }).causes).toEqual([]);
  });
});

it('a host that is out of reach still is so, though a mirror serves in its stead', () => {
  const text =
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": context deadline exceeded';
  const how = { kind: 'connect-timeout', address: '192.0.2.1' } as const;
  const outside = blocked(how, [mirror(MIRROR, { kind: 'serves', stage: 'tag' })]);
  const seen = seenOf({ subject: subjectOf(text), outside, engine: engineOf({ mirrors: [`${MIRROR}/`] }) });
  expect(diagnose(seen)).toMatchObject({ verdict: 'healthy', now: 'so' });
});

it('a registry that refuses by another status than those of images fails itself', () => {
  const outcome = fails('denied', { reason: 'status', status: 451, verdict: 'restricted' });
  const seen = seenOf({ outside: { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(outcome)] } } });
  expect(diagnose(seen).causes[0]?.cause).toMatchObject({ kind: 'host-fails', how: { status: 451 } });
});

describe('a storage that denies', () => {
  const text = 'error pulling image configuration: download failed after attempts=1: denied: <Error/>';

  it('is believed of the text, and not called certain', () => {
    expect(diagnose(seenOf({ subject: subjectOf(text) }))).toMatchObject({
      now: 'not-seen',
      causes: [{ cause: { kind: 'host-fails', role: 'blob' }, certainty: 'likely' }],
    });
  });

  it('may be a mirror’s, where there are any', () => {
    const endpoints = [mirror(MIRROR, { kind: 'serves', stage: 'tag' }), upstream()];
    const outside = { kind: 'seen', value: { hosts: HUB, endpoints } } as const;
    expect(diagnose(seenOf({ subject: subjectOf(text), outside })).causes).toEqual([]);
  });
});

describe('a registry that has the manifest, and whose storage denies', () => {
  const STORAGE = 'production.cloudflare.docker.com';
  const denied = (host: string) => {
    const outcome = fails('denied', { reason: 'status', stage: 'config', status: 403, host });
    return seenOf({
      subject: { kind: 'image', image: image('nginx') },
      image: image('nginx'),
      outside: { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(outcome)] } },
    });
  };

  it.each([STORAGE, 'another.storage.example'])('has its image, and %s is named', (host) => {
    const { causes } = diagnose(denied(host));
    expect(causes.map(({ cause, certainty }) => [cause, certainty])).toEqual([
      [{ kind: 'host-fails', host, role: 'blob', how: { kind: 'denied', status: 403 } }, 'proven'],
    ]);
  });

  it('is not so any more once a blob came from it', () => {
    const text = 'error pulling image configuration: download failed after attempts=1: denied: <Error/>';
    const endpoints = [upstream({ kind: 'serves', stage: 'config' })];
    const outside = { kind: 'seen', value: { hosts: HUB, endpoints } } as const;
    expect(diagnose(seenOf({ subject: subjectOf(text), outside }))).toMatchObject({
      now: 'not-so',
      causes: [],
    });
  });
});

it.each([
  ['classic', 'layer', 'mirror-stops-pull'],
  ['classic', 'tag', undefined],
  ['containerd', 'tag', 'mirror-stops-pull'],
] as const)('a mirror that is silent: the %s store, at its %s', (store, stage, kind) => {
  const silent = fails('response-timeout', { reason: 'no-answer', stage, host: 'm.example' });
  const endpoints = [mirror(MIRROR, silent), upstream()];
  const engine = engineOf({ store, mirrors: [`${MIRROR}/`] });
  const seen = seenOf({ engine, outside: { kind: 'seen', value: { hosts: HUB, endpoints } } });
  expect(diagnose(seen).causes[0]?.cause.kind).toBe(kind);
});

it.each([
  ['unexpected end of JSON input', 'config'],
  ['error pulling image configuration: download failed after attempts=1: denied: <Error/>', 'config'],
  ['Get "https://registry-1.docker.io/v2/": context deadline exceeded', 'tag'],
  ['error pulling image configuration: download failed after attempts=1: unknown blob', 'config'],
  ['error pulling image configuration: image config verification failed for digest sha256:50', 'config'],
  ['etwas ganz anderes ist geschehen', 'config'],
])('the registry is asked as far as a text makes need be: %s', (text, last) => {
  const { engine, image: probe } = seenOf({});
  const platform = { os: 'linux', architecture: 'amd64', variant: null } as const;
  const { endpoints } = planOutside(subjectOf(text), probe, engine, platform);
  expect(endpoints.map((endpoint) => [endpoint.isUpstream, endpoint.last])).toEqual([[true, last]]);
});

it('a registry that is asked by a digest is asked for it', () => {
  const pinned = image(`hello@sha256:${'b'.repeat(64)}`);
  const text = `failed to resolve reference "docker.io/library/${pinned.familiar}": docker.io/library/${pinned.familiar}: not found`;
  const platform = { os: 'linux', architecture: 'amd64', variant: null } as const;
  const { endpoints } = planOutside(subjectOf(text), pinned, engineOf(), platform);
  expect(endpoints.map(({ last }) => last)).toEqual(['manifest']);
});

it('a platform in a text is not its image', () => {
  const text =
    'Error response from daemon: no matching manifest for linux/amd64 in the manifest list entries: no match for platform in manifest: not found';
  expect(parseText(text)).toMatchObject({ symptom: { kind: 'platform-missing' }, image: null });
});

it.each([
  ['Error response from daemon: Get "/v2/": stopped after 10 redirects', { kind: 'redirects' }],
  [
    'error pulling image configuration: download failed after attempts=1: unknown blob',
    { kind: 'status', status: 404 },
  ],
  ['image config verification failed for digest sha256:50', { kind: 'corrupt' }],
])('a text of dockerd 28.5.2: %s', (text, symptom) => {
  expect(parseText(text)).toMatchObject({ symptom });
});

it.each([
  ['redirect-loop', 'ping', 'registry-1.docker.io', 'host-fails'],
  ['truncated', 'config', 'production.cloudflare.docker.com', 'host-fails'],
  ['digest-mismatch', 'manifest', 'registry-1.docker.io', 'host-fails'],
  ['bad-head', 'manifest', 'registry-1.docker.io', 'host-fails'],
  ['not-found', 'config', 'production.cloudflare.docker.com', 'host-fails'],
  ['dns-failure', 'config', 'storage.nowhere.test', 'names-fail'],
  ['tls-untrusted', 'config', 'storage.nowhere.test', 'tls-inspected'],
  ['tls-name-mismatch', 'config', 'storage.nowhere.test', 'wrong-server'],
  ['tls-expired', 'config', 'storage.nowhere.test', 'certificate-expired'],
] as const)('the registry fails by %s at its %s', (code, stage, host, kind) => {
  const status = code === 'not-found' ? 404 : null;
  const reason = code === 'bad-head' ? 'size-mismatch' : 'no-answer';
  const outside = {
    kind: 'seen',
    value: { hosts: HUB, endpoints: [upstream(fails(code, { stage, host, status, reason }))] },
  } as const;
  const [first] = diagnose(seenOf({ subject: subjectOf('hello'), image: image('hello'), outside })).causes;
  expect(first?.cause).toMatchObject({ kind, host });
  expect(first?.certainty).toBe('proven');
});
