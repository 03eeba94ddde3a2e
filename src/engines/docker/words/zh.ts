import type { UnprovenProcess } from '../../../host/prove-process.ts';
import { shellWord } from '../../../host/shell-word.ts';
import { excerptLines, type FileFinding, type ProblemCode } from '../daemon-json/index.ts';
import type { OutOfSight } from '../locate.ts';
import type { EntrySlip, MirrorProblem } from '../mirror-rules.ts';
import type { PendingKey } from '../pending.ts';
import type { FatalFinding } from '../plan/index.ts';
import type { DockerMessages } from './messages.ts';

export const dockerZh: DockerMessages = {
  endpoint: (source, text) => `${source} 应为 unix:///路径、tcp://主机:端口 或 ssh://主机，而不是“${text}”。`,
  context: (name) => `无法读取 Docker 上下文“${name}”。`,
  noEngine: (hidden) =>
    hidden
      ? '没有看到 Docker 引擎；但其他用户的进程对你不可见，因此可能有引擎在运行。请加 sudo 运行，或用 --docker-host 指定套接字。'
      : '没有找到 Docker 引擎：既没有在运行，也没有安装。可用 --config 指定配置文件，或用 --docker-host 指定套接字。',
  foreign: ({ install, endpoint, file, command, outOfSight }) => {
    const then = [
      file === null ? '' : `它的配置在 ${file}。`,
      command === null ? '' : `改好后在那里执行：${command}`,
    ].join('');
    switch (install) {
      case 'remote':
        if (outOfSight !== undefined) return answersOutOfSight(endpoint, outOfSight);
        return `${endpoint} 上的引擎不在本机运行（或看不到它的文件），这里的文件不归它使用。请到它所在的机器上运行 mirror-apply。`;
      case 'podman':
        return `${endpoint} 上响应的是 Podman，它不读取 daemon.json。${then}`;
      case 'colima':
      case 'lima':
      case 'orbstack':
      case 'rancher-desktop':
        return `该引擎由${spaced(NAMES[install])}管理，配置由它自己写入，在里面修改会丢失。${then}`;
      case 'desktop-from-wsl':
        return `该引擎属于 Docker Desktop，需在 Windows 一侧配置。${then}`;
      case 'synology':
      case 'qnap':
      case 'truenas':
        // What is typed ends the line.
        return `该引擎由${spaced(NAMES[install])}管理，配置由它自己写入。如仍要修改，请用 --config 指定文件。${then}`;
      case 'openwrt':
        return `OpenWrt（包括 iStoreOS 等）每次启动时都会根据 ${file} 重新生成引擎的配置文件，直接修改会丢失。请用以下命令添加加速器：${command}`;
      default:
        return install satisfies never;
    }
  },
  otherUser: (endpoint, name, uid, command) =>
    `${endpoint} 是用户 ${name ?? `（uid ${uid}）`} 的 rootless 引擎，只能由该用户配置。未作任何改动。请以该用户身份执行：${command}`,
  notProven: ({ endpoint, what }, program) => {
    switch (what.kind) {
      case 'socket':
        return `本机有程序在监听 ${endpoint}，但无法证实它是引擎，因此不采信它的任何回答，也未作任何改动。请用 --docker-host 指定引擎自己的套接字。`;
      case 'program':
        return `${program} 应当是引擎的程序，但其他用户可以写入 ${what.program.unsafe.directory}，因此没有运行它。未作任何改动。请改为只有 root 可写，然后重新运行。`;
      case 'process':
        return `在 ${endpoint} 处找到的是进程 ${what.process.pid}${program === null ? '' : `（${program}）`}，${notProvenYet(what.process)}不采信它的任何回答，没有运行它的程序，也未作任何改动。`;
      default:
        return what satisfies never;
    }
  },
  listensElsewhere: ({ endpoint, pid, sockets, answersAt }) => {
    const engine = `引擎正在运行${pid === null ? '' : `（进程 ${pid}）`}，但 ${endpoint} 处无人应答`;
    if (sockets === null) {
      return `${engine}。它实际监听在哪里，只有 root 才能看到：请加 sudo 运行，或用 --docker-host 指定它的套接字。未作任何改动。`;
    }
    if (sockets.length === 0) {
      return `${engine}，也尚未监听其他地址。如果引擎正在启动，请稍候再运行。未作任何改动。`;
    }
    return answersAt === null
      ? `${engine}；它监听的是 ${list(sockets)}，但那里也没有应答。引擎可能正在启动，或者要求使用客户端证书的 TLS，而本程序不支持。未作任何改动。`
      : `${engine}，应答的地址是 ${answersAt}。请用 --docker-host 指定它。未作任何改动。`;
  },
  configUnplaced: (file) =>
    `引擎启动时带有 --config-file ${file}，这是相对于引擎工作目录的路径，而从这里看不到该目录。请用 --config 指定该文件的完整路径。未作任何改动。`,
  startUnproven: (program) =>
    `引擎未运行，其服务启动的是 ${program}，它可能以任意文件启动任意引擎，从这里无法得知。未作任何改动。请用 --config 指定引擎读取的文件，或先启动引擎再重新运行。`,
  unreachable: ({ code, answersAt }) => {
    if (code === 'not-permitted') return '只有 root 和 docker 组的用户才能访问引擎的套接字，请加 sudo 运行。';
    if (code === 'not-supported') {
      const local = answersAt === null ? '' : ` ${answersAt}`;
      return `该引擎要求使用客户端证书的 TLS，本程序不支持；请用 --docker-host 指定其本地套接字${local}。`;
    }
    return answersAt === null
      ? `引擎没有响应：${UNREACHABLE[code]}。请确认引擎正在运行，查看其日志后重试。`
      : `引擎在指定的地址没有应答：${UNREACHABLE[code]}。它在 ${answersAt} 处有应答，请用 --docker-host 指定该地址。未作任何改动。`;
  },
  refusal: (reason) => {
    switch (reason.kind) {
      case 'other-file':
        return [
          `正在运行的引擎读取的不是 ${reason.path}，而是 ${reason.reads}：写入前者不会生效，因此未作任何改动。请去掉 --config，或让引擎以 --config-file=${reason.path} 启动，或只写入文件：--activate none。`,
        ];
      case 'file-moves':
        return [
          `正在运行的引擎读取 ${reason.path}，而按其服务目前的设置，下次启动时将读取 ${reason.next}：对前者的改动届时会失效，重启则会使后者的全部内容生效。未作任何改动。请先重启引擎，或指定新的文件：--config ${reason.next} --activate restart 会说明其中还有哪些设置会随之生效，--activate none 则只写入文件。`,
        ];
      case 'options-only':
        return [
          `Docker ${reason.version} 只能通过守护进程的选项指定加速器：从 1.12 起才能写在 daemon.json 中。请在 ${reason.path} 的 DOCKER_OPTS 中为每个加速器各写一个 --registry-mirror=https://…，然后重启引擎：service docker restart。`,
        ];
      case 'hosts-toml':
        return [
          `${reason.path} 为 docker.io 指定了主机，此时该引擎会忽略 registry-mirrors。请删除它，或把加速器写到那里。`,
        ];
      case 'unreadable': {
        const { line, column, code, repairable } = reason.problem;
        return [
          `${reason.path}:${line}:${column}：Docker 读不了这个文件，${PROBLEMS[code]}。`,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          ...(reason.undo === undefined
            ? [
                repairable
                  ? '--repair 可将其改成严格的 JSON，注释和多余的逗号会被去掉；加上 --no-probe 则只修复文件，不访问任何加速器。'
                  : '需要手工修正：请改好该处，再重新运行。',
              ]
            : beforeUndo(reason.undo, repairable)),
        ];
      }
      case 'unrepairable':
        return [
          `${reason.path}:${reason.problem.line}:${reason.problem.column}：Docker 读不了这个文件，${PROBLEMS[reason.problem.code]}。`,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          '无法可靠地自动修复：请手工修正，再重新运行。',
        ];
      case 'refused-file':
        return [
          `${reason.path}${reason.line === null ? '' : `:${reason.line}`}：在我们作任何改动之前，引擎就已不接受这个文件：`,
          ...reason.lines.map((line) => `  ${line}`),
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          '引擎用它无法启动。请先改正，再重新运行。未作任何改动。',
        ];
      case 'fatal-key': {
        const { key, line, code } = reason.finding;
        return [`${reason.path}:${line}：${FATAL_KEYS[code](key)}请先改正这一行，再重新运行。`];
      }
      case 'flag-conflict':
        return [
          reason.flags.length > 0
            ? '引擎的命令行里设置了同一项内容，两处同时设置时，引擎无法启动。请先从命令行中去掉：'
            : '正在运行的引擎启动时带有设置同一项内容的选项，与文件同时设置时不会被接受。它的服务已不再带该选项：请重启引擎，然后重新运行。',
          ...(reason.flags.length > 0 ? reason.flags : reason.gone).map(
            ({ name, source }) =>
              `--${name}${source === null ? '（来自正在运行的进程）' : `，位于 ${source.path} 第 ${source.line} 行`}`,
          ),
        ];
      case 'options-edited':
        return [
          `mirror-apply 移出 --registry-mirror 之后，${reason.path} 又被修改过，未作任何改动。请手动写回该选项，或加上 --whole 重新运行，以恢复旧文件。`,
        ];
      case 'no-proxy-item':
        return [`--no-proxy：“${reason.item}”${NO_PROXY[reason.problem]}。`];
      case 'proxy-url':
        return [
          `${reason.field === 'httpProxy' ? '--http-proxy' : '--https-proxy'} 应为 http://、https:// 或 socks5:// 加主机名，可带端口；${PROXY_PROBLEMS[reason.problem]}${escaped(reason.character)}。`,
        ];
      case 'proxies-need-systemd':
        if (reason.rootless) {
          return [
            '该引擎早于 23.0，代理只能来自启动它的环境，而它由你自己启动。请在该环境中 export HTTP_PROXY=http://主机:端口 和 HTTPS_PROXY=http://主机:端口，再重新启动 dockerd-rootless.sh。',
          ];
        }
        return [
          '该引擎早于 23.0，代理只能来自服务的环境变量，而这里没有 systemd。请在 /etc/default/docker（由 shell 读取）中写入“export HTTP_PROXY=http://主机:端口”和“export HTTPS_PROXY=http://主机:端口”两行，再重启引擎。该文件所有用户都可读取（0644）；如要写入密码，请先执行“chmod 600 /etc/default/docker”。',
        ];
      case 'hidden-setting':
        return [
          `${reason.path}:${reason.line}：引擎服务的这一行会使我们写入的 ${list(reason.variables)} 失效。未作任何改动。请删除或修改这一行，再重新运行。`,
        ];
      case 'undo-not-for-this-engine':
        return [
          `${reason.path} 原先的${{ mirrors: '加速器设置', proxies: '代理设置', file: '内容' }[reason.what]}会使现在的引擎无法启动。未作任何改动。${printed(reason.backup)}`,
        ];
      default:
        return reason satisfies never;
    }
  },
  engine: (version, install, store, running) =>
    `Docker ${version?.text ?? '（版本未知）'}${install === 'rootful' ? '' : `，${install}`}${store === null ? '' : store === 'classic' ? '，传统镜像存储' : '，containerd 镜像存储'}${running ? '' : '，未运行'}`,
  flaw: (why) => {
    switch (why.kind) {
      case 'form':
        return `${MIRROR_PROBLEMS[why.problem]}。`;
      case 'wrong-store':
        return '只适用于另一种镜像存储。';
      case 'untrusted-tls':
        return '证书不受信任；若已列入 insecure-registries，可用 --allow-insecure 接受。';
      case 'http-forced':
        return '该引擎会用 https 访问 http 加速器，因此无法使用。';
      case 'endangers-tls':
        return '配置不安全或回环的加速器后，该引擎对 Docker Hub 也不再验证 TLS；仍可用 --allow-insecure 接受。';
      default:
        return why satisfies never;
    }
  },
  proxies: (shown) => (shown.length === 0 ? '引擎未使用代理。' : `引擎正在使用的代理：${shown.join('  ')}`),
  containers: ({ containers: { stop, liveRestore } }) => {
    switch (liveRestore) {
      case 'none-run':
        return '没有正在运行的容器。';
      case 'on':
        return '容器会继续运行（已开启 live-restore）。';
      case 'would-help':
        return `${stop} 个正在运行的容器会停止，只有设置了重启策略的会恢复。若开启 "live-restore": true，容器可继续运行。`;
      case 'after-reload':
        return `${stop} 个正在运行的容器会停止，只有设置了重启策略的会恢复。文件中的 "live-restore": true 尚未生效：请先重新加载引擎使其生效，容器即可继续运行。`;
      case 'not-with-swarm':
        return `${stop} 个正在运行的容器会停止；live-restore 不能与 swarm 同用。`;
      default:
        return liveRestore satisfies never;
    }
  },
  warning: (warning) => {
    switch (warning.kind) {
      case 'credentials':
        return warning.login.helper === undefined
          ? `Docker 会把 Docker Hub 的登录凭据${warning.login.user === null ? '' : `（${warning.login.user}）`}（${warning.path}）发给任何索要它的加速器：${list(warning.hosts)}。请退出登录，或只用您信任的加速器。`
          : `如果 docker-credential-${warning.login.helper} 保存了 Docker Hub 的登录凭据（${warning.path} 指定了它），Docker 会把凭据发给任何索要它的加速器：${list(warning.hosts)}。请退出登录（docker logout），或只用您信任的加速器。`;
      case 'comments-dropped':
        return `会去掉 ${warning.count} 处注释：Docker 只读严格的 JSON。`;
      case 'options-moved':
        return `--registry-mirror 从 ${warning.path} 移出，改由 ${warning.to} 设置：引擎只接受其中一处。`;
      case 'mark-dropped':
        return '会去掉字节顺序标记：并非所有版本的引擎都能带着它启动。';
      case 'odd-entries':
        return `${warning.path}：加速器列表中有并非文本的内容，引擎因此无法启动，将予删除：${warning.entries.join('、')}。`;
      case 'pending': {
        const keys = list(warning.keys.map(named));
        const grave = warning.keys.some(({ effect }) => effect === 'data')
          ? '届时现有的镜像和容器将不可见。'
          : '';
        const how = warning.by === 'reload' ? '重新加载' : '重启';
        const down = warning.keys.filter(({ effect }) => effect === 'down').map(({ key }) => key);
        const end = down.length === 0 ? '' : `采用 ${list(down)} 后引擎可能无法启动。`;
        const moves = warning.keys.some(({ effect }) => effect === 'moves')
          ? '届时引擎会改在其他地址监听。'
          : '';
        const opens = warning.keys.some(({ effect }) => effect === 'opens')
          ? '届时引擎的 API 会在目前并未开放的网络地址上可达；若未启用 TLS，能访问它的人在本机就等同于 root。'
          : '';
        const access = warning.keys.some(({ effect }) => effect === 'access')
          ? '届时控制访问权限的授权插件会减少。'
          : '';
        const trust = warning.keys.some(({ effect }) => effect === 'trust')
          ? '届时引擎会信任更多仓库，而不验证它们的 TLS。'
          : '';
        const release = warning.keys.some(({ effect }) => effect === 'release')
          ? '届时启动的是另一版本的引擎，因为其程序已被替换，或其服务指定了另一个程序。'
          : '';
        if (warning.by === 'start') {
          return `引擎下次启动时会采用 ${pendingPlaces(warning.path, warning.keys)}中届时写明、目前尚未使用的设置：${keys}。${grave}${end}${moves}${opens}${access}${trust}`;
        }
        return `${how}也会使 ${pendingPlaces(warning.path, warning.keys)}中其他已修改但尚未采用的设置生效：${keys}。${grave}${end}${moves}${opens}${access}${trust}${release}`;
      }
      case 'pending-unseen': {
        const keys = warning.keys.map(({ key }) => key);
        const down = warning.keys.filter(({ effect }) => effect === 'down').map(({ key }) => key);
        const how = warning.by === 'reload' ? '重新加载' : '重启';
        const what = keys.length === 0 ? '' : `引擎不显示的设置：${list(keys)}。`;
        const end = down.length === 0 ? '' : `${list(down)} 的值若有误，引擎将无法启动。`;
        if (warning.by === 'start') {
          return `引擎下次启动时会采用 ${warning.path} 中届时的 ${list(keys)}，而引擎不显示这些设置。${end}`;
        }
        return `${warning.path} 在引擎启动之后被修改过，${how}会使这些修改生效，其影响无法事先完全得知。${what}${end}`;
      }
      case 'pending-units':
        return `为此 systemd 要重新读取引擎的单元（daemon-reload），其他人此后在其中所作的改动也会随之生效：${list(warning.paths)}。引擎能否以此启动，无法事先得知。`;
      case 'finding':
        return `${warning.path}:${warning.finding.line}：${FINDINGS[warning.finding.code](warning.finding)}`;
      case 'path-after-v2':
        return `${list(warning.mirrors)}：该引擎${scope(warning.scope)}会把路径放在 /v2/ 之后，多数加速器不会响应。`;
      case 'http-forced':
        return `${list(warning.mirrors)}：该引擎${scope(warning.scope)}会用 https 访问 http 加速器，因而无法使用。`;
      case 'tls-weakened':
        return `${list(warning.mirrors)}：配置不安全的加速器后，该引擎${scope(warning.scope)}对 Docker Hub 也不再验证 TLS。`;
      case 'loopback-of-rootless':
        return `${list(warning.mirrors)}：对 rootless 引擎而言，回环地址是它自己的网络命名空间，而不是本机。`;
      case 'hosts-toml-in-build':
        return `${warning.path}：docker build 遵循这个文件，而不是 registry-mirrors。`;
      case 'hosts-toml-stays':
        return `${warning.path} 仍指定了加速器，该引擎会遵循它。`;
      case 'desktop-proxies':
        return 'Docker Desktop 会忽略此文件中的代理，请在其设置界面中设置。此处不写入。';
      case 'proxy-not-ours':
        return `引擎仍在使用 ${list(warning.variables)}：它不是 mirror-apply 设置的，而是来自服务自身的环境变量或启动参数，或者文件在引擎启动后改动过。请用 "systemctl cat docker" 查看并在该处删除，然后重启引擎。`;
      case 'proxy-set-beside':
        return `引擎会继续使用 ${list(warning.variables)}：mirror-apply 的设置会删除，但引擎服务自身的环境变量也设置了它。请用 "systemctl cat docker" 查看并在该处删除，然后重启引擎。`;
      case 'no-proxy-extended':
        return `这些主机是直连检测的，已加入 no-proxy：${list(warning.hosts)}。`;
      case 'password-unseen':
        return '引擎会隐去代理的密码，而配置文件在引擎启动后可能被他人修改过，因此无法得知它用的是否是这个密码。可用 --activate restart 加以确认。';
      case 'made-private':
        return `${warning.path} 将只允许属主读取，因为其中有密码。`;
      case 'build-keeps-mirrors':
        return warning.until === 'minutes'
          ? '对最近 15 分钟内用过的基础镜像，docker build 仍使用原先的加速器；重启引擎可立即改变。'
          : '使用 BuildKit 的 docker build 在引擎重启之前仍使用原先的加速器；docker pull 不受影响。';
      case 'build-token':
        return `docker build 由 docker 客户端自己获取令牌，不经过引擎的代理。请先在执行构建的 shell 中运行“export ${warning.variables.map(({ name, value }) => `${name}=${shellWord(value)}`).join(' ')}”${warning.variables.some(({ value }) => value.includes('xxxxx:')) ? '，并将其中的 xxxxx:xxxxx 换成您的用户名和密码' : ''}。`;
      case 'restart-pending':
        return '代理在引擎下次重启后生效。';
      case 'edited-since':
        return `${warning.path} 之后又被修改过：只还原本程序设置的部分，其余保留。--whole 可还原整个文件。`;
      case 'edits-dropped':
        return `${warning.path} 之后又被修改过：这些修改会丢失，本次运行的备份中会保留。`;
      case 'old-file-unreadable':
        return `现在的引擎用 ${warning.path} 原来的内容无法启动：只还原本程序设置的部分。${printed(warning.backup ?? null)}`;
      default:
        return warning satisfies never;
    }
  },
};

