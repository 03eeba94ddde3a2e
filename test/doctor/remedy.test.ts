import { describe, expect, it } from 'vitest';
import { remedyCommand, shellFor } from '../../src/doctor/remedy.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import type { Cause } from '../../src/words/doctor/cause.ts';
import { tell } from '../../src/words/doctor/messages.ts';
import { messagesFor } from '../support/words.ts';
import { image } from './support/seen.ts';

const restart = { command: 'systemctl restart docker', stops: 2 } as const;
const how = { kind: 'connect-timeout', address: '192.0.2.1' } as const;

/** One of each kind; the record does not compile without one that is new. */
const CAUSES: { readonly [Kind in Cause['kind']]: Extract<Cause, { kind: Kind }> } = {
  'bad-reference': { kind: 'bad-reference', text: 'Nginx', problem: 'upper-case', better: 'nginx' },
  'restricted-by-administrator': { kind: 'restricted-by-administrator' },
  'image-too-old': { kind: 'image-too-old', image: null },
  'platform-missing': {
    kind: 'platform-missing',
    image: 'x',
    platform: 'linux/arm64',
    there: ['linux/amd64'],
    askedBy: null,
  },
  'not-an-image': { kind: 'not-an-image', image: 'x', type: null },
  'unpack-fails': { kind: 'unpack-fails', reason: 'archive/tar: invalid tar header' },
  'read-only': { kind: 'read-only', root: '/d' },
  'image-not-found': { kind: 'image-not-found', image: 'x' },
  'image-denied': { kind: 'image-denied', image: 'x' },
  'no-engine': { kind: 'no-engine' },
  'engine-down': { kind: 'engine-down', endpoint: null, start: null },
  'wrong-endpoint': { kind: 'wrong-endpoint', endpoint: 'tcp://x', variable: 'DOCKER_HOST' },
  'no-permission': { kind: 'no-permission', endpoint: null },
  'disk-full': { kind: 'disk-full', root: '/d', what: 'bytes' },
  'file-broken': { kind: 'file-broken', path: '/f', line: 1, column: 1 },
  'file-refused': { kind: 'file-refused', path: '/f', what: 'x' },
  'file-not-in-force': { kind: 'file-not-in-force', path: '/f', command: null },
  'wrong-file': { kind: 'wrong-file', edited: '/f', read: '/g', command: null },
  'hosts-toml-website': { kind: 'hosts-toml-website', path: '/f' },
  'helper-missing': { kind: 'helper-missing', program: 'docker-credential-x', path: '/f' },
  'helper-failed': { kind: 'helper-failed' },
  'client-config-broken': { kind: 'client-config-broken', path: '/f' },
  'stale-login': { kind: 'stale-login', path: '/f', open: true, registry: 'docker.io' },
  'needs-terminal': { kind: 'needs-terminal' },
  'build-command-fails': { kind: 'build-command-fails', trouble: 'names' },
  'build-file-missing': { kind: 'build-file-missing', path: '/app' },
  'client-release': { kind: 'client-release', side: 'new', limit: '1.43' },
  'short-name': { kind: 'short-name', name: 'nginx' },
  'certificate-without-names': { kind: 'certificate-without-names', host: 'h' },
  'containerd-down': { kind: 'containerd-down' },
  'disk-quota': { kind: 'disk-quota' },
  'content-trust': { kind: 'content-trust' },
  'account-unverified': { kind: 'account-unverified' },
  'too-many-files': { kind: 'too-many-files' },
  'no-authorities': { kind: 'no-authorities', restart },
  'folder-missing': { kind: 'folder-missing', path: '/d/tmp' },
  'builder-ignores-mirrors': { kind: 'builder-ignores-mirrors', builder: 'b' },
  'build-keeps-mirrors': { kind: 'build-keeps-mirrors', restart },
  'download-stands': { kind: 'download-stands', minutes: 7, restart },
  'build-token': { kind: 'build-token', host: 'auth.docker.io', proxy: 'http://p:1' },
  'clock-wrong': { kind: 'clock-wrong', aheadMs: 86_400_000 },
  'proxy-fails': { kind: 'proxy-fails', host: null, proxy: 'http://p:1', did: 'unreachable', status: null },
  'proxy-passed-by': { kind: 'proxy-passed-by', proxy: 'http://p:1', host: 'h', why: 'http-alone', how },
  'shell-proxy-only': { kind: 'shell-proxy-only', variable: 'HTTPS_PROXY', proxy: 'http://p:1' },
  'names-fail': { kind: 'names-fail', host: 'h', how: { kind: 'names-silent', servers: [] } },
  'no-network': { kind: 'no-network' },
  'no-route': { kind: 'no-route', host: 'h', how },
  'fake-ip': { kind: 'fake-ip', host: 'h', how },
  'hosts-file': { kind: 'hosts-file', path: '/etc/hosts', line: 1, host: 'h', address: '192.0.2.1' },
  'wrong-server': { kind: 'wrong-server', host: 'h', how },
  'tls-inspected': {
    kind: 'tls-inspected',
    host: 'h',
    how,
    store: { folder: '/etc/pki/ca-trust/source/anchors', command: 'update-ca-trust' },
    restart,
  },
  'unknown-ca': { kind: 'unknown-ca', host: 'h:5000', how, folder: '/etc/docker/certs.d/h:5000' },
  'certificate-expired': { kind: 'certificate-expired', host: 'h', early: false },
  'host-blocked': { kind: 'host-blocked', host: 'h', role: 'registry', how },
  'host-fails': { kind: 'host-fails', host: 'h', role: 'registry', how },
  'hub-rate-limited': { kind: 'hub-rate-limited', login: false },
  'bridge-covers': {
    kind: 'bridge-covers',
    host: 'http://172.18.0.5:5000',
    address: '172.18.0.5',
    bridge: 'br-0a1b2c3d4e5f',
    network: '172.18.0.0/16',
  },
  'mirrors-fail': { kind: 'mirrors-fail', count: 2, hub: false },
  'mirror-stops-pull': { kind: 'mirror-stops-pull', mirror: 'https://m', hangs: true, restart },
  'mirrors-not-for-registry': { kind: 'mirrors-not-for-registry', registry: 'ghcr.io', how },
  'mirrors-not-read': {
    kind: 'mirrors-not-read',
    engine: 'containerd',
    file: '/etc/containerd/certs.d/docker.io/hosts.toml',
    config: '/etc/containerd/config.toml',
    why: 'no-config-path',
    line: null,
    image: 'docker.io/library/x:y',
    command: 'systemctl restart containerd',
  },
  'mirrors-not-resolving': { kind: 'mirrors-not-resolving', path: '/f', mirror: 'https://m' },
  'plain-http-registry': { kind: 'plain-http-registry', host: 'h' },
  'container-fails': { kind: 'container-fails', trouble: 'port' },
  'project-file': { kind: 'project-file', file: 'Dockerfile', line: 3 },
  'command-wrong': { kind: 'command-wrong', what: 'plugin', name: 'compose' },
  'id-range': { kind: 'id-range' },
  'engine-start-fails': { kind: 'engine-start-fails', what: 'storage' },
  'tls-for-http': { kind: 'tls-for-http', proxy: true },
  'login-locked': { kind: 'login-locked' },
  'pull-secret': { kind: 'pull-secret', name: 'regcred' },
  'pull-canceled': { kind: 'pull-canceled' },
  'image-not-here': { kind: 'image-not-here', image: 'localhost/x' },
  'no-reason': { kind: 'no-reason', image: 'x', by: 'swarm' },
  'kubelet-limit': { kind: 'kubelet-limit' },
  'engine-too-old': { kind: 'engine-too-old' },
  'odd-answer': { kind: 'odd-answer' },
  'no-ports': { kind: 'no-ports' },
  'bad-certificate': { kind: 'bad-certificate' },
  'program-crash': { kind: 'program-crash' },
  'download-locked': { kind: 'download-locked' },
  'builder-gone': { kind: 'builder-gone' },
  'bad-address': { kind: 'bad-address' },
  'store-broken': { kind: 'store-broken' },
  'disk-fails': { kind: 'disk-fails' },
  'no-memory': { kind: 'no-memory' },
  'cri-disabled': { kind: 'cri-disabled' },
  'signature-policy': { kind: 'signature-policy' },
  'podman-down': { kind: 'podman-down' },
  'engine-slow': { kind: 'engine-slow' },
  'transfer-cut': { kind: 'transfer-cut', corrupt: false },
};

