import type { UnprovenProcess } from '../../../../host/prove-process.ts';
import type { OutOfSight } from '../../locate.ts';
import type { DockerMessages } from '../messages.ts';
import { list } from './parts.ts';

/** Why there is none to configure. */
export const absenceZh: Pick<
  DockerMessages,
  | 'endpoint'
  | 'context'
  | 'noEngine'
  | 'foreign'
  | 'otherUser'
  | 'notProven'
  | 'listensElsewhere'
  | 'configUnplaced'
  | 'startUnproven'
  | 'unreachable'
> = {
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

const UNREACHABLE = {
  'no-socket': '套接字不存在',
  refused: '套接字无人监听',
  'timed-out': '等待超时',
  broken: '返回的内容不像来自引擎',
} as const;

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
