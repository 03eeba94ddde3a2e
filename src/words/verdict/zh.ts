import { type CodeFacts, forOthers, isOwn, type VerdictMessages } from './messages.ts';

/** Subject of a Chinese sentence: none where the mirror itself is meant. */
const it = (facts: CodeFacts): string => (isOwn(facts) ? '' : `${facts.host} `);
const itsCertificate = (facts: CodeFacts): string =>
  isOwn(facts) ? 'TLS 证书' : `${facts.host} 的 TLS 证书`;
const served = ({ image }: CodeFacts): string => (image === null ? '提供的镜像' : `提供的 ${image} `);
const status = (facts: CodeFacts): string =>
  facts.httpStatus === null ? '' : `（HTTP ${facts.httpStatus}）`;

export const verdictZh: VerdictMessages = {
  verdict: {
    usable: '可用',
    degraded: '勉强可用',
    restricted: '访问受限',
    limited: '被限流',
    unsafe: '不安全',
    broken: '故障',
    dead: '无法连接',
    unknown: '未知',
  },
  code: {
    'digest-mismatch': (f) => `${it(f)}返回的数据与摘要不符，切勿使用该加速器。`,
    'tag-mismatch': (f) => `它${served(f)}在参照源中从未出现过，切勿使用该加速器。`,
    'dns-failure': (f) => (isOwn(f) ? '域名无法解析。' : `域名 ${f.host} 无法解析。`),
    'connection-refused': (f) => `${it(f)}拒绝连接。`,
    'connection-timeout': (f) => `${it(f)}没有响应，连接超时。`,
    'connection-reset': (f) => `${it(f)}中断了连接。`,
    'tls-untrusted': (f) => `${itsCertificate(f)}不是由本机信任的 CA 签发的。`,
    'tls-expired': (f) => `${itsCertificate(f)}已过期或尚未生效。`,
    'tls-name-mismatch': (f) => `${itsCertificate(f)}属于另一个域名。`,
    'tls-failure': (f) => (isOwn(f) ? '无法建立 TLS 连接。' : `无法与 ${f.host} 建立 TLS 连接。`),
    'response-timeout': (f) => `${it(f)}接受了连接，但一直没有返回响应。`,
    'not-a-registry': (f) => `${it(f)}有响应，但不是镜像仓库，可能是网页、停放的域名或登录页。`,
    'token-unreachable': (f) =>
      isOwn(f) ? '从本机无法访问其令牌服务。' : `获取令牌要访问 ${f.host}，而从本机无法访问该地址。`,
    'upstream-redirect': (f) =>
      isOwn(f)
        ? '下载被重定向到 Docker Hub 官方服务器，而从本机无法访问。'
        : `下载被重定向到 ${f.host}，而从本机无法访问该地址。`,
    'not-found': (f) =>
      `没有${f.image === null ? '该镜像' : ` ${f.image}`}；缓存型加速器的上游出现故障时，返回的也是这一结果。`,
    'digest-not-found': (f) =>
      `给出了${f.image === null ? '该镜像' : ` ${f.image} `}的摘要，却无法按该摘要下载。`,
    'server-error': (f) => `${it(f)}服务器出错${status(f)}。`,
    'redirect-loop': (f) => `${it(f)}陷入循环重定向。`,
    stalled: (f) => `${it(f)}开始发送数据后便没有了下文。`,
    truncated: (f) => `${it(f)}下载中途断开。`,
    oversized: (f) => `${it(f)}返回的数据超过本程序的读取上限。`,
    'bad-token': (f) => `${it(f)}返回的令牌响应容器引擎无法解析。`,
    'bad-head': (f) => `${it(f)}返回的清单响应头缺少正确的类型、长度或摘要，容器引擎无法拉取。`,
    'bad-coding': (f) => `${it(f)}标注的内容编码与实际数据不符。`,
    'protocol-error': (f) => `${it(f)}响应不符合镜像仓库协议${status(f)}。`,
    denied: (f) => `${it(f)}拒绝访问${status(f)}。`,
    'allow-listed': (f) =>
      `${it(f)}只提供白名单内的镜像，${f.image === null ? '该镜像' : `${f.image} `}不在其中。`,
    'auth-required': (f) => `${it(f)}要求登录，而容器引擎不会登录加速器。`,
    'token-denied': (f) => `${it(f)}不向匿名用户发放拉取令牌${status(f)}。`,
    'rate-limited': (f) => `${it(f)}要求稍后再试${status(f)}。`,
    stale: (f) => `${served(f)}比参照源旧。`,
    unconfirmed: (f) => `无法证实其提供的${f.image === null ? '镜像' : ` ${f.image}`}。`,
    'too-slow': () => '下载太慢，不具实用价值。',
    'classic-only': () => '仅适用于使用传统镜像存储的引擎。',
    'containerd-only': () => '仅适用于使用 containerd 镜像存储的引擎。',
    'image-missing': () => '缺少您指定的某个镜像。',
    'platform-missing': (f) =>
      `${f.image ?? '该镜像'} 没有适用于 ${f.platform ?? '本平台'} 的版本${forOthers(f.platforms, '，仅支持 ')}。这不是加速器的问题。`,
    aborted: () => '检测中途停止，该加速器未检测完。',
    deadline: () => '已到截止时间，该加速器未检测完。',
    'no-network': () => '检测时没有网络连接。',
    'proxy-failed': proxyFailed,
    'clock-wrong': clockWrong,
    'no-such-image': () => '上游仓库本身也不提供该镜像。',
  },
};

function proxyFailed(facts: CodeFacts): string {
  const proxy = isOwn(facts) ? '代理服务器' : `代理 ${facts.host} `;
  switch (facts.proxyDid) {
    case 'unreachable':
      return `${proxy}无法连接。`;
    case 'silent':
      return `${proxy}没有响应。`;
    case 'foreign':
      return `${proxy}的响应不符合该类代理的协议，请检查代理类型（http、https、socks5）和端口。`;
    case 'login':
      return `${proxy}要求登录，或用户名、密码有误${status(facts)}。`;
    case 'refused':
      return `${proxy}拒绝连接该加速器${status(facts)}。`;
    case 'failed':
      return `${proxy}未能连上该加速器${status(facts)}。`;
    case null:
    case undefined:
      return '途经的代理出现故障。';
    default:
      return facts.proxyDid satisfies never;
  }
}

function clockWrong({ clockAheadMs }: CodeFacts): string {
  const off =
    clockAheadMs == null ? '不准' : `${clockAheadMs > 0 ? '慢了' : '快了'} ${span(Math.abs(clockAheadMs))}`;
  return `本机时钟${off}，校准之前无法判断证书是否有效。`;
}

/** In the unit that leaves a small number. */
function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} 分钟`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} 小时` : `${Math.round(minutes / 1_440)} 天`;
}