/** Blanks stand between Chinese and Latin letters, none between Chinese ones. */
function spaced(name: string): string {
  return ` ${name} `.replace(/ (?=\p{Script=Han})|(?<=\p{Script=Han}) $/gu, '');
}

const NAMES = {
  colima: 'Colima',
  lima: 'Lima',
  orbstack: 'OrbStack',
  'rancher-desktop': 'Rancher Desktop',
  synology: '群晖 DSM',
  qnap: '威联通 Container Station',
  truenas: 'TrueNAS',
} as const;

function answersOutOfSight(endpoint: string, { name, pid }: OutOfSight): string {
  const engine = `${endpoint} 处有引擎应答${name === null ? '' : `（自称 ${name}）`}`;
  return pid === null
    ? `${engine}，但从这里看不到监听该地址的进程：它可能运行在本容器之外、另一个容器中，或隧道的另一端。它的配置文件不在这里，未作任何改动。请到它运行的地方执行 mirror-apply。`
    : `${engine}，即进程 ${pid}，但它使用的是另一套文件（例如在容器中）。这里的文件不归它使用，未作任何改动。请到它所在的环境中执行 mirror-apply。`;
}

/** A repair is a run of its own, and the next undo without an id would take back that one. */
function beforeUndo(
  { backup, whole }: { readonly backup: string | null; readonly whole: boolean },
  repairable: boolean,
): readonly string[] {
  const undo = `mirror-apply --undo${backup === null ? '' : ` ${backup}`}`;
  return [
    repairable
      ? `请先用 mirror-apply --repair 将其改成严格的 JSON（注释和多余的逗号会被去掉），然后执行：${undo}`
      : `请先手工修正，然后执行：${undo}`,
    ...(whole ? [`也可以把整个文件还原成当时的样子（他人此后的修改会丢失）：${undo} --whole`] : []),
  ];
}

