import { PROXY_NAMES, type ProbePath, type ReportMessages } from './messages.ts';

export const reportZh: ReportMessages = {
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
    unknown: (image, code) =>
      code === 'not-found'
        ? `上游仓库中没有 ${image}，请检查标签是否正确。`
        : `上游仓库不提供 ${image}：该镜像不存在，或是私有镜像，请检查名称是否正确。`,
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
  nobodyAsked: '所有加速器均未能检测。',
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
    fillsLine: (count, rate) =>
      count === 1
        ? `能跑满您的带宽（${rate}），另有加速器也能跑满；它们之间只需比较延迟。`
        : `这 ${count} 个都能跑满您的带宽（${rate}），它们之间只需比较延迟。`,
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
};

function chinesePath({ proxied, proxyKind, ipFamilies }: ProbePath): string {
  const family = ipFamilies.length === 1 ? `，仅 IPv${ipFamilies[0]}` : '';
  if (!proxied) return `直连${family}`;
  return `经${proxyKind === null ? '' : ` ${PROXY_NAMES[proxyKind]} `}代理${family}`;
}
