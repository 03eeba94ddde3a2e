import type { Sentences } from '../messages.ts';
import type { Symptom } from '../symptom.ts';
import { selfToldSymptomsZh } from './self-told.ts';

const by = (server: string | null): string => (server === null ? '' : `（${server}）`);

/** 报错文字的意思。 */
export const symptomsZh: Sentences<Symptom> = {
  ...selfToldSymptomsZh,
  'name-not-found': ({ name, server }) => `DNS 服务器${by(server)}说没有 ${name} 这个域名。`,
  'name-server-silent': ({ name, server }) => `向 DNS 服务器${by(server)}查询 ${name}，没有回应。`,
  'name-server-broken': ({ name, server }) => `DNS 服务器${by(server)}查询 ${name} 时出错。`,
  'connect-timeout': ({ address }) => `连接主机${by(address)}没有任何回应：数据包被丢弃了。`,
  refused: ({ address }) => `主机${by(address)}拒绝了连接。`,
  'no-route': ({ address }) => `没有通往该主机${by(address)}的路由。`,
  'tls-timeout': () => '主机接受了连接，却始终没有回应 TLS 握手。',
  reset: () => '连接被重置。',
  closed: () => '对方没有回答就关闭了连接。',
  'headers-timeout': () => '主机收到请求后没有回应。',
  deadline: () => '耗时太久，已经放弃。',
  'wrong-certificate': ({ names, wanted }) =>
    `主机的证书属于 ${names === '' ? '不明的域名' : names}${wanted === null ? '' : `，而不是 ${wanted}`}。`,
  'unknown-authority': () => '证书的签发机构不受本机信任。',
  'certificate-dates': ({ now, limit, side }) =>
    now === null || limit === null || side === null
      ? '证书不在有效期内。'
      : `证书不在有效期内：本机时钟是 ${now}，${side === 'after' ? '晚于' : '早于'} ${limit}。`,
  'http-for-https': () => '主机只提供明文 HTTP，而这里要求的是 HTTPS。',
  'proxy-unreachable': ({ address }) => `代理${by(address)}连不上。`,
  'proxy-status': ({ status }) =>
    status === null ? '途中的代理拒绝了请求。' : `途中的代理答复了 HTTP ${status}。`,
  'tls-refused': () => '主机拒绝了 TLS 握手。',
  'proxy-plain': () => '代理被写成 https://，而它只提供明文 HTTP。',
  'proxy-socks': () => '被配置成 HTTP 代理的端口其实是 SOCKS。',
  status: ({ status }) => `主机答复了 HTTP ${status}。`,
  'rate-limited': () => '主机答复说从您的地址拉取的次数太多（HTTP 429）。',
  'abuse-limited': () => 'Docker Hub 的防滥用机制拒绝了请求（HTTP 429）。',
  'not-allowed': () => '加速器只提供白名单内的镜像，而这个镜像不在其中。',
  'bad-login': () => '附带的登录信息无效。',
  'wants-login': () => '主机要求登录，而请求没有附带登录信息。',
  'access-denied': () => '镜像不存在，或者只有登录后才能拉取。',
  'not-found': () => '那里没有这个镜像，或者没有这个标签。',
  redirects: () => '被一再重定向，最后放弃了。',
  html: () => '应答的是网页，而不是镜像仓库。',
  'cut-body': () => '下载中途断开。',
  corrupt: () => '收到的内容与镜像不符。',
  'platform-missing': ({ platform }) => `镜像没有 ${platform ?? '这个平台'} 的版本。`,
  schema1: () => '镜像采用早已废弃的格式（schema 1）。',
  'disk-full': ({ path }) => `磁盘已满${path === null ? '' : `，无法写入 ${path}`}。`,
  'bad-reference': ({ upperCase }) => `这不是镜像的名字${upperCase ? '：其中有大写字母' : ''}。`,
  'no-daemon': ({ endpoint }) => `${endpoint === null ? '' : `${endpoint} 处`}没有引擎应答。`,
  'no-permission': () => '您无权打开引擎的套接字。',
  restricted: () => '贵组织的管理员封禁了这个镜像仓库（Registry Access Management）。',
  'helper-missing': ({ program }) => `登录信息要向 ${program} 索取，而机器上没有这个程序。`,
  'helper-failed': () => '保管登录信息的程序出错。',
  'client-config': () => 'docker 命令的设置无法读取。',
  'not-an-image': ({ type }) => `它不是镜像${type === null ? '' : `（${type}）`}。`,
  unpack: ({ reason }) => `有一层无法解开（${reason}）。`,
  'read-only': () => '文件系统是只读的。',
  'daemon-config': () => '引擎无法用现有设置启动。',
  stalls: () => '下载停滞，正在反复重试。',
  'run-failed': ({ trouble }) =>
    trouble === 'format' ? '镜像中的程序是给另一种处理器架构用的。' : '失败的是容器里运行的命令，不是拉取。',
  'build-file': ({ path }) => `构建目录中没有 ${path}。`,
  'api-version': ({ side, limit }) =>
    `客户端相对引擎来说太${side === 'old' ? '旧' : '新'}，引擎的 API 版本${side === 'old' ? '最低' : '最高'}为 ${limit}。`,
  'short-name': ({ name }) => `“${name}”没有写明属于哪个镜像仓库。`,
  'no-names': () => '证书没有域名列表（SAN），只有 Common Name。',
  'containerd-down': () => 'containerd 没有应答。',
  quota: () => '文件系统的配额已经用完。',
  'content-trust': () => '向签名服务（notary）查询，没有得到签名。',
  'unverified-account': () => '账号的邮箱尚未验证。',
  'too-many-files': () => '进程不能再打开更多文件。',
  'folder-missing': ({ path }) => `目录 ${path} 不存在。`,
  'needs-terminal': () => 'docker login 需要终端来输入密码。',
};
