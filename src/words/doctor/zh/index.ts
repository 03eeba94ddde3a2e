import { type DoctorMessages, type QuotaTold, tell } from '../messages.ts';
import { causesZh, remediesZh } from './causes.ts';
import { evidenceZh } from './evidence.ts';
import { faultZh, howZh, mebibytes, proxyDidZh } from './parts.ts';
import { symptomsZh } from './symptoms.ts';

export const diagnosisZh: DoctorMessages = {
  head: {
    proof: '证据',
    why: '报错为什么说的是别的',
    remedy: '怎么办',
    also: '另外',
    ruledOut: '正常',
    notSeen: '没有看到',
    means: '报错文字',
  },
  certainty: { proven: '已证实', likely: '很可能', possible: '有可能' },
  verdict: {
    healthy: (image) => `没有发现问题：本程序自己的请求能取到 ${image}；没有让引擎本身去拉取。`,
    unexplained: (image) => `无法解释粘贴的内容。本程序自己的请求能取到 ${image}；没有让引擎本身去拉取。`,
    unknown: '从这里拉取会失败，但原因不明。看到的情况如下：',
    unseen: '无法判断从这里能不能拉取。',
    elsewhere: '引擎在另一台机器上，用的不是本机的网络：请在那台机器上运行 mirror-doctor。',
    rights: (command) => `当前用户无权询问引擎，原因可能在看不到的地方。请运行：${command}`,
  },
  teller: {
    classic: 'Docker 引擎',
    containerd: 'containerd（或使用 containerd 存储的 Docker）',
    buildkit: 'BuildKit',
    'build-client': '替 BuildKit 获取令牌的 docker 命令',
    'containers-image': 'podman 或同类工具',
    'docker-command': 'docker 命令',
  },
  told: ({ host }, by, what) =>
    `${by === null ? '意思是' : `${by}说`}：${host === null ? '' : `${host}：`}${what}`,
  untold: ({ excerpt }) =>
    excerpt === '' ? '没有文字。' : `不认识这种格式或语言：“${excerpt}”。机器本身仍然检查过了。`,
  now: {
    so: '现在仍然如此。',
    'not-so': '现在并非如此：所说的地方重新问过，有应答。',
    'not-so-here': '现在并非如此：所说的地方重新看过，是正常的。',
    'not-seen': '现在是否仍然如此，从这里看不出来。',
  },
  symptom: symptomsZh,
  how: howZh,
  cause: causesZh,
  remedy: remediesZh,
  evidence: evidenceZh,
  whyOtherwise: {
    'classic-shows-hub': ({ mirrors }) =>
      `Docker 会先问${mirrors === 1 ? '加速器' : `全部 ${mirrors} 个加速器`}，但不提它们的失败；显示出来的是最后一次尝试，也就是对 Docker Hub 本身的尝试。`,
    'containerd-shows-first': ({ mirror }) =>
      `containerd 存储只显示第一次失败，也就是 ${mirror} 的失败；其余的（包括 Docker Hub）结果如何，它不说。`,
    'containerd-says-not-found': ({ mirror }) =>
      `${mirror} 答复说没有这个镜像，containerd 就当作结论，而镜像仓库本身根本没有连上。`,
    'proxy-not-named': () => '报错里写的是镜像仓库，其实是代理的答复：镜像仓库根本没有连上。',
    'client-fetches-token': () =>
      '构建时由 docker 命令自己获取令牌，走的是您 shell 的网络；而 docker pull 交给引擎去做。所以拉取正常时构建也可能失败。',
    'clock-blames-certificate': () => '证书的有效期是和本机时钟比较的：时钟不对，好的证书看起来也像过期。',
    'denied-for-unknown': () => '镜像名不存在和镜像是私有的，Docker Hub 的答复都一样。',
    'says-nothing': () => '报错里说的是另一台主机；现在使拉取失败的是这里所说的。',
  },
  finding: {
    'mirror-useless': ({ fault }) => `加速器 ${faultZh(fault)}`,
    'hub-out-of-reach': ({ host, how }) => `Docker Hub 本身连不上，只能靠加速器：${howZh(host, how)}`,
    'hub-quota-low': ({ remaining, limit }) => `Docker Hub 的 ${limit} 次拉取目前只剩 ${remaining} 次。`,
    'registry-not-asked': ({ registry, image }) =>
      `没有询问 ${registry}，因为不会仅凭一段文字就去连接其中的主机；给出镜像名就会询问：mirror-doctor ${image ?? `${registry}/镜像名`}`,
    'disk-low': ({ root, freeBytes }) => `${root} 只剩 ${mebibytes(freeBytes)}。`,
    cause: ({ cause }) => tell(causesZh, cause),
  },
  ruledOut: {
    reference: '镜像名',
    engine: '引擎有应答',
    file: '引擎的文件已读取并生效',
    disk: '磁盘有空间',
    'client-config': 'docker 命令的设置',
    clock: '时钟',
    proxy: '代理',
    hub: '镜像仓库连得上',
    mirrors: '加速器',
    'mirrors-but-blobs': '加速器（没有向它们要镜像层；给出镜像名才会检查）',
  },
  unseen: ({ look, why }) => `${LOOKS[look]}：${WHY[why] ?? why}。`,
  list: (parts) => parts.join('、'),
  quota: ({ limit, remaining, windowSeconds, source, login, mirrors, store, failure, proxy }) => [
    proxy !== null
      ? `Docker Hub 没有回答：引擎的代理 ${proxy.proxy} ${proxyDidZh(proxy.did, proxy.status)}。`
      : failure !== null
        ? `Docker Hub 没有回答：${howZh('registry-1.docker.io', failure)}`
        : limit === null
          ? 'Docker Hub 没有对来自这里的拉取设限。'
          : `不登录时，Docker Hub ${windowSeconds === null ? '' : `每 ${hours(windowSeconds)}`}允许拉取 ${limit} 次，还剩 ${remaining ?? '未知'} 次。`,
    ...(source === null ? [] : [`它按 ${source} 计数。`]),
    login === null
      ? 'docker 命令没有登录 Docker Hub。'
      : `docker 命令已登录 Docker Hub，登录信息${login.by === 'file' ? `保存在 ${login.path}` : `由 ${login.path} 指定的程序保管`}；这里既没有读取，也没有发送。`,
    ...(login === null
      ? []
      : mirrors.length === 0
        ? ['它只会发给 Docker Hub：没有配置加速器。']
        : [`每次拉取时它都会交给引擎，由引擎发给 Docker Hub；${toMirrors(store, mirrors.join('、'))}`]),
  ],
};

