import type { Code, Verdict } from '../probe/codes.ts';
import type { ProxyTrouble } from '../registry/transport/types.ts';
import type { Lang } from './lang.ts';

/** What a code's sentence may speak of. Hosts come cleaned; the mirror's own words never get here. */
export interface CodeFacts {
  /** The host that is meant: a token realm, a blob's redirect target, else the mirror. */
  readonly host: string;
  /** The mirror's own host. Where it is the one meant, the sentence says "it": the mirror's name stands beside it anyway. */
  readonly mirrorHost?: string;
  readonly httpStatus: number | null;
  /** The first image of the run, familiar form; null where it is not known. */
  readonly image: string | null;
  /** With `proxy-failed`, where it is known: what the proxy did. */
  readonly proxyDid?: ProxyTrouble['did'] | null;
}

export interface VerdictMessages {
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly code: Readonly<Record<Code, (facts: CodeFacts) => string>>;
}

const isOwn = (facts: CodeFacts): boolean => facts.host === '' || facts.host === facts.mirrorHost;

/** Subject of an English sentence. */
const it = (facts: CodeFacts): string => (isOwn(facts) ? 'It' : facts.host);
const itsCertificate = (facts: CodeFacts): string =>
  isOwn(facts) ? 'Its TLS certificate' : `The TLS certificate of ${facts.host}`;
const status = (facts: CodeFacts): string => (facts.httpStatus === null ? '' : ` (HTTP ${facts.httpStatus})`);

/** Subject of a Chinese sentence: none where the mirror itself is meant. */
const zhIt = (facts: CodeFacts): string => (isOwn(facts) ? '' : `${facts.host} `);
const zhItsCertificate = (facts: CodeFacts): string =>
  isOwn(facts) ? 'TLS 证书' : `${facts.host} 的 TLS 证书`;
const zhServed = ({ image }: CodeFacts): string => (image === null ? '提供的镜像' : `提供的 ${image} `);
const zhStatus = (facts: CodeFacts): string =>
  facts.httpStatus === null ? '' : `（HTTP ${facts.httpStatus}）`;

