import type { RestartCost } from '../../../engines/engine.ts';
import { verdictZh } from '../../verdict/zh.ts';
import type { How, MirrorFault, ProxyDid } from '../cause.ts';

/** 一句话，先说主机。 */
export function howZh(host: string, how: How): string {
  switch (how.kind) {
    case 'name-not-found':
      return `本机的 DNS 服务器${servers(how.servers)}说没有 ${host} 这个域名。`;
    case 'names-silent':
      return `向本机的 DNS 服务器${servers(how.servers)}查询 ${host}，没有任何回应。`;
    case 'names-broken':
      return `本机的 DNS 服务器${servers(how.servers)}查询 ${host} 时出错。`;
    case 'connect-timeout':
      return `连接 ${host}${at(how.address) || ' '}没有任何回应：数据包在途中被丢弃。`;
    case 'refused':
      return `${host}${at(how.address) || ' '}拒绝连接。`;
    case 'no-route':
      return `这里没有通往 ${host}${at(how.address) || ' '}的路由${how.family === 6 ? '，该域名只解析到 IPv6 地址' : ''}。`;
    case 'fake-ip':
      return `${host} 被解析到代理程序虚构的地址 ${how.address ?? '（198.18.0.0/15）'}，却没有代理程序转发这些数据包。`;
    case 'tls-silent':
      return `${host} 接受了连接，却始终不回应 TLS 握手${other(how.other, '同一地址上换一个域名就有回应，说明被过滤的是这个域名')}${how.other === false ? '；换一个域名也没有回应：要么那里的 TLS 被过滤，要么大数据包在途中丢失（VPN 或 PPPoE 线路的 MTU 设得过大）' : ''}。`;
    case 'reset':
      return `一发出域名，与 ${host} 的连接就被重置${other(how.other, '同一地址上换一个域名则不会，说明被过滤的是这个域名')}。`;
    case 'closed':
      return `一发出域名，与 ${host} 的连接就被关闭${other(how.other, '同一地址上换一个域名则不会，说明被过滤的是这个域名')}。`;
    case 'tls-failure':
      return `无法与 ${host} 建立 TLS 连接。`;
    case 'plain-http':
      return `${host} 的应答不是 TLS，而这里要求的是 HTTPS。`;
    case 'wrong-certificate':
      return `${host} 指向 ${how.address ?? '某个地址'}，而那里的证书属于 ${how.names === '' ? '别人' : how.names}。`;
    case 'untrusted':
      return `${host} 的证书由${how.issuer === null ? '不明的机构' : `“${how.issuer}”`}签发，本机并不信任。`;
    case 'expired':
      return `按本机的时钟，${host} 的证书不在有效期内。`;
    case 'silent':
      return `${host} 收到请求后不作回应。`;
    case 'server-error':
      return `${host} 自身出错（HTTP ${how.status}）。`;
    case 'denied':
      return `${host} 拒绝来自这里的访问（HTTP ${how.status}）。`;
    case 'rate-limited':
      return `${host} 答复说从这里拉取的次数太多（HTTP 429）。`;
    case 'portal':
      return `应答的是一个网页，而不是 ${host}。`;
    case 'garbled':
      return `${host} 的应答不像是镜像仓库的应答。`;
    default:
      return how satisfies never;
  }
}

export function faultZh({ mirror, code, facts }: MirrorFault): string {
  return `${mirror}：${verdictZh.code[code](facts)}`;
}

/** 代理做了什么，接在代理的名字之后。 */
export function proxyDidZh(did: ProxyDid, status: number | null, host: string | null = null): string {
  const code = status === null ? '' : `（HTTP ${status}）`;
  switch (did) {
    case 'unreachable':
      return '连不上';
    case 'nameless':
      return '的域名在本机的 DNS 服务器上不存在';
    case 'silent':
      return '接受了连接，却不作回应';
    case 'foreign':
      return '的应答不是 HTTP 代理的应答，可能是 SOCKS 端口';
    case 'plain':
      return '只提供明文 HTTP，却被写成了 https://';
    case 'socks':
      return '是 SOCKS 端口，却被配置成了 HTTP 代理';
    case 'login':
      return `要求登录${code}`;
    case 'refused':
      return `不准连接 ${host ?? '镜像仓库'}${code}`;
    case 'failed':
      return `连不上 ${host ?? '镜像仓库'}${code}`;
    default:
      return did satisfies never;
  }
}

/** 重启的代价。 */
export function stopped({ command, stops }: RestartCost): string {
  if (command === null) return '';
  return stops === 0
    ? '不会有正在运行的容器停止。'
    : `${stops} 个正在运行的容器会停止，只有设置了重启策略的会恢复。`;
}

export function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MiB`;
}

export function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${seconds} 秒`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} 分钟`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} 小时`;
  return `${Math.round(seconds / 86_400)} 天`;
}

function servers(list: readonly string[]): string {
  return list.length === 0 ? '' : `（${list.join('、')}）`;
}

function at(address: string | null): string {
  return address === null ? '' : `（${address}）`;
}

function other(answers: boolean | null, sentence: string): string {
  return answers === true ? `；${sentence}` : '';
}
