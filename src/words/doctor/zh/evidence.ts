import type { EvidenceFacts } from '../cause.ts';
import { type Sentences, tell } from '../messages.ts';
import { duration, faultZh, howZh, mebibytes, proxyDidZh } from './parts.ts';
import { symptomsZh } from './symptoms.ts';

/** 看到了什么，每条一行。 */
export const evidenceZh: Sentences<EvidenceFacts> = {
  said: ({ symptom, host }) => `报错文字：${host === null ? '' : `${host}：`}${tell(symptomsZh, symptom)}`,
  engine: ({ version, store, mirrors }) =>
    `Docker ${version ?? '（版本不明）'}，${store === null ? '存储方式不明' : store === 'classic' ? '经典存储' : 'containerd 存储'}，生效的加速器 ${mirrors} 个。`,
  'engine-silent': ({ endpoint }) => `${endpoint === null ? '' : `${endpoint} 处`}没有引擎应答。`,
  'engine-stopped': () => '服务管理器报告它已停止。',
  'socket-closed': ({ endpoint }) => `当前用户无权打开套接字${endpoint === null ? '' : ` ${endpoint}`}。`,
  disk: ({ root, freeBytes, freeInodes }) =>
    `${root} 还剩 ${mebibytes(freeBytes)}${freeInodes === null ? '' : `、${freeInodes} 个 inode`}。`,
  file: ({ path, line, column }) => `${path} 第 ${line} 行第 ${column} 列有错。`,
  'file-says': ({ path, what }) => `${path}：${what}`,
  'file-lists': ({ path, file, inForce }) =>
    `${path} 中写的是${listed(file)}；引擎实际使用的是${listed(inForce)}。`,
  'bad-line': ({ path, line }) => `${path} ${line === null ? '' : `第 ${line} 行`}有错。`,
  'names-hosts': ({ path, hosts }) => `${path} 中写有 ${hosts.join('、')}。`,
  'hosts-line': ({ path, line, host, address }) => `${path} 第 ${line} 行把 ${host} 指向 ${address}。`,
  'open-files': ({ open, limit }) => `引擎进程打开了 ${open} 个文件（包括套接字），上限是 ${limit} 个。`,
  bridge: ({ bridge, network }) => `本机的网桥 ${bridge} 占用网段 ${network}。`,
  'not-on-path': ({ program }) => `PATH 中没有程序 ${program}。`,
  login: ({ path, by }) => `${path} 中${by === 'file' ? '存有' : '指定的程序保管着'} Docker Hub 的登录信息。`,
  'empty-download': ({ minutes }) => `引擎未完成的下载中有一个是空的，始于 ${minutes} 分钟前。`,
  builder: ({ builder, driver }) => `当前使用的构建器是“${builder}”（${driver}），它没有自己的加速器设置。`,
  'changed-since': ({ path }) => `${path} 在引擎启动之后改动过。`,
  clock: ({ host, aheadMs }) => `${host} 的时钟比本机${aheadMs < 0 ? '慢' : '快'} ${duration(aheadMs)}。`,
  proxy: ({ proxy, did, status, host }) =>
    `请 ${proxy} 连接 ${host ?? '镜像仓库'}，它${proxyDidZh(did, status, host)}。`,
  'shell-proxy': ({ variable, proxy }) => `您的 shell 中设有 ${variable}=${proxy}。`,
  'engine-proxy': ({ proxy }) => (proxy === null ? '引擎没有设置代理。' : `引擎经由代理 ${proxy}。`),
  addresses: ({ host, addresses }) => `${host} 在这里解析到 ${addresses.join('、')}。`,
  host: ({ host, how }) => howZh(host, how),
  'host-answers': ({ host }) => `${host} 有应答。`,
  mirror: ({ fault }) => faultZh(fault),
  'mirror-works': ({ mirror }) => `${mirror} 能提供这个镜像。`,
  'no-mirrors': () => '没有配置加速器。',
  platforms: ({ image, host, platforms }) =>
    platforms.length === 0
      ? `${host} 上的 ${image} 只有其他平台的版本。`
      : `${host} 上的 ${image} 有以下平台的版本：${platforms.slice(0, SHOWN).join('、')}${platforms.length > SHOWN ? ' …' : ''}。`,
  'not-an-image': ({ image, host }) => `${host} 提供的 ${image} 的清单不是镜像的清单。`,
  'read-only': ({ root }) => `${root} 所在的文件系统是只读的。`,
  'no-authorities': () => '引擎能读到的地方，没有任何 CA 证书。',
  'platform-variable': ({ value }) => `您的 shell 中设有 DOCKER_DEFAULT_PLATFORM=${value}。`,
  'not-there': ({ path }) => `${path} 不存在。`,
  'unknown-there': ({ image, host, status }) => `向 ${host} 查询 ${image}，答复是 HTTP ${status}。`,
  'open-to-all': ({ image, host }) => `${host} 无需登录即可提供 ${image}。`,
};

const SHOWN = 8;

function listed(mirrors: readonly string[]): string {
  return mirrors.length === 0 ? '空' : ` ${mirrors.join('、')}`;
}