function enProxy(facts: CodeFacts): string {
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

function zhProxy(facts: CodeFacts): string {
  const proxy = isOwn(facts) ? '代理服务器' : `代理 ${facts.host} `;
  switch (facts.proxyDid) {
    case 'unreachable':
      return `${proxy}无法连接。`;
    case 'silent':
      return `${proxy}没有响应。`;
    case 'foreign':
      return `${proxy}的响应不符合该类代理的协议，请检查代理类型（http、https、socks5）和端口。`;
    case 'login':
      return `${proxy}要求登录，或用户名、密码有误${zhStatus(facts)}。`;
    case 'refused':
      return `${proxy}拒绝连接该加速器${zhStatus(facts)}。`;
    case 'failed':
      return `${proxy}未能连上该加速器${zhStatus(facts)}。`;
    case null:
    case undefined:
      return '途经的代理出现故障。';
    default:
      return facts.proxyDid satisfies never;
  }
}

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
      'digest-mismatch': (f) => `${it(f)} sent bytes that do not match their digest: never use this mirror.`,
      'tag-mismatch': (f) =>
        `Its ${f.image ?? 'image'} is one that the reference has never heard of: never use this mirror.`,
      'dns-failure': (f) =>
        isOwn(f) ? 'Its name does not resolve.' : `The name ${f.host} does not resolve.`,
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
      'not-found': (f) => `It does not have ${f.image ?? 'the image'}.`,
      'server-error': (f) => `${it(f)} failed${status(f)}.`,
      'redirect-loop': (f) => `${it(f)} redirects in circles.`,
      stalled: (f) => `${it(f)} began to send and then fell silent.`,
      truncated: (f) => `${it(f)} cut a download short.`,
      oversized: (f) => `${it(f)} sent more than any honest answer needs.`,
      'protocol-error': (f) => `${it(f)} broke the registry protocol${status(f)}.`,
      denied: (f) => `${it(f)} denies access${status(f)}.`,
      'allow-listed': (f) =>
        `${it(f)} serves only images on its own list, and ${f.image ?? 'this one'} is not on it.`,
      'auth-required': (f) => `${it(f)} wants a login; engines do not log in to mirrors.`,
      'token-denied': (f) => `${it(f)} refused a token for anonymous pulls${status(f)}.`,
      'rate-limited': (f) => `${it(f)} asks us to come back later${status(f)}.`,
      stale: (f) => `Its ${f.image ?? 'image'} is older than the reference's.`,
      unconfirmed: (f) => `Nobody we could reach confirms its ${f.image ?? 'image'}.`,
      'too-slow': () => 'Its downloads are too slow to be of use.',
      'classic-only': () => 'It works only for engines that use the classic image store.',
      'containerd-only': () => 'It works only for engines that use the containerd image store.',
      'image-missing': () => 'An image that you named is missing there.',
      aborted: () => 'The run was stopped before this mirror was finished.',
      deadline: () => 'The run reached its deadline before this mirror was finished.',
      'no-network': () => 'There was no network.',
      'proxy-failed': enProxy,
    },
  },
  zh: {
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
      'digest-mismatch': (f) => `${zhIt(f)}返回的数据与摘要不符，切勿使用该加速器。`,
      'tag-mismatch': (f) => `它${zhServed(f)}在参照源中从未出现过，切勿使用该加速器。`,
      'dns-failure': (f) => (isOwn(f) ? '域名无法解析。' : `域名 ${f.host} 无法解析。`),
      'connection-refused': (f) => `${zhIt(f)}拒绝连接。`,
      'connection-timeout': (f) => `${zhIt(f)}没有响应，连接超时。`,
      'connection-reset': (f) => `${zhIt(f)}中断了连接。`,
      'tls-untrusted': (f) => `${zhItsCertificate(f)}不是由本机信任的 CA 签发的。`,
      'tls-expired': (f) => `${zhItsCertificate(f)}已过期或尚未生效。`,
      'tls-name-mismatch': (f) => `${zhItsCertificate(f)}属于另一个域名。`,
      'tls-failure': (f) => (isOwn(f) ? '无法建立 TLS 连接。' : `无法与 ${f.host} 建立 TLS 连接。`),
      'response-timeout': (f) => `${zhIt(f)}接受了连接，但一直没有返回响应。`,
      'not-a-registry': (f) => `${zhIt(f)}有响应，但不是镜像仓库，可能是网页、停放的域名或登录页。`,
      'token-unreachable': (f) =>
        isOwn(f) ? '从本机无法访问其令牌服务。' : `获取令牌要访问 ${f.host}，而从本机无法访问该地址。`,
      'upstream-redirect': (f) =>
        isOwn(f)
          ? '下载被重定向到 Docker Hub 官方服务器，而从本机无法访问。'
          : `下载被重定向到 ${f.host}，而从本机无法访问该地址。`,
      'not-found': (f) => `没有${f.image === null ? '该镜像' : ` ${f.image}`}。`,
      'server-error': (f) => `${zhIt(f)}服务器出错${zhStatus(f)}。`,
      'redirect-loop': (f) => `${zhIt(f)}陷入循环重定向。`,
      stalled: (f) => `${zhIt(f)}开始发送数据后便没有了下文。`,
      truncated: (f) => `${zhIt(f)}下载中途断开。`,
      oversized: (f) => `${zhIt(f)}返回的数据远超正常大小。`,
      'protocol-error': (f) => `${zhIt(f)}响应不符合镜像仓库协议${zhStatus(f)}。`,
      denied: (f) => `${zhIt(f)}拒绝访问${zhStatus(f)}。`,
      'allow-listed': (f) =>
        `${zhIt(f)}只提供白名单内的镜像，${f.image === null ? '该镜像' : `${f.image} `}不在其中。`,
      'auth-required': (f) => `${zhIt(f)}要求登录，而容器引擎不会登录加速器。`,
      'token-denied': (f) => `${zhIt(f)}不向匿名用户发放拉取令牌${zhStatus(f)}。`,
      'rate-limited': (f) => `${zhIt(f)}要求稍后再试${zhStatus(f)}。`,
      stale: (f) => `${zhServed(f)}比参照源旧。`,
      unconfirmed: (f) => `无法证实其提供的${f.image === null ? '镜像' : ` ${f.image}`}。`,
      'too-slow': () => '下载太慢，不具实用价值。',
      'classic-only': () => '仅适用于使用传统镜像存储的引擎。',
      'containerd-only': () => '仅适用于使用 containerd 镜像存储的引擎。',
      'image-missing': () => '缺少您指定的某个镜像。',
      aborted: () => '检测中途停止，该加速器未检测完。',
      deadline: () => '已到截止时间，该加速器未检测完。',
      'no-network': () => '检测时没有网络连接。',
      'proxy-failed': zhProxy,
    },
  },
};
