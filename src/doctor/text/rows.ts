import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { Symptom } from '../../words/doctor/symptom.ts';

/** One form of an engine's text, and what it says. */
export interface PhraseRow {
  /** Any of these, word for word. */
  readonly phrases: readonly string[];
  /** From what stands right before the phrase and behind it (`PASTED.aroundChars` of each); null: this is not meant after all. */
  readonly read: (before: string, after: string, phrase: string) => Symptom | null;
}

/**
 * The forms in which Go's libraries and the engines tell what went wrong, most telling first: several stand in one text, since each layer puts its own words in front. Each
 * was seen in the output of a real engine (docs/doctor.md says which); the words of Go are those of net, net/http, crypto/x509 and syscall.
 */
export const ROWS: readonly PhraseRow[] = [
  {
    phrases: ['executable file not found'],
    read: (before) => {
      const program = bare(lastWord(before));
      return program.startsWith('docker-credential-')
        ? { kind: 'helper-missing', program: cleanText(program) }
        : null;
    },
  },
  plain({ kind: 'helper-failed' }, 'error getting credentials'),
  plain({ kind: 'client-config' }, 'Error loading config file'),
  plain({ kind: 'restricted' }, 'has been restricted by your administrator'),
  plain({ kind: 'no-permission' }, 'permission denied while trying to connect to the '),
  {
    phrases: ['connect: permission denied'],
    read: (before) => (before.includes('dial unix ') ? { kind: 'no-permission' } : null),
  },
  {
    phrases: ['Is the docker daemon running'],
    read: (before) => {
      const [, endpoint = ''] = before.split('Cannot connect to the Docker daemon at ');
      const shown = cleanText(endpoint.trim().replace(/\.$/, ''));
      return { kind: 'no-daemon', endpoint: shown === '' ? null : shown };
    },
  },
  plain(
    { kind: 'no-daemon', endpoint: null },
    'docker daemon is not running',
    'open //./pipe/docker',
    'error during connect: ',
  ),
  plain(
    { kind: 'daemon-config' },
    'Job for docker.service failed',
    'unable to configure the Docker daemon with file',
    'failed to start daemon',
  ),
  {
    phrases: ['invalid reference format', 'could not parse reference'],
    // Other programs use these words within sentences of their own: `nginx: [emerg] invalid reference format in line 3`.
    read: (before, after) =>
      (before === '' || before.endsWith(': ')) && !/^ (?:in|at|on) /.test(after)
        ? { kind: 'bad-reference', upperCase: after.includes('must be lowercase') }
        : null,
  },
  {
    phrases: ['no space left on device'],
    read: (before) => {
      const path = before.endsWith(': ') && before.includes('write ') ? bare(lastWord(before)) : '';
      return { kind: 'disk-full', path: path.startsWith('/') ? cleanText(path) : null };
    },
  },
  {
    phrases: ['read-only file system'],
    // Not a container's own root, which many are started with.
    read: (before) => {
      const path = before.endsWith(': ') ? bare(lastWord(before)) : '';
      return ENGINES_OWN.some((part) => path.includes(part))
        ? { kind: 'read-only', path: cleanText(path) }
        : null;
    },
  },
  {
    phrases: ['failed to register layer: ', 'failed to extract layer ', 'unable to unpack'],
    read: (_, after) => ({ kind: 'unpack', reason: cleanText(reasonIn(after)) }),
  },
  {
    phrases: [
      'unsupported media type ',
      'unsupported manifest media type ',
      'unknown image config media type ',
    ],
    read: (_, after) => {
      const type = bare(firstWord(after));
      // No artifact, but a page, or what engines gave up.
      const isArtifact = type.startsWith('application/vnd.') && !type.startsWith('application/vnd.docker.');
      return isArtifact ? { kind: 'not-an-image', type: cleanText(type) } : null;
    },
  },
  {
    phrases: ['no matching manifest for '],
    read: (_, after) => ({ kind: 'platform-missing', platform: cleanText(firstWord(after)) }),
  },
  plain(
    { kind: 'platform-missing', platform: null },
    'no match for platform in manifest',
    'no image found in image index for architecture',
    'no image found in manifest list for architecture',
  ),
  plain(
    { kind: 'schema1' },
    'manifest.v1+prettyjws',
    'manifest.v1+json',
    'schema 1 has been removed',
    'illegal base64url string',
  ),
  plain({ kind: 'abuse-limited' }, 'HAP429'),
  plain(
    { kind: 'rate-limited' },
    'toomanyrequests',
    'TOOMANYREQUESTS',
    '429 Too Many',
    'HTTP 429',
    'pull rate limit',
  ),
  plain(
    { kind: 'not-allowed' },
    'not in the allowlist',
    'not in the allow list',
    'not in the whitelist',
    '白名单',
    '允许列表',
  ),
  plain(
    { kind: 'bad-login' },
    'incorrect username or password',
    'authentication required - ',
    'unauthorized: authentication failed',
  ),
  plain({ kind: 'wants-login' }, 'no basic auth credentials'),
  {
    phrases: ['certificate is valid for '],
    read: (_, after) => {
      const [names = '', rest = ''] = after.split(', not ', 2);
      return { kind: 'wrong-certificate', names: cleanText(names), wanted: cleanHost(firstWord(rest)) };
    },
  },
  {
    phrases: ['certificate is not valid for any names, but wanted to match '],
    read: (_, after) => ({ kind: 'wrong-certificate', names: '', wanted: cleanHost(firstWord(after)) }),
  },
  plain({ kind: 'wrong-certificate', names: '', wanted: null }, "doesn't contain any IP SANs"),
  { phrases: ['certificate has expired or is not yet valid'], read: (_, after) => dates(after) },
  plain(
    { kind: 'unknown-authority' },
    'certificate signed by unknown authority',
    'self-signed certificate',
    'self signed certificate',
    'certificate is not trusted',
  ),
  {
    phrases: ['proxyconnect tcp: '],
    read: (_, after) => {
      if (after.startsWith('tls: first record does not look like a TLS handshake'))
        return { kind: 'proxy-plain' };
      const name = /^dial tcp: lookup ([\w.-]+)/.exec(after)?.[1];
      const address = after.startsWith('dial tcp ') ? bare(firstWord(after.slice('dial tcp '.length))) : '';
      const shown = name ?? address;
      return { kind: 'proxy-unreachable', address: shown === '' ? null : cleanHost(shown) };
    },
  },
  plain(
    { kind: 'http-for-https' },
    'server gave HTTP response to HTTPS client',
    'first record does not look like a TLS handshake',
  ),
  {
    phrases: ['socks connect tcp '],
    read: (_, after) => ({ kind: 'proxy-unreachable', address: cleanHost(after.split('->', 1)[0] ?? '') }),
  },
  ...proxyAnswers(),
  plain({ kind: 'proxy-socks' }, 'malformed HTTP response "\\x05'),
  { phrases: ['lookup '], read: (_, after) => lookUp(after) },
  plain(
    { kind: 'html' },
    'unexpected media type text/html',
    '(text/html) from remote',
    "unmarshalling content: invalid character '<'",
    'unknown type text/html',
    'Target.MediaType must be set',
  ),
  plain(
    { kind: 'corrupt' },
    'verification failed for digest',
    'unexpected commit digest',
    'failed size validation',
    'Digest did not match',
  ),
  plain(
    { kind: 'cut-body' },
    'short read: expected',
    'expected HTTP 206 from byte range request',
    'unexpected end of JSON input',
  ),
  {
    phrases: [
      'unexpected status',
      'HTTP status',
      'error parsing HTTP',
      'StatusCode:',
      'status code',
      '<title>',
    ],
    read: (_, after) => {
      // Not the digits of a port or a digest.
      const status = /(?:^| )(\d{3})(?![\d.:])/.exec(after)?.[1];
      return status === undefined ? null : { kind: 'status', status: Number(status) };
    },
  },
  plain(
    { kind: 'access-denied' },
    'pull access denied',
    'repository does not exist',
    'insufficient_scope',
    'requested access to the resource is denied',
  ),
  {
    // The classic store turns a status of the storage into its own word.
    phrases: ['download failed after attempts='],
    read: (_, after) =>
      /^\d+: denied/.test(after)
        ? { kind: 'status', status: 403 }
        : /^\d+: Forbidden/.test(after)
          ? { kind: 'proxy-status', status: 403 }
          : null,
  },
  plain({ kind: 'status', status: 404 }, ': unknown blob', 'blob unknown'),
  {
    phrases: ['stopped after '],
    read: (_, after) => (/^\d+ redirects/.test(after) ? { kind: 'redirects' } : null),
  },
  plain({ kind: 'not-found' }, 'manifest unknown'),
  // Not a shell's word for a command, nor BuildKit's for a file: behind the name of an image alone.
  { phrases: [': not found'], read: (before) => (endsWithImage(before) ? { kind: 'not-found' } : null) },
  {
    phrases: ['manifest for '],
    read: (_, after) => (after.includes(' not found') ? { kind: 'not-found' } : null),
  },
  plain({ kind: 'connect-timeout', address: null }, 'request canceled while waiting for connection'),
  plain({ kind: 'headers-timeout' }, 'Client.Timeout'),
  plain({ kind: 'tls-timeout' }, 'TLS handshake timeout'),
  { phrases: ['dial tcp '], read: (_, after) => dialed(after) },
  plain({ kind: 'reset' }, 'connection reset by peer', 'forcibly closed by the remote host'),
  plain({ kind: 'closed' }, '": EOF'),
  { phrases: ['EOF'], read: (before, after) => (before + after === '' ? { kind: 'closed' } : null) },
  plain({ kind: 'deadline' }, 'context deadline exceeded', 'DeadlineExceeded'),
  plain({ kind: 'cut-body' }, 'unexpected EOF'),
  { phrases: ['Retrying in '], read: (_, after) => (after.includes(' second') ? { kind: 'stalls' } : null) },
  plain({ kind: 'needs-terminal' }, 'Cannot perform an interactive login from a non TTY'),
];

