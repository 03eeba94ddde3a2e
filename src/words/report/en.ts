import { PROXY_NAMES, type ProbePath, type ReportMessages } from './messages.ts';

export const reportEn: ReportMessages = {
  column: {
    rank: '#',
    mirror: 'Mirror',
    pull: 'Pull',
    speed: 'Speed',
    firstByte: 'TTFB',
    latency: 'Latency',
    image: 'Image',
    verdict: 'Verdict',
    reason: 'Why',
  },
  image: { current: 'current', intact: 'intact', unchecked: 'unchecked' },
  plain: {
    pull: (value) => `pull ${value}`,
    firstByte: (value) => `first byte ${value}`,
    latency: (value) => `latency ${value}`,
    notMeasured: (value) => `${value} not measured`,
  },
  title: (image, platform, registry, mirrors) =>
    `${image} (${platform}) from ${plural(mirrors, 'mirror', 'mirrors')} of ${registry}`,
  measured: (at, took, vantage, path) => `Measured ${at} in ${took} from "${vantage}", ${englishPath(path)}.`,
  demo: 'Demonstration: these mirrors are simulated on this machine. Nothing here is about real ones.',
  proxied: 'The figures are those of the proxy. An engine that does not use it can see others.',
  fakeIp:
    "A fake-ip proxy (Clash and the like) answers for every name here: latency means little, and the line measured is the proxy's.",
  reference: {
    hub: (image, digest) => `Held against Docker Hub's own ${image}, ${digest}.`,
    given: (image, digest) => `Held against the digest that you gave for ${image}, ${digest}.`,
    consensus: (image, digest, votes) =>
      `Docker Hub did not answer: held against what ${votes === null ? 'most' : votes} independent operators serve as ${image}, ${digest}.`,
    unknown: (image, code) =>
      code === 'not-found'
        ? `The registry itself has no ${image}: is the tag right?`
        : `The registry itself does not serve ${image}: it does not exist there, or it is private. Is the name right?`,
    none: (image) => `There was nothing to hold ${image} against: whether it is current is not known.`,
  },
  legend: {
    pull: (image) =>
      `Pull: predicted time of "docker pull ${image}" to its last byte, unpacking not counted.`,
    firstByte: 'TTFB: the wait for the first byte of a layer.',
    unsteady: '~: the speed had not settled when the measurement ended.',
    image: {
      current: 'current: its content was checked, and is what the reference has now.',
      intact: 'intact: its content matches its digest, but there was nothing to compare it with.',
      unchecked: 'unchecked: its content was not hashed.',
    },
  },
  noneUsable: 'No mirror is usable from here.',
  noNetwork: 'There is no network here: no mirror could be asked.',
  nobodyAsked: 'No mirror could be asked.',
  aborted: 'The run was stopped early: this is what was known by then.',
  deadline: (unfinished, seconds) =>
    `The deadline of ${seconds} s came before ${plural(unfinished, 'mirror was', 'mirrors were')} finished; --deadline gives more time.`,
  shown: (shown, total) => `Only the best ${shown} of ${total} are shown (--top).`,
  group: {
    degraded: 'Degraded: works, with a reservation',
    restricted: 'Restricted: works for others',
    limited: 'Limited: asks us to come back later',
    unsafe: 'Unsafe: never configure it',
    broken: 'Broken: answers, but a pull fails',
    dead: 'Dead: no answer',
    unknown: 'Unknown: was not asked',
  },
  groupHead: (title, count) => `${title} (${count})`,
  retryAfter: (instant) => `Not before ${instant}.`,
  note: {
    access: {
      'allow-list': 'Serves only images on its own list.',
      campus: 'Serves its own campus network only.',
      'cloud-internal': "Serves its own cloud's network only.",
      'personal-address': 'A personal address: the template stands for it.',
      login: 'Wants a login; engines do not log in to mirrors.',
      'mainland-only': 'Serves addresses in mainland China only.',
    },
    retired: (on, reason) => `Retired ${on}: ${reason}`,
    personalAddress: (variable) =>
      variable === null
        ? 'A personal address: the template stands for it.'
        : `A personal address: ${variable} in the environment fills it in.`,
    fillsLine: (count, rate) =>
      count === 1
        ? `As fast as your own line (${rate}), as others are: among them latency decides.`
        : `These ${count} are ${count === 2 ? 'both' : 'all'} as fast as your own line (${rate}): among them latency decides.`,
    certificate: (days) => `Its certificate ends in ${plural(days, 'day', 'days')}.`,
    limits: {
      requests: (perMinute) => `Allows ${plural(perMinute, 'request', 'requests')} a minute.`,
      concurrency: (atOnce) => `Allows ${plural(atOnce, 'download', 'downloads')} at once.`,
      rate: (rate) => `Slows downloads to ${rate}.`,
      volume: (size, window) => `Allows ${size} in ${window}.`,
      cache: (time) => `A tag may lag behind by ${time}.`,
    },
  },
  summary: (total, parts) =>
    `${plural(total, 'mirror', 'mirrors')}${parts.length === 0 ? '' : ': '}${parts.join(', ')}.`,
  count: (count, verdict) => `${count} ${verdict}`,
  next: 'Next:',
  detail: {
    operator: 'by',
    latency: (median, jitter, samples) =>
      `latency ${median} ± ${jitter} (${plural(samples, 'sample', 'samples')})`,
    setUp: (parts) => `steps: ${parts}`,
    dns: 'DNS',
    connect: 'connect',
    tls: 'TLS',
    token: 'token',
    manifest: 'manifest',
    firstByte: 'first byte',
    spread: (low, high, bytes) => `speed between ${low} and ${high} over ${bytes}`,
    blobHosts: (hosts) => `layers come from ${hosts}`,
    tokenHost: (host) => `tokens come from ${host}`,
    rateLimit: (limit, remaining, window) =>
      `allows ${plural(limit, 'request', 'requests')}${window === null ? '' : ` in ${window}`}${remaining === null ? '' : `, ${remaining} left`}`,
    certificate: (days) => `certificate for ${plural(days, 'more day', 'more days')}`,
    traffic: (requests, bytes) => `${plural(requests, 'request', 'requests')}, ${bytes} received`,
    failedAt: (phase, httpStatus) =>
      `failed at: ${phase}${httpStatus === null ? '' : ` (HTTP ${httpStatus})`}`,
    itsWords: (text) => `its own words: ${text}`,
  },
  listSeparator: ', ',
  sentenceSeparator: ' ',
};

function englishPath({ proxied, proxyKind, ipFamilies }: ProbePath): string {
  const family = ipFamilies.length === 1 ? ` over IPv${ipFamilies[0]} only` : '';
  if (!proxied) return `directly${family}`;
  if (proxyKind === null) return `through a proxy${family}`;
  return `through ${proxyKind === 'socks5' ? 'a' : 'an'} ${PROXY_NAMES[proxyKind]} proxy${family}`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
