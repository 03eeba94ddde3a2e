import { type CodeFacts, forOthers, isOwn, type VerdictMessages } from './messages.ts';

/** Subject of an English sentence. */
const it = (facts: CodeFacts): string => (isOwn(facts) ? 'It' : facts.host);
const itsCertificate = (facts: CodeFacts): string =>
  isOwn(facts) ? 'Its TLS certificate' : `The TLS certificate of ${facts.host}`;
const status = (facts: CodeFacts): string => (facts.httpStatus === null ? '' : ` (HTTP ${facts.httpStatus})`);

export const verdictEn: VerdictMessages = {
  verdict: {
    usable: 'usable',
    degraded: 'degraded',
    restricted: 'restricted',
    limited: 'limited',
    unsafe: 'unsafe',
    broken: 'broken',
    dead: 'dead',
    unknown: 'unknown',
  },
  code: {
    'digest-mismatch': (f) => `${it(f)} sent bytes that do not match their digest: never use this mirror.`,
    'tag-mismatch': (f) =>
      `Its ${f.image ?? 'image'} is one that the reference has never heard of: never use this mirror.`,
    'dns-failure': (f) => (isOwn(f) ? 'Its name does not resolve.' : `The name ${f.host} does not resolve.`),
    'connection-refused': (f) => `${it(f)} refuses connections.`,
    'connection-timeout': (f) => `${it(f)} does not answer: the connection timed out.`,
    'connection-reset': (f) => `${it(f)} cut the connection.`,
    'tls-untrusted': (f) => `${itsCertificate(f)} is not signed by a CA that is trusted here.`,
    'tls-expired': (f) => `${itsCertificate(f)} has expired or is not valid yet.`,
    'tls-name-mismatch': (f) => `${itsCertificate(f)} is for another name.`,
    'tls-failure': (f) => `No TLS connection to ${isOwn(f) ? 'it' : f.host} could be made.`,
    'response-timeout': (f) => `${it(f)} accepted the connection and then sent no answer.`,
    'not-a-registry': (f) =>
      `${it(f)} answers, but not as a registry: a web page, a parked name or a login portal.`,
    'token-unreachable': (f) =>
      isOwn(f)
        ? 'Its token service cannot be reached from here.'
        : `It sends us to ${f.host} for a token, and that host cannot be reached from here.`,
    'upstream-redirect': (f) =>
      isOwn(f)
        ? "It hands the download on to Docker Hub's own servers, which cannot be reached from here."
        : `It hands the download on to ${f.host}, which cannot be reached from here.`,
    'not-found': (f) =>
      `It does not have ${f.image ?? 'the image'}; a cache whose own upstream fails says the same.`,
    'digest-not-found': (f) =>
      `It names ${f.image ?? 'the image'}, but does not serve it by the digest that it names.`,
    'server-error': (f) => `${it(f)} failed${status(f)}.`,
    'redirect-loop': (f) => `${it(f)} redirects in circles.`,
    stalled: (f) => `${it(f)} began to send and then fell silent.`,
    truncated: (f) => `${it(f)} cut a download short.`,
    oversized: (f) => `${it(f)} sent a longer answer than this program reads.`,
    'bad-token': (f) => `${it(f)} answers for a token with something that engines cannot read.`,
    'bad-head': (f) =>
      `${it(f)} announces manifests without a proper type, length or digest, and engines stumble over it.`,
    'bad-coding': (f) => `${it(f)} labels its data with a content coding that it does not have.`,
    'protocol-error': (f) => `${it(f)} broke the registry protocol${status(f)}.`,
    denied: (f) => `${it(f)} denies access${status(f)}.`,
    'allow-listed': (f) =>
      `${it(f)} serves only images on its own list, and ${f.image ?? 'this one'} is not on it.`,
    'auth-required': (f) => `${it(f)} wants a login; engines do not log in to mirrors.`,
    'token-denied': (f) => `${it(f)} refused a token for anonymous pulls${status(f)}.`,
    'rate-limited': (f) => `${it(f)} asks us to come back later${status(f)}.`,
    stale: (f) => `Its ${f.image ?? 'image'} is older than the reference's.`,
    unconfirmed: (f) => `Nothing that could be reached confirms its ${f.image ?? 'image'}.`,
    'too-slow': () => 'Its downloads are too slow to be of use.',
    'classic-only': () => 'It works only for engines that use the classic image store.',
    'containerd-only': () => 'It works only for engines that use the containerd image store.',
    'image-missing': () => 'An image that you named is missing there.',
    'platform-missing': (f) =>
      `${f.image ?? 'The image'} is not there for ${f.platform ?? 'this platform'}${forOthers(f.platforms, ', only for ')}. The mirror is not to blame.`,
    aborted: () => 'The run was stopped before this mirror was finished.',
    deadline: () => 'The run reached its deadline before this mirror was finished.',
    'no-network': () => 'There was no network.',
    'proxy-failed': proxyFailed,
    'clock-wrong': clockWrong,
    'no-such-image': () => 'The registry itself does not serve this image.',
  },
};

function proxyFailed(facts: CodeFacts): string {
  const proxy = isOwn(facts) ? 'The proxy' : `The proxy ${facts.host}`;
  switch (facts.proxyDid) {
    case 'unreachable':
      return `${proxy} cannot be reached.`;
    case 'silent':
      return `${proxy} does not answer.`;
    case 'foreign':
      return `${proxy} does not answer as such a proxy does: is its kind (http, https, socks5) right, and its port?`;
    case 'login':
      return `${proxy} wants a login, or another one${status(facts)}.`;
    case 'refused':
      return `${proxy} refuses to connect to the mirror${status(facts)}.`;
    case 'failed':
      return `${proxy} could not connect to the mirror${status(facts)}.`;
    case null:
    case undefined:
      return 'The proxy on the way failed.';
    default:
      return facts.proxyDid satisfies never;
  }
}

function clockWrong({ clockAheadMs }: CodeFacts): string {
  const off =
    clockAheadMs == null ? 'wrong' : `${span(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? 'slow' : 'fast'}`;
  return `This machine's clock is ${off}: certificates cannot be judged before it is set.`;
}

/** In the unit that leaves a small number. */
function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`;
}