/** docs/login.md has who is sent what. */
function toMirrors(store: QuotaTold['store'], mirrors: string): string {
  switch (store) {
    case 'classic':
      return `加速器（${mirrors}）要求登录时，这种存储也会发给它。`;
    case 'containerd':
      return `这种存储询问加速器（${mirrors}）时不会附带。`;
    case null:
      return `要求登录的加速器（${mirrors}）会不会收到，取决于引擎的存储，而这里没有看到：经典存储会发送。`;
    default:
      return store satisfies never;
  }
}

const LOOKS: Readonly<Record<'engine' | 'client' | 'outside', string>> = {
  engine: '引擎及其设置',
  client: 'docker 命令的设置',
  outside: '镜像仓库和加速器',
};

const WHY: Readonly<Record<string, string>> = {
  'not-needed': '原因已经查明，没有再问',
  'needs-root': '当前用户无权查看',
  'nobody-there': '这台机器上没有',
  failed: '检查本身失败了',
  'names-closed':
    '只有 root 能读 /etc/resolv.conf，而向外询问的进程不是 root（chmod 644 /etc/resolv.conf 即可）',
  'login-not-sent': '保存的 Docker Hub 登录信息是否仍然有效：这里不会发送任何登录信息',
  'not-here': '在这个系统上读不到',
  stopped: '被您中止了',
};

function hours(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} 小时` : `${seconds} 秒`;
}