function plain(symptom: Symptom, ...phrases: readonly string[]): PhraseRow {
  return { phrases, read: () => symptom };
}

/** Go gives the reason alone of what a proxy answered to CONNECT: net/http/transport.go, `dialConn`. A registry's own status never looks so. */
function proxyAnswers(): readonly PhraseRow[] {
  const reasons: readonly (readonly [reason: string, status: number])[] = [
    ['Proxy Authentication Required', 407],
    ['Forbidden', 403],
    ['Bad Gateway', 502],
    ['Service Unavailable', 503],
    ['Gateway Timeout', 504],
    ['Method Not Allowed', 405],
    ['Bad Request', 400],
  ];
  return reasons.map(([reason, status]) => plain({ kind: 'proxy-status', status }, `": ${reason}`));
}

/** `: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z` */
function dates(after: string): Symptom {
  const [, now, , side, limit] = after.replace(': current time ', '\n').split(/[\n ]/);
  const isTold = after.startsWith(': current time ') && (side === 'after' || side === 'before');
  return {
    kind: 'certificate-dates',
    now: isTold && now !== undefined ? cleanText(now) : null,
    limit: isTold && limit !== undefined ? cleanText(limit) : null,
    side: isTold ? side : null,
  };
}

/** `registry-1.docker.io on 192.168.1.1:53: no such host` */
function lookUp(after: string): Symptom | null {
  const [, name, server, end] = /^([\w.-]+)(?: on ([\w.:[\]%-]+))?: (.*)$/s.exec(after) ?? [];
  if (name === undefined || end === undefined) return null;
  const asked = { name: cleanHost(name), server: server === undefined ? null : cleanHost(server) };
  if (
    startsWithAny(end, [
      'no such host',
      'No address associated',
      'Name or service not known',
      'Name does not',
    ])
  ) {
    return { kind: 'name-not-found', ...asked };
  }
  if (startsWithAny(end, ['server misbehaving', 'Temporary failure', 'SERVFAIL'])) {
    return { kind: 'name-server-broken', ...asked };
  }
  const isSilent = startsWithAny(end, [
    'i/o timeout',
    'read udp',
    'dial udp',
    'write udp',
    'read tcp',
    'dial tcp',
  ]);
  return isSilent ? { kind: 'name-server-silent', ...asked } : null;
}