describe.each(Object.values(CAUSES))('$kind', (cause) => {
  it('has a sentence and a remedy in each language, none like another', () => {
    const [en, zh] = [messagesFor('en').diagnosis, messagesFor('zh').diagnosis];
    for (const table of ['cause', 'remedy'] as const) {
      expect(tell<Cause>(en[table], cause)).toMatch(/^\S.*\S$/);
      expect(tell<Cause>(zh[table], cause)).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('is never mended by taking safety away, nor as root where it takes none', () => {
    for (const sudo of ['', 'sudo ']) {
      const command = remedyCommand(cause, { apply: `${sudo}mirror-apply`, sudo });
      expect(command ?? '').not.toMatch(/chmod|666|insecure|skip_verify|http-allow|--allow/);
    }
  });
});

it('what is put into a command is one word of a shell', () => {
  const cause: Cause = { kind: 'host-blocked', host: 'h$(id)', role: 'other', how };
  expect(remedyCommand(cause, { apply: 'a', sudo: '' })).toBe("mirror-check --registry 'h$(id)'");
});

it('a proxy is changed without a survey, which would go through it', () => {
  const command = (cause: Cause): string | null => remedyCommand(cause, { apply: 'a', sudo: '' });
  expect(command(CAUSES['proxy-fails'])).toBe("a --no-probe --https-proxy '' --http-proxy ''");
  expect(command(CAUSES['shell-proxy-only'])).toBe('a --no-probe --https-proxy "$HTTPS_PROXY"');
  expect(command(CAUSES['fake-ip'])).toBe('a --no-probe --https-proxy http://127.0.0.1:7890');
});

it('a proxy that does not allow the registry is not taken away', () => {
  expect(remedyCommand({ ...CAUSES['proxy-fails'], did: 'refused' }, { apply: 'a', sudo: '' })).toBeNull();
});

it('IPv6 is switched off for what has addresses of IPv6 alone', () => {
  const command = (family: 4 | 6): string | null =>
    remedyCommand(
      { kind: 'no-route', host: 'h', how: { kind: 'no-route', address: null, family } },
      { apply: 'a', sudo: '' },
    );
  expect([command(6), command(4)]).toEqual(['sysctl -w net.ipv6.conf.all.disable_ipv6=1', 'a --top 3']);
});

it('a restart is told with what it takes', () => {
  const { remedy } = messagesFor('en').diagnosis;
  const said = (stops: number): string =>
    tell<Cause>(remedy, { ...CAUSES['mirror-stops-pull'], restart: { ...restart, stops } });
  expect([0, 1, 2].map(said)).toEqual([
    expect.stringContaining('No running container stops.'),
    expect.stringContaining('1 running container stops, and only'),
    expect.stringContaining('2 running containers stop, and only'),
  ]);
  expect(remedyCommand(CAUSES['mirror-stops-pull'], { apply: 'a', sudo: '' })).toBe(
    'a --top 3 --activate restart',
  );
});

it('mirrors are for the engine that the text tells of', () => {
  const apply = (text: string): string =>
    shellFor({ subject: subjectOf(text), node: null, image: image('x') }, { apply: 'a', sudo: '' }).apply;
  const head = 'failed to do request: Head "https://registry-1.docker.io/v2/library/x/manifests/y": EOF';
  expect(apply(`rpc error: code = Unknown desc = failed to pull and unpack image "x": ${head}`)).toBe(
    'a --engine containerd',
  );
  expect(
    apply(
      'initializing source docker://x:latest: pinging container registry registry-1.docker.io: Get "https://registry-1.docker.io/v2/": EOF',
    ),
  ).toBe('a --engine podman');
  expect(apply('Get "https://registry-1.docker.io/v2/": EOF')).toBe('a');
});

it('mirrors are those of the registry that it is about, where any is known', () => {
  const command = (name: string): string | null => {
    const seen = { subject: subjectOf(name), node: null, image: image(name) };
    return remedyCommand(CAUSES['wrong-server'], shellFor(seen, { apply: 'a', sudo: '' }));
  };
  expect(['nginx', 'ghcr.io/team/app', 'registry.example/app'].map(command)).toEqual([
    'a --top 3',
    'a --registry ghcr.io --top 3',
    null,
  ]);
});

it('a sentence that begins with the name of a host leaves it as it is', () => {
  const cause: Cause = { kind: 'host-fails', host: 'h.example', role: 'registry', how: { kind: 'silent' } };
  expect(tell<Cause>(messagesFor('en').diagnosis.cause, cause)).toMatch(/^h\.example takes requests/);
});