const UNREACHABLE = {
  'no-socket': '套接字不存在',
  refused: '套接字无人监听',
  'timed-out': '等待超时',
  broken: '返回的内容不像来自引擎',
} as const;

const PROXY_PROBLEMS = {
  'other-scheme': '不支持其他协议',
  malformed: '给出的地址无法解析',
  'no-host': '给出的地址没有主机名',
  port: '给出的端口大于 65535',
  path: '主机名之后不能带路径',
  query: '主机名之后不能带 ? 或 #',
  escape:
    '用户名或密码中的某个字符须写成百分号编码（# 写作 %23，/ 写作 %2F，@ 写作 %40，% 写作 %25，\\ 写作 %5C，^ 写作 %5E）',
  'no-scheme': '给出的地址有用户名却没有协议，引擎会把密码显示给其他用户：请在前面加上 http://',
  'new-scheme': '该引擎（构建它的 Go 版本）可能不支持 socks5h，请改用 socks5，域名同样由代理解析',
} as const;

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
  'second-object': '这里开始了第二个对象，而一个文件只能有一个：请把其中的键并入第一个',
  'missing-comma': '此处之前缺少逗号',
  'missing-colon': '键与值之间缺少冒号',
  'odd-quotes': 'JSON 只能用半角直引号（"），不能用弯引号或全角引号',
  'wide-mark': '此处是全角标点，JSON 只能用半角的 , : { } [ ]',
  invisible: '此处有看不见的字符，多半是从网页复制时带入的，请删除',
  hash: '此处有以 # 开头的注释，而 JSON 没有注释，请删除',
  html: '这是网页而不是 JSON，保存的不是想要的文件',
  'open-string': '此处的引号在本行没有闭合',
  'bad-escape': '字符串中的反斜杠须写两次（\\\\）',
  'control-character': '字符串中有制表符或其他控制字符，请写成 \\t 等转义形式，或改用空格',
  'wrong-bracket': '此处尚有另一种括号未闭合：[ 应由 ] 闭合，{ 应由 } 闭合',
  equals: '键与值之间应使用冒号，而不是 =',
  'outside-quotes': '此处在引号之外：前面少了一个引号，或多了一个',
  'bare-value': '该值不是数字，也不是（小写的）true、false 或 null；字符串须加引号',
  'byte-order-mark': '开头有字节顺序标记，该版本不接受',
  undecodable: '不是 UTF-8 或 UTF-16 文本',
  'not-an-object': '最外层不是花括号括起的对象',
  'too-deep': '嵌套过深',
  comment: '其中有注释',
  'trailing-comma': '有多余的逗号',
  'single-quotes': '用了单引号，JSON 只能用双引号',
  'bare-key': '有键名未加引号',
  'trailing-data': '结尾之后还有内容',
  unfinished: '内容不完整',
  'number-range': '有数字超出范围',
  syntax: '不是 JSON',
};

