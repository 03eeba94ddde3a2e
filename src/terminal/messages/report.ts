import type { Access } from '../../catalog/types.ts';
import type { Verdict } from '../../probe/codes.ts';
import type { Lang } from '../lang.ts';

/** How the probes went out. */
export interface Path {
  readonly proxied: boolean;
  readonly proxyKind: 'http' | 'https' | 'socks5' | null;
  readonly ipFamilies: readonly (4 | 6)[];
}

/** The parts of one mirror's details; numbers come formatted, a part that is unknown does not come. */
export interface DetailLabels {
  readonly operator: string;
  readonly latency: (median: string, jitter: string, samples: number) => string;
  readonly setUp: (parts: string) => string;
  readonly dns: string;
  readonly connect: string;
  readonly tls: string;
  readonly token: string;
  readonly manifest: string;
  readonly firstByte: string;
  readonly spread: (low: string, high: string, bytes: string) => string;
  readonly blobHosts: (hosts: string) => string;
  readonly tokenHost: (host: string) => string;
  readonly rateLimit: (limit: number, remaining: number | null, window: string | null) => string;
  readonly certificate: (days: number) => string;
  readonly traffic: (requests: number, bytes: string) => string;
  readonly failedAt: (phase: string, httpStatus: number | null) => string;
  readonly itsWords: (text: string) => string;
}

/** Every word of a report that is not a verdict's sentence. Numbers and instants come formatted. */
export interface ReportMessages {
  readonly column: {
    readonly rank: string;
    readonly mirror: string;
    readonly pull: string;
    readonly speed: string;
    /** Time to a layer's first byte: narrow, as its column is. */
    readonly firstByte: string;
    readonly latency: string;
    readonly image: string;
    readonly verdict: string;
    readonly reason: string;
  };
  /** What was found out about the image: same as the reference; bytes right but nothing to compare with; neither. */
  readonly image: { readonly current: string; readonly intact: string; readonly unchecked: string };
  /** Joins a number to what it counts in plain text, where no column head stands over it. */
  readonly plain: Readonly<
    Record<'pull' | 'firstByte' | 'latency' | 'notMeasured', (value: string) => string>
  >;
  readonly title: (image: string, platform: string, registry: string, mirrors: number) => string;
  readonly measured: (at: string, took: string, vantage: string, path: Path) => string;
  readonly demo: string;
  readonly proxied: string;
  readonly fakeIp: string;
  readonly reference: {
    readonly hub: (image: string, digest: string) => string;
    readonly given: (image: string, digest: string) => string;
    readonly consensus: (image: string, digest: string, votes: number | null) => string;
    readonly none: (image: string) => string;
  };
  readonly legend: {
    readonly pull: (image: string) => string;
    readonly firstByte: string;
    readonly unsteady: string;
    readonly image: Readonly<Record<'current' | 'intact' | 'unchecked', string>>;
  };
  readonly noneUsable: string;
  readonly noNetwork: string;
  readonly aborted: string;
  readonly deadline: (unfinished: number, seconds: number) => string;
  readonly shown: (shown: number, total: number) => string;
  /** What stands over the mirrors of one verdict. */
  readonly group: Readonly<Record<Exclude<Verdict, 'usable'>, string>>;
  readonly groupHead: (title: string, count: number) => string;
  readonly retryAfter: (instant: string) => string;
  readonly note: {
    readonly access: Readonly<Record<Exclude<Access, 'public'>, string>>;
    readonly retired: (on: string, reason: string) => string;
    readonly personalAddress: (variable: string | null) => string;
    readonly certificate: (days: number) => string;
    /** What the operator is known to allow. */
    readonly limits: {
      readonly requests: (perMinute: number) => string;
      readonly concurrency: (atOnce: number) => string;
      readonly rate: (rate: string) => string;
      readonly volume: (size: string, window: string) => string;
      readonly cache: (time: string) => string;
    };
  };
  readonly summary: (total: number, parts: readonly string[]) => string;
  readonly count: (count: number, verdict: string) => string;
  /** Stands before a shell command. */
  readonly next: string;
  readonly detail: DetailLabels;
  readonly listSeparator: string;
  /** Between two sentences of one paragraph. */
  readonly sentenceSeparator: string;
}

