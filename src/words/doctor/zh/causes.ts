import { dirname } from 'node:path/posix';
import { type Cause, isWindows } from '../cause.ts';
import type { Sentences } from '../messages.ts';
import { duration, howZh, proxyDidZh, stopped } from './parts.ts';
import { selfToldRemediesZh, selfToldZh } from './self-told.ts';

/** 用一句话说出原因。 */
export const causesZh: Sentences<Cause> = {
  ...selfToldZh,
  'bad-reference': ({ text, problem }) =>
    `${text === '' ? '要拉取的' : `“${text}”`}不是镜像的名字${problem === 'url' ? '，而是一个网址' : problem === 'upper-case' ? '：镜像名不能有大写字母' : problem === 'marks' ? '：里面有全角字符或看不见的字符' : ''}。`,
  'restricted-by-administrator': () =>
    '贵组织的管理员在 Docker Desktop 中封禁了这个镜像仓库，换加速器也无法绕过。',
  'image-too-old': ({ image }) => `${image ?? '这个镜像'}采用引擎早已不再支持的格式（schema 1）。`,
  'platform-missing': ({ image, platform, askedBy }) =>
    isWindows(platform)
      ? `${image ?? '这个镜像'}只有 Linux 容器的版本，而引擎设成了 Windows 容器（${platform}）。`
      : `${image ?? '这个镜像'}没有 ${platform ?? '当前平台'} 的版本${askedBy === null ? '' : `；这个平台是${askedBy === 'variable' ? '由 DOCKER_DEFAULT_PLATFORM ' : ''}指定的，本机是另一种平台`}。`,
  'not-an-image': ({ image, type }) =>
    `${image ?? '要拉取的内容'} 不是容器镜像，而是别的制品${type === null ? '' : `（${type}）`}。`,
  'unpack-fails': ({ reason }) => `镜像已完整下载，但引擎在这里解不开它：${reason}。`,
  'read-only': ({ root }) => `存放镜像的${root === null ? '' : ` ${root} 所在的`}文件系统是只读的。`,
  'image-not-found': ({ image }) => `${image ?? '这个镜像或这个标签'} 不存在。`,
  'image-denied': ({ image }) => `${image ?? '这个镜像'} 不存在，或者只有登录后才能拉取。`,
  'no-engine': () => '这台机器上没有 Docker 引擎。',
  'engine-down': () => 'Docker 引擎没有运行。',
  'wrong-endpoint': ({ endpoint, variable }) =>
    `${endpoint} 处没有引擎应答${variable === null ? '' : `，而 ${variable} 让 docker 命令去那里`}。`,
  'no-permission': () => '您无权打开引擎的套接字：您不在 docker 组里。',
  'disk-full': ({ root, what }) =>
    `${root === null ? '存放镜像的磁盘' : `存放镜像的 ${root}`}${what === 'bytes' ? '没有空间了' : '没有可用的 inode 了'}。`,
  'file-broken': ({ path, line, column }) => `引擎无法读取 ${path}：第 ${line} 行第 ${column} 列有错。`,
  'file-refused': ({ path, what }) => `引擎不接受 ${path}，问题出在“${what}”。`,
  'file-not-in-force': ({ path }) => `${path} 中的加速器没有生效：引擎用的是别的，或者一个也没用。`,
  'wrong-file': ({ edited, read }) => `这个引擎不读 ${edited}${read === null ? '' : `，读的是 ${read}`}。`,
  'hosts-toml-website': ({ path }) => `${path} 把 https://docker.io 当作镜像仓库，而那是一个网站。`,
  'helper-missing': ({ program, path }) =>
    `${path ?? 'docker 命令的设置'}要求由 ${program} 提供登录信息，而机器上没有这个程序：build 和 compose 因此失败。`,
  'helper-failed': () => '保管登录信息的程序出错，build 和 compose 拿不到登录信息。',
  'client-config-broken': ({ path }) => `${path ?? 'docker 命令的设置'}无法读取。`,
  'stale-login': ({ open, registry }) =>
    `docker 命令附带的${registry === 'docker.io' ? '' : ` ${registry} `}登录信息无效${open ? '，而这个镜像本来无需登录' : ''}。`,
  'needs-terminal': () => 'docker login 是在没有终端的地方运行的。',
  'builder-ignores-mirrors': ({ builder }) =>
    `构建器“${builder}”是一个独立的引擎，不知道 Docker 引擎的加速器设置。`,
  'build-keeps-mirrors': () =>
    '构建仍在使用以前的加速器：BuildKit 会记住基础镜像的主机列表，直到最后一次使用之后 15 分钟。',
  'download-stands': ({ minutes }) =>
    `引擎在等一个 ${minutes} 分钟没有收到任何数据的下载；无论加速器现在如何，再拉取同一个镜像都会并入它一起等。`,
  'build-token': ({ host, proxy }) =>
    `docker 命令连不上 ${host}：引擎有代理${proxy === null ? '' : `（${proxy}）`}，而您的 shell 没有。`,
  'clock-wrong': ({ aheadMs }) =>
    `这台机器的时钟不对：${aheadMs < 0 ? '快了' : '慢了'} ${duration(aheadMs)}。`,
  'proxy-fails': ({ proxy, did, status, host }) => `引擎的代理 ${proxy} ${proxyDidZh(did, status, host)}。`,
  'proxy-passed-by': ({ proxy, host, why, how }) =>
    `引擎访问 ${host} 时没有用它的代理（${proxy}），${why === 'http-alone' ? '因为只给 http 设置了代理' : '因为例外列表（NO_PROXY）包含它'}；不经代理时：${howZh(host, how)}`,
  'shell-proxy-only': ({ proxy }) => `引擎不会使用您 shell 中的代理（${proxy}），而不经代理它连不出去。`,
  'names-fail': ({ host, how }) => howZh(host, how),
  'no-network': () => '这台机器没有网络：没有任何路由。',
  'no-route': ({ host, how }) => howZh(host, how),
  'fake-ip': ({ host, how }) => howZh(host, how),
  'hosts-file': ({ path, line, host, address }) =>
    `${path} 第 ${line} 行把 ${host} 指向 ${address}，而那已经不是它的地址。`,
  'wrong-server': ({ host, how }) => `冒充 ${host} 应答的是别人：${howZh(host, how)}`,
  'tls-inspected': ({ host, how }) => `通往 ${host} 的 TLS 在途中被拆开：${howZh(host, how)}`,
  'unknown-ca': ({ host, how }) => `${howZh(host, how)}可能是该仓库自己的 CA，也可能是 TLS 在途中被拆开。`,
  'certificate-expired': ({ host, early }) =>
    `${host} 的证书${early === true ? '尚未生效' : early === false ? '已经过期' : '不在有效期内'}，而本机的时钟是准的。`,
  'host-blocked': ({ host, role, how }) =>
    `从这里连不上${role === 'blob' ? ' Docker Hub 的存储' : role === 'token' ? ' Docker Hub 的令牌服务' : role === 'registry' ? ' Docker Hub' : '镜像仓库'}：${howZh(host, how)}`,
  'host-fails': ({ host, how }) => howZh(host, how),
  'hub-rate-limited': ({ login }) =>
    `Docker Hub 给您这个地址的拉取次数已经用完${login ? '' : '，而 docker 命令没有登录'}。`,
  'bridge-covers': ({ host, address, bridge, network }) =>
    `${host}${host.includes(address) ? ' ' : `（${address}）`}的地址落在本机的容器网络里（${network}，${bridge}）：发往那里的数据不会离开本机，而那里没有容器应答。`,
  'mirrors-fail': ({ count, hub }) =>
    `${count === 1 ? '加速器提供不了' : `${count} 个加速器都提供不了`}这个镜像，${hub ? 'Docker Hub 本身也不行' : '而 Docker Hub 本身又连不上'}。`,
  'mirror-stops-pull': ({ mirror, hangs }) =>
    hangs
      ? `加速器 ${mirror} 收下请求却始终不回应，引擎会一直等下去。`
      : `加速器 ${mirror} 给出了错误的内容，而引擎不会改用下一个。`,
  'mirrors-not-for-registry': ({ registry, how }) =>
    `加速器只对 Docker Hub 有效，${registry} 是直接连接的：${howZh(registry, how)}`,
  'mirrors-not-read': ({ engine, why, file, config, line }) => {
    switch (why) {
      case 'no-config-path':
        return `containerd 不会读取 ${file}：${config} 中，这个版本所看的位置没有设置 config_path。`;
      case 'two-folders':
        return `containerd 不会读取 ${file}：${config} 中的 config_path 写了两个目录，而它会当作一个。`;
      case 'mirrors-inside':
        return `containerd 不会读取 ${file}：${config} 里直接写的镜像站取而代之。`;
      case 'changed-since':
        return `${file} 中的镜像站可能没有生效：${config === file ? '它' : ` ${config} `}在 ${engine} 启动之后改动过。`;
      case 'bad-file':
        return `${engine} 会跳过 ${file}，因为${line === null ? '它的格式' : `第 ${line} 行`}有错。`;
      case 'ctr':
        return `ctr 没有问任何镜像站：只有给了目录，它才会读取 ${file}。`;
      default:
        return why satisfies never;
    }
  },
  'mirrors-not-resolving': ({ path, mirror }) =>
    `按 ${path} 的设置，${mirror} 无权回答标签对应哪个镜像，而有权回答的镜像仓库本身又连不上。`,
  'plain-http-registry': ({ host }) =>
    `${host} 的应答不是 TLS（可能是明文 HTTP，也可能是别的程序），而引擎要求 HTTPS。`,
  'build-command-fails': ({ trouble }) => {
    switch (trouble) {
      case 'names':
        return '拉取没有失败，失败的是构建中的一条命令：构建用的容器解析不了域名。';
      case 'network':
        return '拉取没有失败，失败的是构建中的一条命令：它连不上自己要访问的服务器。';
      case 'format':
        return '拉取没有失败：镜像中的程序是给另一种处理器架构用的，本机运行不了。';
      case 'other':
        return '拉取没有失败，失败的是构建中的一条命令，原因在它自己。';
      default:
        return trouble satisfies never;
    }
  },
  'build-file-missing': ({ path }) => `拉取没有失败：构建目录中没有 ${path}。`,
  'client-release': ({ side, limit }) =>
    `您用的客户端相对引擎来说太${side === 'old' ? '旧' : '新'}，引擎的 API 版本${side === 'old' ? '最低' : '最高'}为 ${limit}。`,
  'short-name': ({ name }) => `Podman 不知道“${name}”属于哪个镜像仓库：没有为短名设置仓库。`,
  'certificate-without-names': ({ host }) =>
    `${host ?? '镜像仓库'} 的证书没有域名列表（SAN），而引擎要求有。`,
  'containerd-down': () => '替引擎保存镜像的 containerd 没有应答。',
  'disk-quota': () => '存放镜像的文件系统的配额已经用完，磁盘本身可能还有空间。',
  'content-trust': () =>
    '开启了内容信任（DOCKER_CONTENT_TRUST），因此要向专门的服务查询签名；拉取本身并不需要。',
  'account-unverified': () => 'docker 命令所登录的账号，邮箱尚未验证。',
  'too-many-files': () => '引擎进程打开的文件数已达上限。',
  'no-authorities': () => '引擎在本机找不到任何证书颁发机构（CA），因此什么证书都不信任。',
  'folder-missing': ({ path }) => `引擎下载所用的目录 ${path} 不见了，而引擎只在启动时创建它。`,
  'transfer-cut': ({ corrupt }) => (corrupt ? '下载的内容在途中被改动。' : '较大的下载在途中被切断。'),
};