const NO_PROXY = {
  scheme: '是网址；请写主机名，不带 http://',
  login: '含有用户名或密码；只写主机名',
  'line-end': '含有换行；各项之间用逗号分隔',
  blank: '含有空格；各项之间用逗号分隔',
  separator: '用了逗号以外的分隔符',
  wildcard: '中间含有通配符；只能单独用 * 或写成 *.域名',
  cidr: '不是有效的 CIDR 网段',
  port: '的端口无效',
  dot: '以点结尾，因而匹配不到任何仓库；请去掉末尾的点',
  host: '不是主机名',
} as const;

const MIRROR_PROBLEMS: Readonly<Record<MirrorProblem | EntrySlip, string>> = {
  several: '一项里写了多个地址：请每个地址单独写一项',
  unseen: '其中有看不见的字符（多半是从网页粘贴而来）：请重新输入',
  'wide-mark': '含有全角标点：请改用半角的 , . : /',
  'no-scheme': 'Docker 要求以 http:// 或 https:// 开头',
  'other-scheme': 'Docker 只接受 http 和 https',
  malformed: '不是有效的网址',
  'user-info': 'Docker 不接受带用户名或密码的加速器地址',
  'query-or-fragment': 'Docker 不接受带查询参数或片段的加速器地址',
  path: '该引擎不接受带路径的加速器地址，24.0.8 起才支持',
};