const PROXY_NAMES: Readonly<Record<'http' | 'https' | 'socks5', string>> = {
  http: 'HTTP',
  https: 'HTTPS',
  socks5: 'SOCKS5',
};

function englishPath({ proxied, proxyKind, ipFamilies }: Path): string {
  const family = ipFamilies.length === 1 ? ` over IPv${ipFamilies[0]} only` : '';
  if (!proxied) return `directly${family}`;
  if (proxyKind === null) return `through a proxy${family}`;
  return `through ${proxyKind === 'socks5' ? 'a' : 'an'} ${PROXY_NAMES[proxyKind]} proxy${family}`;
}

function chinesePath({ proxied, proxyKind, ipFamilies }: Path): string {
  const family = ipFamilies.length === 1 ? `，仅 IPv${ipFamilies[0]}` : '';
  if (!proxied) return `直连${family}`;
  return `经${proxyKind === null ? '' : ` ${PROXY_NAMES[proxyKind]} `}代理${family}`;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const reportMessages: Readonly<Record<Lang, ReportMessages>> = {
  en: {
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
    measured: (at, took, vantage, path) =>
      `Measured ${at} in ${took} from "${vantage}", ${englishPath(path)}.`,
    demo: 'Demonstration: these mirrors are simulated on this machine. Nothing here is about real ones.',
    proxied: 'The figures are those of the proxy. An engine that does not use it can see others.',
    fakeIp:
      "A fake-ip proxy (Clash and the like) answers for every name here: latency means little, and the line measured is the proxy's.",
    reference: {
      hub: (image, digest) => `Held against Docker Hub's own ${image}, ${digest}.`,
      given: (image, digest) => `Held against the digest that you gave for ${image}, ${digest}.`,
      consensus: (image, digest, votes) =>
        `Docker Hub did not answer: held against what ${votes === null ? 'most' : votes} independent operators serve as ${image}, ${digest}.`,
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
  },
  zh: {
    column: {
      rank: '#',
      mirror: '加速器',
      pull: '拉取耗时',
      speed: '速度',
      firstByte: '首字节',
      latency: '延迟',
      image: '镜像',
      verdict: '结论',
      reason: '原因',
    },
    image: { current: '最新', intact: '完整', unchecked: '未校验' },
    plain: {
      pull: (value) => `拉取 ${value}`,
      firstByte: (value) => `首字节 ${value}`,
      latency: (value) => `延迟 ${value}`,
      notMeasured: (value) => `${value}未测`,
    },
    title: (image, platform, registry, mirrors) =>
      `${registry} 的 ${mirrors} 个加速器，拉取 ${image}（${platform}）`,
    measured: (at, took, vantage, path) =>
      `检测时间 ${at}，用时 ${took}，检测点“${vantage}”，${chinesePath(path)}。`,
    demo: '演示模式：以下加速器均由本机模拟，与真实服务无关。',
    proxied: '以上数据经由代理测得；不走该代理的容器引擎，实际情况可能不同。',
    fakeIp: '本机由 fake-ip 代理（如 Clash）应答所有域名：延迟几乎没有参考价值，测得的是代理的线路。',
    reference: {
      hub: (image, digest) => `以 Docker Hub 官方的 ${image} 为参照：${digest}。`,
      given: (image, digest) => `以您指定的 ${image} 摘要为参照：${digest}。`,
      consensus: (image, digest, votes) =>
        `无法访问 Docker Hub，以${votes === null ? '多数' : ` ${votes} 家`}独立运营者一致提供的 ${image} 为参照：${digest}。`,
      none: (image) => `没有可用的参照，无法判断 ${image} 是否为最新。`,
    },
    legend: {
      pull: (image) => `拉取耗时：预计 docker pull ${image} 下载完最后一个字节所需的时间，不含解压。`,
      firstByte: '首字节：等到镜像层第一个字节所需的时间。',
      unsteady: '~：测量结束时速度尚未稳定。',
      image: {
        current: '最新：内容已校验，与参照源当前版本一致。',
        intact: '完整：内容与其摘要相符，但没有参照可比对。',
        unchecked: '未校验：没有计算内容的哈希值。',
      },
    },
    noneUsable: '从本机没有可用的加速器。',
    noNetwork: '本机没有网络连接，无法检测任何加速器。',
    aborted: '检测被提前停止，以下是截至当时的结果。',
    deadline: (unfinished, seconds) =>
      `${seconds} 秒的截止时间已到，仍有 ${unfinished} 个加速器未检测完；可用 --deadline 延长。`,
    shown: (shown, total) => `仅显示前 ${shown} 个，共 ${total} 个（--top）。`,
    group: {
      degraded: '勉强可用：能用，但有保留',
      restricted: '访问受限：只对其他用户开放',
      limited: '被限流：要求稍后再试',
      unsafe: '不安全：切勿配置',
      broken: '故障：有响应，但无法完成拉取',
      dead: '无法连接：没有响应',
      unknown: '未知：没有检测到',
    },
    groupHead: (title, count) => `${title}（${count} 个）`,
    retryAfter: (instant) => `请在 ${instant} 之后再试。`,
    note: {
      access: {
        'allow-list': '只提供白名单内的镜像。',
        campus: '仅限校园网内使用。',
        'cloud-internal': '仅限该云厂商的内网使用。',
        'personal-address': '个人专属地址，此处以模板代替。',
        login: '需要登录，而容器引擎不会登录加速器。',
        'mainland-only': '仅对中国大陆的 IP 开放。',
      },
      retired: (on, reason) => `已于 ${on} 停止服务：${reason}`,
      personalAddress: (variable) =>
        variable === null ? '个人专属地址，此处以模板代替。' : `个人专属地址，由环境变量 ${variable} 填入。`,
      certificate: (days) => `证书将在 ${days} 天后到期。`,
      limits: {
        requests: (perMinute) => `每分钟限 ${perMinute} 次请求。`,
        concurrency: (atOnce) => `同时限 ${atOnce} 个下载。`,
        rate: (rate) => `限速 ${rate}。`,
        volume: (size, window) => `每 ${window} 限下载 ${size}。`,
        cache: (time) => `标签最多可能滞后 ${time}。`,
      },
    },
    summary: (total, parts) => `共 ${total} 个加速器${parts.length === 0 ? '' : '：'}${parts.join('，')}。`,
    count: (count, verdict) => `${verdict} ${count}`,
    next: '下一步:',
    detail: {
      operator: '运营者',
      latency: (median, jitter, samples) => `延迟 ${median} ± ${jitter}（${samples} 次取样）`,
      setUp: (parts) => `各步耗时：${parts}`,
      dns: 'DNS',
      connect: '连接',
      tls: 'TLS',
      token: '令牌',
      manifest: '清单',
      firstByte: '首字节',
      spread: (low, high, bytes) => `速度在 ${low} 与 ${high} 之间（共下载 ${bytes}）`,
      blobHosts: (hosts) => `镜像层来自 ${hosts}`,
      tokenHost: (host) => `令牌来自 ${host}`,
      rateLimit: (limit, remaining, window) =>
        `${window === null ? '' : `每 ${window} `}允许 ${limit} 次请求${remaining === null ? '' : `，还剩 ${remaining} 次`}`,
      certificate: (days) => `证书还有 ${days} 天到期`,
      traffic: (requests, bytes) => `${requests} 次请求，接收 ${bytes}`,
      failedAt: (phase, httpStatus) =>
        `失败步骤：${phase}${httpStatus === null ? '' : `（HTTP ${httpStatus}）`}`,
      itsWords: (text) => `对方原话：${text}`,
    },
    listSeparator: '、',
    sentenceSeparator: '',
  },
};
