import type { Sentences } from '../messages.ts';
import type { SelfTold } from '../symptom.ts';

/** 报错文字的意思。 */
export const selfToldSymptomsZh: Sentences<SelfTold> = {
  'container-fails': () => '容器启动不了。',
  'project-file': ({ file }) => `${file === 'compose' ? 'compose 文件' : file} 有错。`,
  'command-wrong': ({ what }) => (what === 'arguments' ? '命令不接受这样的参数。' : '没有这个命令。'),
  'id-range': () => '镜像层中有些文件的属主，在这里没有可用的编号。',
  'engine-start-fails': () => '引擎启动不了。',
  'tls-for-http': () => '用明文 HTTP 去问，对方却用 TLS 应答。',
  'login-locked': () => '从您的地址用错误的用户名或密码登录的次数太多。',
  'pull-secret': ({ name }) => `Kubernetes 找不到登录所用的 Secret${name === null ? '' : ` ${name}`}。`,
  'pull-canceled': () => '发起拉取的一方中途放弃了。',
  'image-not-here': () => '本机没有这个镜像。',
  'no-reason': () => '只说失败了，没有说原因。',
  'kubelet-limit': () => 'kubelet 限制了同时拉取的数量。',
  'download-locked': () => '同一层正被另一个下载占用。',
  'builder-gone': () => 'BuildKit 在构建途中退出了。',
  'bad-address': () => '有一个地址不是网址。',
  'store-broken': () => '保存的镜像内容缺了一部分。',
  'disk-fails': () => '磁盘或文件系统出错。',
  'no-memory': () => '内存不足。',
  'cri-disabled': () => 'containerd 不为 kubelet 提供服务。',
  'signature-policy': () => '签名规则不接受这个镜像。',
  'podman-down': () => 'Podman 的服务没有应答。',
  'engine-slow': () => '引擎没有及时应答。',
  'engine-too-old': () => '引擎不认得镜像的存储格式。',
  'odd-answer': () => '收到的应答不是镜像仓库会发送的内容。',
  'no-ports': () => '本机没有空闲端口可以再建立连接。',
  'bad-certificate': () => '证书不符合规范。',
  'program-crash': () => '程序自身崩溃了。',
};

/** 用一句话说出原因。 */
export const selfToldZh: Sentences<SelfTold> = {
  'container-fails': ({ trouble }) => {
    switch (trouble) {
      case 'port':
        return '拉取没有失败：容器要用的端口已被别的程序或容器占用。';
      case 'name':
        return '拉取没有失败：已经有一个同名的容器。';
      case 'program':
        return '拉取没有失败：容器里没有要运行的程序。';
      case 'other':
        return '拉取没有失败：镜像已经在本机，但用它启动不了容器。';
      default:
        return trouble satisfies never;
    }
  },
  'project-file': ({ file, line }) =>
    `拉取没有失败：${file === 'compose' ? 'compose 文件有错或者不存在' : 'Dockerfile 有错，至少当前版本不认得'}${line === null ? '' : `（第 ${line} 行）`}。`,
  'command-wrong': ({ what, name }) => {
    switch (what) {
      case 'plugin':
        return `拉取没有失败：docker 命令在这里没有“${name ?? '这个子命令'}”，它是单独的软件包。`;
      case 'program':
        return `拉取没有失败：这里没有${name === null ? '这个程序' : ` ${name} 程序`}，或者它不在 PATH 中。`;
      case 'arguments':
        return '拉取没有失败：命令不接受后面所写的参数。';
      default:
        return what satisfies never;
    }
  },
  'id-range': () =>
    '镜像中有些文件的属主编号，超出了分给当前用户（或引擎 userns-remap）的范围（/etc/subuid、/etc/subgid）。',
  'engine-start-fails': ({ what }) => {
    switch (what) {
      case 'storage':
        return '引擎启动不了：数据目录原来的存储驱动，或者指定的存储驱动，它用不了。';
      case 'network':
        return '引擎启动不了：它的网络（网桥、iptables）设置不成。';
      case 'twice':
        return '引擎启动不了：已经有一个在运行，或者留下了记录进程号的文件。';
      default:
        return what satisfies never;
    }
  },
  'tls-for-http': ({ proxy }) =>
    proxy ? '代理写成了 http://，而那个端口用的是 TLS。' : '地址写成了 http://，而那个端口用的是 TLS。',
  'login-locked': () => 'Docker Hub 暂时锁定了您的地址或账号：用错误的用户名或密码登录的次数太多。',
  'pull-secret': ({ name }) =>
    `Pod 指定的拉取 Secret${name === null ? '' : `（${name}）`}不在它的命名空间里。`,
  'pull-canceled': () =>
    '发起拉取的一方放弃了：kubelet 或 CI 超时，containerd 连续 5 分钟没有进展，或者有人按了中断。',
  'image-not-here': ({ image }) =>
    `${image ?? '镜像'} 应当在本机，实际却没有，或者不在当前用户、当前引擎名下。`,
  'no-reason': ({ image, by }) => {
    switch (by) {
      case 'kubernetes':
        return `Kubernetes 只说拉取不了${image === null ? '镜像' : ` ${image}`}、正在等待重试；原因在更早的事件里。`;
      case 'swarm':
        return `Swarm 只说镜像仓库没有给出${image === null ? '镜像' : ` ${image} `}的摘要：连不上仓库，或者镜像只在这台机器上。`;
      case 'other':
        return '只说了拉取或构建失败；原因在前面的行里，或者在引擎的日志里。';
      default:
        return by satisfies never;
    }
  },
  'kubelet-limit': () =>
    'kubelet 自己在限制拉取：一下子开始的拉取超过了它的上限（registryPullQPS，每秒 5 次）。',
  'download-locked': () => 'containerd 把这一层留给了另一个下载，那个下载还在进行，或者被遗留了下来。',
  'builder-gone': () => 'BuildKit 在构建途中退出：引擎或构建器被重启，或者因内存不足被杀死。',
  'bad-address': () => '代理或加速器的地址不是网址：缺少协议、协议写了两遍，或者端口不对。',
  'store-broken': () => '引擎保存的镜像内容不完整，可能是手工清理、磁盘写满或崩溃所致。',
  'disk-fails': () => '存放镜像的磁盘出错，或者文件系统已经损坏。',
  'no-memory': () => '机器（或者这个容器的限额）没有可用内存了。',
  'cri-disabled': () =>
    'containerd 没有启用 Kubernetes 所用的 CRI 插件：config.toml 把它关闭了，Docker 的软件包就是这样设置的。',
  'signature-policy': () =>
    'Podman 的签名规则（/etc/containers/policy.json）不接受这个镜像，或者规则文件不存在。',
  'podman-down': () => 'Podman 所用的虚拟机或服务没有运行。',
  'engine-too-old': () =>
    '引擎（或者工具）的版本比镜像的存储格式（多半是 OCI）还旧，把它当成了很久以前的镜像，或者不认它是镜像。',
  'odd-answer': () => '应答的不是镜像仓库，或者仓库本身有毛病：代理、防火墙或加速器改动或编造了应答。',
  'no-ports': () => '无法再建立连接：本机有程序占用了太多连接，端口已经用尽。',
  'bad-certificate': () => '证书不符合规范：密钥用途、签名算法或者签发它的证书不对。',
  'program-crash': () => '程序自身崩溃了：这是它自己的缺陷，或者它的文件已经损坏。',
  'engine-slow': () => '引擎的应答超过了 docker-compose 等待的时间（60 秒）：它很忙，常见的原因是磁盘太慢。',
};

