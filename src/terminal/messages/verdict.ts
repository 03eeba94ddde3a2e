import type { Code, Verdict } from '../../probe/codes.ts';
import type { Lang } from '../lang.ts';

/** What a code's sentence may speak of. Hosts come cleaned; the mirror's own words never get here. */
export interface CodeFacts {
  /** The host that is meant: a token realm, a blob's redirect target, else the mirror. */
  readonly host: string;
  readonly httpStatus: number | null;
  /** The first image of the run, familiar form. */
  readonly image: string;
}

export interface VerdictMessages {
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly code: Readonly<Record<Code, (facts: CodeFacts) => string>>;
}

const status = (facts: CodeFacts): string => (facts.httpStatus === null ? '' : ` (HTTP ${facts.httpStatus})`);
const zhStatus = (facts: CodeFacts): string =>
  facts.httpStatus === null ? '' : `（HTTP ${facts.httpStatus}）`;

export const verdictMessages: Readonly<Record<Lang, VerdictMessages>> = {
  en: {
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
      'digest-mismatch': (f) => `${f.host} sent bytes that do not match their digest: never use it.`,
      'tag-mismatch': (f) =>
        `Its ${f.image} is an image that the reference has never heard of: never use it.`,
      'dns-failure': (f) => `The name ${f.host} does not resolve.`,
      'connection-refused': (f) => `${f.host} refuses connections.`,
      'connection-timeout': (f) => `${f.host} does not answer: the connection timed out.`,
      'connection-reset': (f) => `${f.host} cut the connection.`,
      'tls-untrusted': (f) => `The TLS certificate of ${f.host} is not signed by a CA trusted here.`,
      'tls-expired': (f) => `The TLS certificate of ${f.host} is out of its dates.`,
      'tls-name-mismatch': (f) => `The TLS certificate of ${f.host} is for another name.`,
      'tls-failure': (f) => `No TLS connection to ${f.host} could be made.`,
      'response-timeout': (f) => `${f.host} accepted the connection and then sent no answer.`,
      'not-a-registry': (f) =>
        `${f.host} answers, but not as a registry: a web page, a parked name or a login portal.`,
      'token-unreachable': (f) =>
        `It sends us to ${f.host} for a token, and that host cannot be reached from here.`,
      'upstream-redirect': (f) => `It hands the download on to ${f.host}, which cannot be reached from here.`,
      'not-found': (f) => `It does not have ${f.image}.`,
      'server-error': (f) => `${f.host} failed${status(f)}.`,
      'redirect-loop': (f) => `${f.host} redirects in circles.`,
      stalled: (f) => `${f.host} began to send and then fell silent.`,
      truncated: (f) => `${f.host} cut a download short.`,
      oversized: (f) => `${f.host} sent more than any honest answer needs.`,
      'protocol-error': (f) => `${f.host} broke the registry protocol${status(f)}.`,
      denied: (f) => `${f.host} denies access${status(f)}.`,
      'allow-listed': (f) => `${f.host} serves only images on its own list, and ${f.image} is not served.`,
      'auth-required': (f) => `${f.host} wants a login; engines do not log in to mirrors.`,
      'token-denied': (f) => `${f.host} refused a token for anonymous pulls${status(f)}.`,
      'rate-limited': (f) => `${f.host} asks us to come back later${status(f)}.`,
      stale: (f) => `It serves an older ${f.image} than the reference.`,
      unconfirmed: (f) => `It serves a ${f.image} that nobody we could reach confirms.`,
      'too-slow': () => 'Its download is too slow to use.',
      'classic-only': () => 'It works for engines with the classic image store only.',
      'containerd-only': () => 'It works for engines with the containerd image store only.',
      'image-missing': () => 'An image that you named is missing there.',
      aborted: () => 'The run was stopped before it was finished.',
      deadline: () => 'The run ended before it was finished.',
      'no-network': () => 'There was no network.',
    },
  },
  zh: {
    verdict: {
      usable: '可用',
      degraded: '勉强可用',
      restricted: '访问受限',
      limited: '被限流',
      unsafe: '不安全',
      broken: '有故障',
      dead: '连不上',
      unknown: '未知',
    },
    code: {
      'digest-mismatch': (f) => `${f.host} 返回的数据与摘要不符，切勿使用。`,
      'tag-mismatch': (f) => `它提供的 ${f.image} 在参照源中从未出现过，切勿使用。`,
      'dns-failure': (f) => `域名 ${f.host} 无法解析。`,
      'connection-refused': (f) => `${f.host} 拒绝连接。`,
      'connection-timeout': (f) => `${f.host} 没有响应，连接超时。`,
      'connection-reset': (f) => `${f.host} 中断了连接。`,
      'tls-untrusted': (f) => `${f.host} 的 TLS 证书不是由本机信任的 CA 签发的。`,
      'tls-expired': (f) => `${f.host} 的 TLS 证书不在有效期内。`,
      'tls-name-mismatch': (f) => `${f.host} 的 TLS 证书属于另一个域名。`,
      'tls-failure': (f) => `无法与 ${f.host} 建立 TLS 连接。`,
      'response-timeout': (f) => `${f.host} 接受了连接，但一直没有返回响应。`,
      'not-a-registry': (f) => `${f.host} 有响应，但不是镜像仓库，可能是网页、停放的域名或登录页。`,
      'token-unreachable': (f) => `它要求到 ${f.host} 获取令牌，而从本机无法访问该地址。`,
      'upstream-redirect': (f) => `它把下载重定向到 ${f.host}，而从本机无法访问该地址。`,
      'not-found': (f) => `它没有 ${f.image}。`,
      'server-error': (f) => `${f.host} 出错${zhStatus(f)}。`,
      'redirect-loop': (f) => `${f.host} 的重定向没有尽头。`,
      stalled: (f) => `${f.host} 开始发送数据后就没有了动静。`,
      truncated: (f) => `${f.host} 的下载中途断开。`,
      oversized: (f) => `${f.host} 返回的数据远超正常大小。`,
      'protocol-error': (f) => `${f.host} 的响应不符合镜像仓库协议${zhStatus(f)}。`,
      denied: (f) => `${f.host} 拒绝访问${zhStatus(f)}。`,
      'allow-listed': (f) => `${f.host} 只提供白名单内的镜像，${f.image} 不在其中。`,
      'auth-required': (f) => `${f.host} 要求登录，而容器引擎不会登录加速器。`,
      'token-denied': (f) => `${f.host} 不向匿名用户发放拉取令牌${zhStatus(f)}。`,
      'rate-limited': (f) => `${f.host} 要求稍后再试${zhStatus(f)}。`,
      stale: (f) => `它提供的 ${f.image} 比参照源旧。`,
      unconfirmed: (f) => `它提供的 ${f.image} 无人能够证实。`,
      'too-slow': () => '下载太慢，没有实用价值。',
      'classic-only': () => '仅适用于使用传统镜像存储的引擎。',
      'containerd-only': () => '仅适用于使用 containerd 镜像存储的引擎。',
      'image-missing': () => '缺少您指定的某个镜像。',
      aborted: () => '检测中途被停止。',
      deadline: () => '检测未完成就到了截止时间。',
      'no-network': () => '当时没有网络。',
    },
  },
};
