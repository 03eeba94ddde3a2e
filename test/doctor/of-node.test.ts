import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { pullerOf } from '../../src/doctor/explained.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import type { NodeFile, Unread } from '../../src/engines/engine.ts';
import { blocked, fails, HUB, host, image, mirror, seenOf, upstream } from './support/seen.ts';

const HEAD = 'failed to do request: Head "https://registry-1.docker.io/v2/library/hello/manifests/latest"';
const KUBELET = `Failed to pull image "hello": rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/hello:latest": failed to resolve reference "docker.io/library/hello:latest": ${HEAD}: dial tcp 192.0.2.1:443: i/o timeout`;
const CTR = `ctr: failed to resolve reference "docker.io/library/hello:latest": ${HEAD}: dial tcp 192.0.2.1:443: i/o timeout`;
const FILE = '/etc/containerd/certs.d/docker.io/hosts.toml';
const CONFIG = '/etc/containerd/config.toml';
const M = 'https://m.example';

function node(changes: Partial<NodeFile> = {}): NodeFile {
  return {
    engine: 'containerd',
    path: FILE,
    state: 'there',
    hosts: [{ url: M, resolves: true }],
    server: null,
    unread: null,
    strays: [],
    restartCommand: 'systemctl restart containerd',
    dataRoot: '/var/lib/containerd',
    ...changes,
  };
}

function seen(text: string, changes: Partial<NodeFile>, more: Partial<Seen> = {}): Seen {
  return seenOf({
    subject: subjectOf(text),
    image: image('hello'),
    engine: { kind: 'other' },
    node: node(changes),
    outside: blocked({ kind: 'connect-timeout', address: '192.0.2.1' }),
    ...more,
  });
}

describe('mirrors that nobody reads', () => {
  it.each([
    ['proven', { why: 'no-config-path', config: CONFIG }],
    ['proven', { why: 'two-folders', config: CONFIG }],
    ['proven', { why: 'mirrors-inside', config: CONFIG }],
    ['proven', { why: 'bad-file', line: 3 }],
    // The process may have been started with it all the same.
    ['likely', { why: 'changed-since', config: CONFIG }],
  ] satisfies readonly (readonly [string, Unread])[])('%s: %j', (certainty, unread) => {
    const { causes } = diagnose(seen(KUBELET, { unread }));
    const first = causes.find(({ cause }) => cause.kind === 'mirrors-not-read');
    expect(first).toMatchObject({ certainty, cause: { file: FILE, why: unread.why } });
    expect(causes[0]).toBe(first);
  });

  it('are no cause where there are none, where the pull comes through, or where a mirror was asked', () => {
    const unread = { why: 'no-config-path', config: CONFIG } as const;
    const kinds = (one: Seen) => diagnose(one).causes.map(({ cause }) => cause.kind);
    expect(kinds(seen(KUBELET, { unread, state: 'absent', hosts: [] }))).toEqual(['host-blocked']);
    const outside = { kind: 'seen', value: { hosts: HUB, endpoints: [upstream()] } } as const;
    expect(kinds(seen(KUBELET, { unread }, { outside }))).toEqual([]);
    const byMirror = KUBELET.replace('registry-1.docker.io', 'm.example').replace(
      'manifests/latest"',
      'manifests/latest?ns=docker.io"',
    );
    expect(kinds(seen(byMirror, { unread }))).toEqual(['host-blocked']);
  });

  it('ctr reads no folder that it is not given, whatever the plugin reads', () => {
    const { causes } = diagnose(seen(CTR, {}));
    expect(causes[0]).toMatchObject({
      certainty: 'likely',
      cause: { why: 'ctr', image: 'docker.io/library/hello:latest' },
    });
  });
});

describe('a mirror that may not say which image a tag is', () => {
  const endpoints = [mirror(M, { kind: 'serves', stage: 'layer' }), upstream(fails('connection-timeout'))];
  const hosts = [host('registry-1.docker.io', 'registry', { kind: 'connect-timeout', address: null })];
  const outside = { kind: 'seen', value: { hosts, endpoints } } as const;
  const closed = { hosts: [{ url: M, resolves: false }] };

  it('is no help while the registry is out of reach', () => {
    expect(diagnose(seen(KUBELET, closed, { outside })).causes[0]).toMatchObject({
      certainty: 'proven',
      cause: { kind: 'mirrors-not-resolving', path: FILE, mirror: M },
    });
    expect(diagnose(seen(KUBELET, {}, { outside })).causes).toEqual([]);
  });

  it('nor keeps anything from coming by digest, or while the registry answers', () => {
    const pinned = image(`hello@sha256:${'a'.repeat(64)}`);
    expect(diagnose(seen(KUBELET, closed, { outside, image: pinned })).causes).toEqual([]);
    const open = {
      kind: 'seen',
      value: { hosts: [], endpoints: [endpoints[0] ?? upstream(), upstream()] },
    } as const;
    expect(diagnose(seen(KUBELET, closed, { outside: open })).causes).toEqual([]);
  });
});

it('mirrors in the file of another engine are told of', () => {
  const changes = { state: 'absent', hosts: [], strays: ['/etc/docker/daemon.json'] } as const;
  const { causes } = diagnose(seen(KUBELET, changes));
  expect(causes).toContainEqual(
    expect.objectContaining({
      certainty: 'likely',
      cause: expect.objectContaining({ kind: 'wrong-file', edited: '/etc/docker/daemon.json', read: FILE }),
    }),
  );
});

it('docker.io as the registry itself is a web site', () => {
  const { causes } = diagnose(seen(KUBELET, { server: 'https://docker.io' }));
  expect(causes.map(({ cause }) => cause.kind)).toContain('hosts-toml-website');
});

it.each([
  [KUBELET, 'containerd'],
  [CTR, 'containerd'],
  [`time="2026-01-01T00:00:00Z" level=info msg="trying next host"\n${CTR}`, 'containerd'],
  [
    'initializing source docker://x:latest: pinging container registry quay.io: Get "https://quay.io/v2/": EOF',
    'podman',
  ],
  ['Error response from daemon: Get "https://registry-1.docker.io/v2/": EOF', 'docker'],
])('whose pull it is: %s', (text, puller) => {
  const subject = subjectOf(text);
  const told = subject.kind === 'text' && subject.told.kind === 'told' ? subject.told : null;
  expect(told).not.toBeNull();
  expect(pullerOf(told)).toBe(puller);
});