/** `192.0.2.1:443: connect: connection refused` */
function dialed(after: string): Symptom | null {
  const [, found, end] = /^([\w.:[\]%-]+): (.*)$/s.exec(after) ?? [];
  if (found === undefined || end === undefined) return null;
  const address = cleanHost(found);
  if (startsWithAny(end, ['i/o timeout', 'connect: connection timed out', 'connect: operation timed out'])) {
    return { kind: 'connect-timeout', address };
  }
  if (startsWithAny(end, ['connect: connection refused', 'connectex: No connection could be made'])) {
    return { kind: 'refused', address };
  }
  const noRoute = ['connect: network is unreachable', 'connect: cannot assign', 'connect: no route to host'];
  return startsWithAny(end, noRoute) ? { kind: 'no-route', address } : null;
}

/** `docker.io/library/hello:nope`: a registry's or a repository's name, a slash, and a tag or a digest. */
function endsWithImage(text: string): boolean {
  return /^[\w.-]+(?::\d+)?\/[\w./-]+(?:@sha256:[0-9a-f]+|:[\w.-]+)$/.test(bare(lastWord(text)));
}

function startsWithAny(text: string, beginnings: readonly string[]): boolean {
  return beginnings.some((beginning) => text.startsWith(beginning));
}

function lastWord(text: string): string {
  return text.trimEnd().split(' ').at(-1) ?? '';
}

function firstWord(text: string): string {
  return text.split(/[ ,;]/, 1)[0] ?? '';
}

/** What an engine keeps: its downloads, layers, containerd's store. */
const ENGINES_OWN: readonly string[] = [
  '/tmp/GetImageBlob',
  '/io.containerd.',
  '/image/',
  '/overlay2/',
  '/vfs/',
];

/** Behind the digest and the mounts: the last of what is told from the outside in. */
function reasonIn(after: string): string {
  return after.split(': ').slice(-2).join(': ').trim();
}

/** Without quotes, and the colon behind it. */
function bare(word: string): string {
  return word.replaceAll('"', '').replace(/:$/, '');
}