/** 该做的一件事；有命令时，命令写在旁边。 */
export const remediesZh: Sentences<Cause> = {
  ...selfToldRemediesZh,
  'build-command-fails': ({ trouble }) => {
    switch (trouble) {
      case 'names':
        return '给容器设置有应答的 DNS 服务器（daemon.json 中的 "dns"），或者用 --network host 构建。';
      case 'network':
        return '在 Dockerfile 中换成从这里能访问的源，或者构建时设置代理（--build-arg HTTPS_PROXY=…）。';
      case 'format':
        return '按本机平台构建和运行（--platform），或者设置模拟（binfmt、QEMU）。';
      case 'other':
        return '请看它在前面的输出；与加速器无关。';
      default:
        return trouble satisfies never;
    }
  },
  'build-file-missing': () => '改正 Dockerfile 中的路径，或者 .dockerignore 排除的内容。',
  'client-release': ({ side }) =>
    side === 'old' ? '更新客户端，或者包含它的工具。' : '让客户端使用引擎的 API 版本。',
  'short-name': () => '用完整的名字拉取。',
  'certificate-without-names': () => '请对方签发带域名列表的证书；这里无需改动。',
  'containerd-down': () => '启动它，然后启动引擎。',
  'disk-quota': () => '清理不再使用的内容，或者请人提高配额。',
  'content-trust': () => '如果没有要求验证签名，就不要开启。',
  'account-unverified': () => '在 Docker Hub 验证邮箱，或者退出登录：公开镜像无需登录。',
  'too-many-files': () => '提高服务的上限（LimitNOFILE），再找个合适的时候重启引擎。',
  'no-authorities': ({ restart }) => `安装 ca-certificates，再重启引擎。${stopped(restart)}`,
  'folder-missing': () => '重新创建它。',
  'bad-reference': ({ better }) =>
    better === null ? '镜像名用小写字母，前面不加 https://。' : '用镜像名拉取。',
  'restricted-by-administrator': () => '请管理员放行这个镜像仓库。',
  'image-too-old': () => '改用较新的标签。',
  'platform-missing': ({ there, askedBy, platform }) =>
    isWindows(platform)
      ? '在 Docker Desktop 的菜单中切换到 Linux 容器。'
      : askedBy === 'variable'
        ? '去掉这个变量。'
        : askedBy === 'option' && there.length === 0
          ? '去掉 --platform（包括 Dockerfile 里的），除非确实需要。'
          : there.length === 0
            ? '换一个有当前平台版本的镜像，或者用模拟方式运行。'
            : '换一个镜像，或者用模拟方式运行其他平台的版本。',
  'not-an-image': () => '用它对应的工具获取（helm、oras、cosign）。',
  'unpack-fails': () => '换加速器没有用：请换较新的引擎或镜像的其他版本，或者检查引擎所用的文件系统和权限。',
  'read-only': () => '在内核日志中查明原因，再以可写方式重新挂载。',
  'image-not-found': () => '改正镜像名或标签。',
  'image-denied': () => '改正镜像名；如果是私有镜像，请先登录。',
  'no-engine': () => '安装 Docker：https://docs.docker.com/engine/install/',
  'engine-down': () => '启动它。',
  'wrong-endpoint': ({ variable }) =>
    variable === null ? '启动应当在那里应答的引擎。' : '重新使用本机的引擎。',
  'no-permission': () => '加入 docker 组后重新登录（组内成员等同于 root）。',
  'disk-full': () => '清理不再使用的内容。',
  'file-broken': () => '修正文件的格式，其中的设置一项也不会丢。',
  'file-refused': () => '改正文件，再检查一遍。',
  'file-not-in-force': () => '让引擎重新读取文件。',
  'wrong-file': ({ read }) => (read === null ? '请在引擎所属的产品里设置。' : `把加速器写进 ${read}。`),
  'hosts-toml-website': () => '改成 server = "https://registry-1.docker.io"。',
  'helper-missing': () => '删掉文件中 credsStore 或 credHelpers 那一行。',
  'helper-failed': () => '退出登录后重新登录。',
  'client-config-broken': () => '改正这个文件。',
  'stale-login': ({ open }) => (open ? '退出登录。' : '退出登录；如果是私有镜像，再重新登录。'),
  'needs-terminal': () => '从标准输入传入密码。',
  'builder-ignores-mirrors': () => '改用引擎自带的构建器。',
  'build-keeps-mirrors': ({ restart }) =>
    `等 15 分钟，期间不要用这个基础镜像构建；或者找个合适的时候重启引擎。${stopped(restart)}`,
  'download-stands': ({ restart }) => `重启引擎，仅重新加载配置无法结束它。${stopped(restart)}`,
  'build-token': () => '给运行构建的 shell 设置同样的代理。',
  'clock-wrong': () => '校准时钟。',
  'proxy-fails': ({ did, host }) =>
    did === 'plain'
      ? '把它的地址写成 http://；经过它的内容仍然是 TLS。'
      : did === 'foreign' || did === 'socks'
        ? '如果是 SOCKS 端口，请写成 socks5://；否则请写 HTTP 端口。'
        : did === 'login'
          ? '给引擎的代理写上有效的用户名和密码。'
          : did === 'refused'
            ? `让代理放行 ${host ?? '镜像仓库'}，或者换一个代理。`
            : '启动代理、改正地址，或者不用代理。',
  'proxy-passed-by': ({ why }) =>
    why === 'http-alone' ? '给引擎的 https 也设置代理。' : '把 Docker Hub 从例外列表（NO_PROXY）中去掉。',
  'shell-proxy-only': () => '把这个代理也设给引擎。',
  'names-fail': () => '换一个有应答的 DNS 服务器，或者换用域名能解析的加速器。',
  'no-network': () => '给机器接上网络。',
  'no-route': ({ how }) =>
    how.kind === 'no-route' && how.family === 6
      ? '给机器加上 IPv6 路由，或者关闭 IPv6，让域名解析到 IPv4。'
      : '检查本机的路由（ip route get 地址），或者配置从这里可用的加速器。',
  'fake-ip': () => '启动代理程序，或者直接给引擎设置代理地址。',
  'hosts-file': () => '删掉那一行。',
  'wrong-server': () => '配置从这里可用的加速器。',
  'tls-inspected': ({ restart }) =>
    `如果这是公司自己的 CA，请加入系统信任并重启引擎；否则请换一个网络。${stopped(restart)}`,
  'unknown-ca': () => '如果仓库的管理者确认这是它的 CA，请交给引擎，无需重启；否则请换一个网络。',
  'certificate-expired': () => '这里无能为力，须由对方更新证书；在此期间请使用加速器。',
  'host-blocked': ({ role }) =>
    role === 'other' ? '使用该仓库的加速器，或者使用代理。' : '配置从这里可用的加速器。',
  'host-fails': () => '稍等，或者配置从这里可用的加速器。',
  'hub-rate-limited': ({ login }) =>
    login ? '使用加速器，或者等待额度恢复。' : '登录，或者配置从这里可用的加速器。',
  'bridge-covers': () =>
    '如果它在别处，请删除这个网络，或者让 Docker 使用别的网段（daemon.json 中的 "default-address-pools"）；如果它就是本机的容器，请启动它。',
  'mirrors-fail': () => '配置从这里可用的加速器。',
  'mirror-stops-pull': ({ restart }) =>
    restart === null
      ? '换成从这里可用的加速器。'
      : `换成从这里可用的加速器，并重启引擎：只重新加载配置的话，它会继续等下去。${stopped(restart)}`,
  'mirrors-not-for-registry': () => '用该仓库的加速器上的名字拉取。',
  'mirrors-not-read': ({ why, file }) => {
    switch (why) {
      case 'no-config-path':
        return `在那里设置 config_path = "${dirname(dirname(file))}"，再重启 containerd，容器会继续运行。`;
      case 'two-folders':
        return '在那里只写一个目录，再重启 containerd，容器会继续运行。';
      case 'mirrors-inside':
        return '去掉那里的 registry.mirrors，设置 config_path，再重启 containerd，容器会继续运行。';
      case 'changed-since':
        return '重启它，Pod 会继续运行。';
      case 'bad-file':
        return '改正这个文件。';
      case 'ctr':
        return '把目录告诉它。kubelet 不需要这个选项。';
      default:
        return why satisfies never;
    }
  },
  'mirrors-not-resolving': () =>
    '给其中一个您信任的镜像站写上 capabilities = ["pull", "resolve"]，无需重启。',
  'plain-http-registry': () => '请对方提供 HTTPS。',
  'transfer-cut': () => '重新拉取；如果再次中断，请换一个加速器。',
};
