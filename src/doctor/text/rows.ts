import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { Symptom } from '../../words/doctor/symptom.ts';

/** One form of an engine's text, and what it says. */
interface Row {
  readonly pattern: RegExp;
  readonly read: (match: RegExpMatchArray) => Symptom;
}

/**
 * The forms in which Go's libraries and the engines tell what went wrong, most telling first: several stand in one text, since each layer puts its own
 * words in front. Each was seen in the output of a real engine (docs/doctor.md says which); the words of Go are those of net, net/http, crypto/x509 and syscall.
 * Every text that they are held against is bounded (`PASTED`), and none of them works for longer than in proportion to it.
 */
export const ROWS: readonly Row[] = [
  {
    pattern: /exec: "?(docker-credential-[\w.-]{1,60})"?: executable file not found/g,
    read: ([, program = '']) => ({ kind: 'helper-missing', program: cleanText(program) }),
  },
  plain(/error getting credentials/g, { kind: 'helper-failed' }),
  plain(/Error loading config file/g, { kind: 'client-config' }),
  plain(/has been restricted by your administrator/gi, { kind: 'restricted' }),
  plain(/permission denied while trying to connect to the [Dd]ocker (?:daemon socket|API)/g, {
    kind: 'no-permission',
  }),
  plain(/dial unix [^\s]{1,200}: connect: permission denied/g, { kind: 'no-permission' }),
  {
    pattern:
      /Cannot connect to the Docker daemon at ([^\s]{1,200}?)\.? Is the docker daemon running|Is the docker daemon running/g,
    read: ([, endpoint]) => ({ kind: 'no-daemon', endpoint: endpoint ? cleanText(endpoint) : null }),
  },
  plain(/open \/\/\.\/pipe\/docker|docker daemon is not running|error during connect: /gi, {
    kind: 'no-daemon',
    endpoint: null,
  }),
  plain(
    /Job for docker\.service failed|unable to configure the Docker daemon with file|failed to start daemon/g,
    {
      kind: 'daemon-config',
    },
  ),
  {
    pattern: /invalid reference format(: repository name [^\s]{0,200} ?must be lowercase)?/g,
    read: ([, lower]) => ({ kind: 'bad-reference', upperCase: lower !== undefined }),
  },
  plain(/could not parse reference/g, { kind: 'bad-reference', upperCase: false }),
  {
    pattern: /write ([^\s:]{1,300}): no space left on device|no space left on device/g,
    read: ([, path]) => ({ kind: 'disk-full', path: path ? cleanText(path) : null }),
  },
  {
    pattern:
      /no matching manifest for ([\w./-]{1,60}(?: [\d.]{1,30})?) in the manifest list|no match for platform in manifest|no image found in (?:image index|manifest list) for architecture/g,
    read: ([, platform]) => ({
      kind: 'platform-missing',
      platform: platform ? cleanText(platform) : null,
    }),
  },
  plain(/manifest\.v1\+(?:prettyjws|json)|schema 1 has been removed|illegal base64url string/g, {
    kind: 'schema1',
  }),
  plain(/HAP429/g, { kind: 'abuse-limited' }),
  plain(/toomanyrequests|429 Too Many Requests|HTTP 429|pull rate limit/gi, { kind: 'rate-limited' }),
  plain(/not in the (?:allow|white)[- ]?list|白名单|允许列表/gi, { kind: 'not-allowed' }),
  plain(/incorrect username or password|authentication required - |unauthorized: authentication failed/g, {
    kind: 'bad-login',
  }),
  plain(/no basic auth credentials/g, { kind: 'wants-login' }),
  {
    pattern: /certificate is valid for ([^;"]{1,300}), not ([\w.:-]{1,200})/g,
    read: ([, names = '', wanted = '']) => ({
      kind: 'wrong-certificate',
      names: cleanText(names),
      wanted: cleanHost(wanted),
    }),
  },
  {
    pattern:
      /certificate is not valid for any names, but wanted to match ([\w.:-]{1,200})|doesn't contain any IP SANs/g,
    read: ([, wanted]) => ({
      kind: 'wrong-certificate',
      names: '',
      wanted: wanted ? cleanHost(wanted) : null,
    }),
  },
  {
    pattern:
      /certificate has expired or is not yet valid(?:: current time (\S{1,40}) is (after|before) (\S{1,40}))?/g,
    read: ([, now, side, limit]) => ({
      kind: 'certificate-dates',
      now: now ? cleanText(now) : null,
      limit: limit ? cleanText(limit) : null,
      side: side === 'after' || side === 'before' ? side : null,
    }),
  },
  plain(/certificate signed by unknown authority|self[- ]signed certificate|certificate is not trusted/g, {
    kind: 'unknown-authority',
  }),
  plain(/server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/g, {
    kind: 'http-for-https',
  }),
  {
    pattern: /proxyconnect tcp: (?:dial tcp:? ([\w.:[\]-]{1,200}?)(?::? |$)|[^\s])/g,
    read: ([, address]) => ({
      kind: 'proxy-unreachable',
      address: address && address !== 'lookup' ? cleanHost(address) : null,
    }),
  },
  {
    pattern: /socks connect tcp ([\w.:[\]-]{1,200})->/g,
    read: ([, address = '']) => ({ kind: 'proxy-unreachable', address: cleanHost(address) }),
  },
  {
    pattern:
      /": (?:(Proxy Authentication Required)|(Forbidden)|(Bad Gateway)|(Service Unavailable)|(Gateway Timeout)|(Method Not Allowed)|(Bad Request))/g,
    read: (match) => ({
      kind: 'proxy-status',
      status: PROXY_STATUSES[match.slice(1).findIndex((group) => group !== undefined)] ?? 502,
    }),
  },
  plain(/malformed HTTP response "\\x05/g, { kind: 'proxy-socks' }),
  {
    pattern:
      /lookup ([\w.-]{1,253})(?: on ([\w.:[\]%-]{1,100}))?: (?:(no such host|No address associated|Name or service not known|Name does not resolve)|(server misbehaving|Temporary failure|SERVFAIL)|(?:read|dial|write) )/g,
    read: ([, name = '', server, missing, broken]) => ({
      kind: missing ? 'name-not-found' : broken ? 'name-server-broken' : 'name-server-silent',
      name: cleanHost(name),
      server: server ? cleanHost(server) : null,
    }),
  },
  {
    pattern: /lookup ([\w.-]{1,253}): i\/o timeout/g,
    read: ([, name = '']) => ({ kind: 'name-server-silent', name: cleanHost(name), server: null }),
  },
  plain(
    /unexpected media type text\/html|\(text\/html\) from remote|unmarshalling content: invalid character '<'|unknown type text\/html|Target\.MediaType must be set/g,
    { kind: 'html' },
  ),
  plain(/filesystem layer verification failed|unexpected commit digest|Digest did not match/g, {
    kind: 'corrupt',
  }),
  plain(/short read: expected|expected HTTP 206 from byte range request/g, { kind: 'cut-body' }),
  {
    pattern:
      /(?:unexpected status|HTTP status|error parsing HTTP|StatusCode:|status code)[^\d]{0,9}(\d{3})\b/g,
    read: ([, status = '']) => ({ kind: 'status', status: Number(status) }),
  },
  {
    pattern: /unexpected status from \w{1,8} request to \S{1,2000} (\d{3})\b/g,
    read: ([, status = '']) => ({ kind: 'status', status: Number(status) }),
  },
  {
    pattern: /<title>(\d{3}) /gi,
    read: ([, status = '']) => ({ kind: 'status', status: Number(status) }),
  },
  plain(
    /pull access denied|repository does not exist|insufficient_scope|requested access to the resource is denied/g,
    {
      kind: 'access-denied',
    },
  ),
  plain(/manifest unknown|manifest for \S{1,300} not found|: not found/g, { kind: 'not-found' }),
  plain(/request canceled while waiting for connection/g, { kind: 'connect-timeout', address: null }),
  plain(/Client\.Timeout[^\n]{0,20}exceeded/g, { kind: 'headers-timeout' }),
  plain(/TLS handshake timeout/g, { kind: 'tls-timeout' }),
  {
    pattern: /dial tcp ([\w.:[\]%-]{1,100}): (?:i\/o timeout|connect: (?:connection|operation) timed out)/g,
    read: ([, address = '']) => ({ kind: 'connect-timeout', address: cleanHost(address) }),
  },
  {
    pattern:
      /dial tcp ([\w.:[\]%-]{1,100}): connect(?:ex)?: (?:connection refused|No connection could be made)/g,
    read: ([, address = '']) => ({ kind: 'refused', address: cleanHost(address) }),
  },
  {
    pattern:
      /dial tcp ([\w.:[\]%-]{1,100}): connect: (?:network is unreachable|cannot assign requested address|no route to host)/g,
    read: ([, address = '']) => ({ kind: 'no-route', address: cleanHost(address) }),
  },
  plain(/connection reset by peer|forcibly closed by the remote host/g, { kind: 'reset' }),
  plain(/": EOF|^EOF$/g, { kind: 'closed' }),
  plain(/context deadline exceeded|DeadlineExceeded/g, { kind: 'deadline' }),
  plain(/unexpected EOF/g, { kind: 'cut-body' }),
  plain(/Retrying in \d{1,4} second/g, { kind: 'stalls' }),
  plain(/Cannot perform an interactive login from a non TTY/g, { kind: 'needs-terminal' }),
];

/** Go gives the reason alone of what a proxy answered to CONNECT: net/http/transport.go, `dialConn`. */
const PROXY_STATUSES: readonly number[] = [407, 403, 502, 503, 504, 405, 400];

function plain(pattern: RegExp, symptom: Symptom): Row {
  return { pattern, read: () => symptom };
}