const FINDINGS: Readonly<Record<FileFinding['code'], (finding: FileFinding) => string>> = {
  'duplicate-key': ({ key }) => `“${key}”出现了两次，Docker 取最后一个。请只保留那一个。`,
  'ignored-key': ({ key }) =>
    key === 'registry-mirror'
      ? '“registry-mirror”写在这里不起作用，Docker 会忽略它。文件中应写作 "registry-mirrors": ["https://…"]。'
      : `“${key}”写在这里不起作用，Docker 会忽略它。应写在 "proxies": {"${key}": "…"} 中。`,
  'misplaced-key': ({ key, within }) =>
    `“${key}”写在“${within}”里面不起作用，应写在${key.endsWith('-proxy') ? ` "proxies": {"${key}": "…"} 中` : '文件最外层'}，与“${within}”并列。`,
  'wrong-case': ({ key }) => `“${key}”大小写有误，Docker 会因此无法启动。`,
  'client-syntax': ({ key }) => `“${key}”用的是 ~/.docker/config.json 的写法，Docker 会因此无法启动。`,
  'wrong-type': ({ key }) => `“${key}”的值类型不对。`,
  'invalid-utf-8': () => '含有非 UTF-8 字节，新版 Docker 不接受。',
  'too-new': ({ key }) => FATAL_KEYS['too-new'](key),
};