export const selfToldRemediesZh: Sentences<SelfTold> = {
  'container-fails': ({ trouble }) => {
    switch (trouble) {
      case 'port':
        return '停掉占用端口的程序，或者换一个端口发布。';
      case 'name':
        return '删除旧容器，或者换一个名字。';
      case 'program':
        return '改正命令，或者换一个带有该程序的镜像。';
      case 'other':
        return '请看后面的文字；与加速器无关。';
      default:
        return trouble satisfies never;
    }
  },
  'project-file': () => '改正文件；如果它比 docker 和 compose 的版本新，就更新它们。',
  'command-wrong': ({ what }) => {
    switch (what) {
      case 'plugin':
        return '安装它（docker-buildx-plugin、docker-compose-plugin），或者用独立的程序（docker-compose）。';
      case 'program':
        return '安装它，或者改正 PATH。';
      case 'arguments':
        return '请看它的帮助。';
      default:
        return what satisfies never;
    }
  },
  'id-range': () => '给用户分配更大的范围；编号超出任何范围的镜像，只能用不带用户命名空间的引擎。',
  'engine-start-fails': ({ what }) => {
    switch (what) {
      case 'storage':
        return '在 daemon.json 中把 "storage-driver" 设成数据目录原来的那一个，镜像就还在。';
      case 'network':
        return '重新加载内核模块（更新内核之后要重启），并查看引擎日志中关于 iptables 的内容。';
      case 'twice':
        return '使用正在运行的那一个；确认没有在运行，才删除那个文件。';
      default:
        return what satisfies never;
    }
  },
  'tls-for-http': () => '改写成 https://。',
  'login-locked': () => '在保存着旧密码的地方退出登录，然后等一刻钟。',
  'pull-secret': () => '在 Pod 的命名空间里创建这个 Secret，或者改正名字。',
  'pull-canceled': () => '先手动拉取一次，或者从更快的加速器拉取，然后重新开始。',
  'image-not-here': () => '用当前用户在本机构建或导入它；或者写明存有它的镜像仓库。',
  'no-reason': ({ by }) =>
    by === 'kubernetes'
      ? '请粘贴事件中带有“Failed to pull image”的那几行。'
      : '在那里手动拉取，再粘贴它的输出。',
  'kubelet-limit': () => '等待即可，它会重试；也可以在配置中提高 registryPullQPS 和 registryBurst。',
  'download-locked': () => '等另一个下载完成；如果并没有，就找个合适的时候重启 containerd。',
  'builder-gone': () => '增加内存或者减少并行，再构建一次。',
  'bad-address': () => '在使用它的设置里写成 http://主机:端口。',
  'store-broken': () => '清除构建缓存，或者删除该镜像，再重新拉取。',
  'disk-fails': () => '查看内核日志（dmesg），先保存数据，再检查文件系统。',
  'no-memory': () => '增加内存，或者减少同时运行的程序。',
  'cri-disabled': () => '从 disabled_plugins 中去掉 "cri"，然后重启 containerd。',
  'signature-policy': () => '改正规则；没有签名的镜像要有单独的规则。',
  'podman-down': () => '启动它。',
  'engine-too-old': () => '更新引擎（20.10 或更高）；发行版自带的软件包可能已有多年。',
  'odd-answer': () => '绕开代理再试，或者换一个加速器；仓库的管理员可以在它的日志里看到。',
  'no-ports': () => '找出占用端口的程序（netstat -ano、ss -s）并重启它；重启机器会全部释放。',
  'bad-certificate': () => '请运行仓库或代理的人重新签发证书。',
  'program-crash': () => '更新或重新安装它，再试一次。',
  'engine-slow': () => '改用 docker compose（v2），或者延长等待时间（COMPOSE_HTTP_TIMEOUT）。',
};