/** Docker 因何无法启动，以及正确的写法。 */
const FATAL_KEYS: Readonly<Record<FatalFinding['code'], (key: string) => string>> = {
  'too-new': (key) =>
    `Docker 23.0 之前的版本不认识“${key}”，会因此无法启动。请去掉它：该引擎的代理应写在其服务中，可用 mirror-apply --http-proxy 或 --https-proxy 设置。`,
  'wrong-case': (key) => `“${key}”会导致 Docker 无法启动：键名区分大小写，应写作 "${key.toLowerCase()}"。`,
  'client-syntax': (key) =>
    `“${key}”这样写会导致 Docker 无法启动：“default”和“httpProxy”是 ~/.docker/config.json 的写法，此处应写作 "${key}": {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}。`,
  'wrong-type': (key) =>
    `“${key}”的值会导致 Docker 无法启动：${key === 'proxies' ? '应写作 {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}，值为带引号的字符串' : '应写作字符串列表 ["https://…"]'}。`,
};

/** `character`: the one that is meant. */
function escaped(character: string | null | undefined): string {
  return character == null ? '' : `；这里是 ${character}，写作 ${encodeURIComponent(character)}`;
}

/** How the old file can be had all the same. */
function printed(backup: string | null): string {
  return backup === null ? '' : `原来的内容可用 mirror-apply --backups ${backup} 输出。`;
}

function scope(where: 'pull' | 'build'): string {
  return where === 'pull' ? '拉取时' : '在 docker build 中';
}

function list(items: readonly string[]): string {
  return items.join('、');
}

function notProvenYet({ why, directory }: UnprovenProcess): string {
  switch (why) {
    case 'replaced':
      return '它启动之后程序文件已被替换。请重启引擎后重新运行。';
    case 'unsafe':
      return directory === null
        ? '而其他用户可以改写它的程序。'
        : `而其他用户可以写入 ${directory}。请改为只有 root 可写，然后重新运行。`;
    case 'other-program':
      return '它的程序名不是已知的引擎。';
    case 'other-owner':
      return '它由另一个用户运行。';
    case 'other-root':
    case 'other-namespace':
      return '它的根目录或命名空间与这里不同：它或当前 shell 在容器里。请在容器外运行。';
    case 'other-mounts':
      return '它看到的文件可能与这里不同：它（例如容器）或当前 shell 有自己的挂载命名空间。请在启动引擎的环境中运行，或由服务管理器管理引擎。';
    case 'not-permitted':
    case 'gone':
      return '无法查看这个进程。';
    default:
      return why satisfies never;
  }
}

/** The file, the command line, the environment, or several. */
function pendingPlaces(path: string, keys: readonly PendingKey[]): string {
  const options = keys.filter(({ key }) => key.startsWith('--')).length;
  const variables = keys.filter(({ key }) => key.endsWith('_PROXY')).length;
  const programs = keys.filter(({ effect }) => effect === 'release').length;
  const places = [
    ...(programs > 0 ? ['引擎的程序'] : []),
    ...(options + variables + programs < keys.length ? [`${path} `] : []),
    ...(options > 0 ? ['其服务的启动参数'] : []),
    ...(variables > 0 ? ['其服务的环境变量'] : []),
  ];
  return places.join('和');
}

/** `proxies（HTTPS_PROXY=http://p:1）` */
function named({ key, values }: PendingKey): string {
  return values === undefined ? key : `${key}（${values.join(' ')}）`;
}
