import type { RestartReason } from '../../change/types.ts';
import type { FatalFinding, MirrorProblem, ProblemCode, Unfitness } from '../../engines/docker/index.ts';
import type { Code, Verdict } from '../../probe/codes.ts';
import type { VerdictMessages } from '../verdict/messages.ts';
import type { ApplyMessages, WriteFailure } from './messages.ts';

export const applyZh: ApplyMessages = {
  help: {
    description: '让 Docker 通过最好的加速器拉取镜像，不丢失任何已有配置，也不影响正在运行的容器。',
    urls: '候选加速器，取代内置目录',
    option: {
      top: '配置几个加速器',
      engine: '要配置的引擎',
      config: '配置文件的位置（默认：向引擎查询）',
      dockerHost: '引擎的 API 套接字（默认：DOCKER_HOST、当前上下文、默认套接字）',
      from: '使用先前 mirror-check 的报告，不再检测',
      maxAge: '报告超过多少秒即视为过旧',
      envProxy: '检测时使用当前 shell 的代理，而不是引擎自己的代理',
      replace: '去掉原先配置的加速器（默认保留，排在新选的之后）',
      noProbe: '直接配置给出的地址而不检测；未给地址时加速器保持不变',
      allowUnconfirmed: '也接受镜像内容无法证实的加速器',
      allowInsecure: '也接受公网 http、不受信任的 TLS，或会给引擎带来风险的本机回环加速器',
      httpProxy: "引擎自己的 http 代理；'' 表示清除",
      httpsProxy: "引擎自己的 https 代理；'' 表示清除",
      noProxy: "引擎不经代理访问的地址：主机、.域名、CIDR；'' 表示清除",
      mirrorsOff: '不使用任何加速器（写入空列表）',
      activate: '如何生效：加速器只需重新加载；确有必要且经同意才重启',
      repair: '把引擎读不了的文件改成严格的 JSON，其中的注释会丢失',
      verifyPull: '生效后通过引擎拉取该镜像，失败则全部还原',
      undo: '还原到上一次（或指定的那次）修改之前的状态',
      backups: '列出备份',
      dryRun: '只显示将要做什么，不作任何改动',
      print: '输出新文件的内容，不作任何改动',
      yes: '同意该方案；要停止容器还须加上 --activate restart',
      noInput: '从不询问；需要回答时以状态码 6 退出',
      format: '结果的格式',
      verbose: '显示每一步，以及未选用某些加速器的原因',
    },
    examples: [
      { command: 'sudo mirror-apply', does: '选出最好的三个加速器，先显示改动再配置' },
      { command: 'mirror-apply --dry-run', does: '只看不改' },
      { command: 'sudo mirror-apply --no-probe https://docker.example.com', does: '不检测，直接用这一个' },
      { command: 'sudo mirror-apply --undo', does: '恢复原状' },
      {
        command: 'mirror-apply --print > new.json && sudo install -m 644 new.json /etc/docker/daemon.json',
        does: '自己动手替换文件',
      },
    ],
    exit: [
      { code: '0', means: '已完成，或无需改动' },
      { code: '1', means: '没有适合配置的加速器，未写入任何内容' },
      { code: '2', means: '用法错误' },
      { code: '3', means: '文件无法读取或写入，或需要 root 权限；未作任何改动' },
      { code: '4', means: '操作失败，已还原并恢复生效' },
      { code: '5', means: '同 4，但还原也失败了' },
      { code: '6', means: '未得到同意' },
      { code: '70', means: '本程序自身的错误' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  usage: {
    engine: (name) => `--engine 目前只支持 docker，不支持“${name}”。`,
    onlyDockerHub: (registry) =>
      `Docker 只对 docker.io 使用加速器，其配置中没有 --registry ${registry} 的位置。`,
    endpoint: (source, text) =>
      `${source} 应为 unix:///路径、tcp://主机:端口 或 ssh://主机，而不是“${text}”。`,
    context: (name) => `无法读取 Docker 上下文“${name}”。`,
    together: (option, other) => `${option} 与 ${other} 不能同时使用。`,
    nothingGiven: (option) => `使用 ${option} 时若不给出地址、代理或 --mirrors-off，就没有事情可做。`,
  },
  problem: {
    foreign: ({ install, endpoint, file, command }) => {
      const then = [
        file === null ? '' : `它的配置在 ${file}。`,
        command === null ? '' : `改好后在那里执行：${command}`,
      ].join('');
      switch (install) {
        case 'remote':
          return `${endpoint} 上的引擎不在本机运行（或看不到它的文件），这里的文件不归它使用。请到它所在的机器上运行 mirror-apply。`;
        case 'podman':
          return `${endpoint} 上响应的是 Podman，它不读取 daemon.json。${then}`;
        case 'colima':
        case 'lima':
        case 'orbstack':
        case 'rancher-desktop':
          return `该引擎由 ${NAMES[install]} 管理，配置由它自己写入，在里面修改会丢失。${then}`;
        case 'desktop-from-wsl':
          return `该引擎属于 Docker Desktop，需在 Windows 一侧配置。${then}`;
        case 'synology':
        case 'truenas':
          return `该引擎由 ${NAMES[install]} 管理，配置由它自己写入。${then}如仍要修改，请用 --config 指定文件。`;
        default:
          return install satisfies never;
      }
    },
    otherUser: (endpoint, name, uid, command) =>
      `${endpoint} 是用户 ${name ?? `（uid ${uid}）`} 的 rootless 引擎，只能由该用户配置。未作任何改动。请以该用户身份执行：${command}`,
    unreachable: (code) =>
      code === 'not-permitted'
        ? '只有 root 和 docker 组的用户才能访问引擎的套接字，请加 sudo 运行。'
        : code === 'not-supported'
          ? '该引擎要求使用客户端证书的 TLS，本程序不支持；请用 --docker-host 指定其本地套接字。'
          : `引擎没有响应：${UNREACHABLE[code]}。请确认引擎正在运行，查看其日志后重试。`,
    unsafeProgram: (what, install) => {
      const wrong = (): string => {
        if (what.kind === 'file-failure') return `无法检查 ${what.path}（${what.errno ?? what.code}）`;
        switch (what.reason) {
          case 'foreign-owner':
            return `${what.path} 属于 uid 为 ${what.uid} 的用户，该用户可以改动 root 在此运行的程序`;
          case 'group-writable':
            return `${what.path} 所属的组（gid ${what.gid}）可以写入，从而改动 root 在此运行的程序`;
          case 'world-writable':
            return `所有用户都可以写入 ${what.path}，从而改动 root 在此运行的程序`;
          default:
            return what.reason satisfies never;
        }
      };
      return `以 root 身份运行本程序不安全：${wrong()}。未作任何改动。请改用属于 root 的副本和 node：${install}`;
    },
    callersProgram: (path, install) =>
      `${path} 属于调用 sudo 的用户，以该用户身份运行的任何程序都可以改动 root 在此运行的程序。使用属于 root 的副本更安全：${install}`,
    notWritten: (why) => {
      switch (why.kind) {
        case 'held':
          return `另一个进程（${why.holder.pid}）正在修改这个文件。`;
        case 'containers-started':
          return `在此期间有 ${why.count} 个容器启动，重启会使其停止，因此未作任何改动。请重新运行，或用 --yes --activate restart 事先同意。`;
        case 'unsafe':
          return `其他用户可以写入 ${why.directory}，可能借此改变 root 写入的位置，因此没有写入。未作任何改动。`;
        case 'changed-meanwhile':
          return `${writeFailure(why)}未作任何改动，请重新运行。`;
        case 'file-failure':
          return `${writeFailure(why)}未作任何改动。`;
        default:
          return why satisfies never;
      }
    },
    refusal: (reason, words) => {
      switch (reason.kind) {
        case 'no-fit-mirror':
          return [
            '没有适合配置的加速器，未写入任何内容。',
            ...reason.unfit.map(({ displayUrl, why }) => unfit(displayUrl, why, words)),
          ];
        case 'hosts-toml':
          return [
            `${reason.path} 为 docker.io 指定了主机，此时该引擎会忽略 registry-mirrors。请删除它，或把加速器写到那里。`,
          ];
        case 'unreadable': {
          const { line, column, code, repairable } = reason.problem;
          return [
            `${reason.path}:${line}:${column}：Docker 读不了这个文件，${PROBLEMS[code]}。`,
            repairable ? '--repair 可将其改成严格的 JSON，注释和多余的逗号会被去掉。' : '需要手工修正。',
          ];
        }
        case 'unrepairable':
          return [`不靠猜测无法修复 ${reason.path}，请手工修正。`];
        case 'fatal-key': {
          const { key, line, code } = reason.finding;
          return [`${reason.path}:${line}：${FATAL_KEYS[code](key)}请先改正这一行，再重新运行。`];
        }
        case 'flag-conflict':
          return [
            '引擎的命令行里设置了同一项内容，两处都有时引擎无法启动。请先从命令行中去掉：',
            ...reason.flags.map(
              ({ name, source }) =>
                `--${name}${source === null ? '（来自正在运行的进程）' : `，位于 ${source.path} 第 ${source.line} 行`}`,
            ),
          ];
        case 'no-proxy-item':
          return [`--no-proxy：“${reason.item}”${NO_PROXY[reason.problem]}。`];
        case 'proxy-url':
          return [
            `${reason.field === 'httpProxy' ? '--http-proxy' : '--https-proxy'} 应为 http://、https:// 或 socks5:// 加主机名，可带端口；${PROXY_PROBLEMS[reason.problem]}。`,
          ];
        case 'proxies-need-systemd':
          return [
            '该引擎早于 23.0，代理只能来自服务的环境变量，而这里没有 systemd。请在 /etc/default/docker 中设置 HTTP_PROXY 和 HTTPS_PROXY。',
          ];
        case 'undo-not-for-this-engine':
          return [
            `${reason.path} 原先的${reason.what === 'mirrors' ? '加速器' : '代理'}设置会使现在的引擎无法启动。未作任何改动。`,
          ];
        default:
          return reason satisfies never;
      }
    },
    noEngine:
      '没有找到 Docker 引擎：既没有在运行，也没有安装。可用 --config 指定配置文件，或用 --docker-host 指定套接字。',
    noBackup: (id) => (id === null ? '没有备份，无从还原。' : `没有编号为 ${id} 的备份。`),
    badBackup: (id) =>
      `备份 ${id} 已损坏或来自更新的版本，不予使用。可用 --undo 指定另一个，--backups 可列出全部备份。`,
    childFailed: (code, detail) =>
      `负责访问加速器的非特权进程失败（${code}）${detail === null || detail === '' ? '' : `：${detail}`}。`,
    noNetwork: '没有网络连接，无法检测任何加速器。',
    needsRoot: (command) => `需要 root 权限。请执行：${command}`,
    passwordLeftOut: '其中略去了密码，请在 xxxxx:xxxxx 处填上。',
    consentMissing: '没有人同意该方案，也无法询问；请使用 --yes。',
    consentMissingForStop: (count) =>
      `这会重启引擎并停止 ${count} 个正在运行的容器；如同意，请使用 --yes --activate restart。`,
    declined: '未作任何改动。',
  },
  plan: {
    engine: (version, install, store, running) =>
      `Docker ${version?.text ?? '（版本未知）'}${install === 'rootful' ? '' : `，${install}`}${store === null ? '' : store === 'classic' ? '，传统镜像存储' : '，containerd 镜像存储'}${running ? '' : '，未运行'}`,
    file: (path) => `配置文件 ${path}`,
    mirrorsHead: '加速器，按 Docker 尝试的顺序：',
    noMirrors: '不使用加速器。',
    keptMark: '保留',
    newMark: '新增',
    dropped: (mirror, why, words) => {
      switch (why.kind) {
        case 'replaced':
          return `去掉 ${mirror}（--replace）。`;
        case 'mirrors-off':
          return `去掉 ${mirror}（--mirrors-off）。`;
        case 'verdict':
          return `去掉 ${mirror}：${verdict(why.verdict, why.code, mirror, words)}`;
        case 'form':
          return `去掉 ${mirror}：${MIRROR_PROBLEMS[why.problem]}。`;
        default:
          return why satisfies never;
      }
    },
    unfit,
    moreUnfit: (count) => `另有 ${count} 个加速器不适合；-v 显示原因。`,
    effect: (activation) => {
      switch (activation.kind) {
        case 'at-each-pull':
          return '下次拉取镜像时即生效：引擎每次都会重新读取，无需重启。';
        case 'reload':
          return '重新加载即可生效，不影响任何容器。';
        case 'restart':
          return `需要重启引擎才能生效：${RESTARTS[activation.why]}。`;
        case 'by-hand':
          return activation.command === null
            ? '该引擎没有服务管理器，需由您自己重启后生效。'
            : `执行以下命令后生效：${activation.command}`;
        case 'none':
          return NO_EFFECTS[activation.why];
        default:
          return activation satisfies never;
      }
    },
    containers: ({ containers: { stop, liveRestore } }) => {
      switch (liveRestore) {
        case 'none-run':
          return '没有正在运行的容器。';
        case 'on':
          return '容器会继续运行（已开启 live-restore）。';
        case 'would-help':
          return `${stop} 个正在运行的容器会停止，只有设置了重启策略的会恢复。若开启 "live-restore": true，容器可继续运行。`;
        case 'not-with-swarm':
          return `${stop} 个正在运行的容器会停止；live-restore 不能与 swarm 同用。`;
        default:
          return liveRestore satisfies never;
      }
    },
    warning: (warning) => {
      switch (warning.kind) {
        case 'credentials':
          return `Docker 会把 Docker Hub 的登录凭据${warning.login.user === null ? '' : `（${warning.login.user}）`}（${warning.path}）发给任何索要它的加速器：${list(warning.hosts)}。请退出登录，或只用您信任的加速器。`;
        case 'comments-dropped':
          return `会去掉 ${warning.count} 处注释：Docker 只读严格的 JSON。`;
        case 'mark-dropped':
          return '会去掉字节顺序标记：该引擎遇到它无法启动。';
        case 'finding':
          return `${warning.path}:${warning.finding.line}：${FINDINGS[warning.finding.code](warning.finding.key)}`;
        case 'path-after-v2':
          return `${list(warning.mirrors)}：该引擎${scope(warning.scope)}会把路径放在 /v2/ 之后，多数加速器不会响应。`;
        case 'http-forced':
          return `${list(warning.mirrors)}：该引擎${scope(warning.scope)}会用 https 访问 http 加速器，因而无法使用。`;
        case 'tls-weakened':
          return `${list(warning.mirrors)}：配置不安全的加速器后，该引擎${scope(warning.scope)}对 Docker Hub 也不再验证 TLS。`;
        case 'plain-http':
          return `${list(warning.mirrors)}：未加密的 http，途中任何人都能篡改按标签拉取的内容。`;
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
        case 'no-proxy-extended':
          return `这些主机是直连检测的，已加入 no-proxy：${list(warning.hosts)}。`;
        case 'made-private':
          return `${warning.path} 将只允许属主读取，因为其中有密码。`;
        case 'restart-pending':
          return '代理在引擎下次重启后生效。';
        case 'unprobed':
          return `未经检测：${list(warning.mirrors)}。`;
        case 'edited-since':
          return `${warning.path} 之后又被修改过：只还原本程序设置的部分，其余保留。`;
        case 'old-file-unreadable':
          return `现在的引擎用 ${warning.path} 原来的内容无法启动：只还原本程序设置的部分。`;
        default:
          return warning satisfies never;
      }
    },
    warningMark: '注意：',
    longDiff: (path) => `${path}：改动太多，无法显示。`,
    question: '是否执行？',
    stopQuestion: (count) => `是否执行，并停止 ${count} 个正在运行的容器？`,
    nothingToDo: (inForce) => (inForce ? '无需改动：引擎使用的正是这些。' : '无需写入：文件内容已经如此。'),
    dryRun: '未作任何改动（--dry-run）。',
  },
  outcome: {
    step: {
      writing: '正在写入并校验',
      activating: '正在生效，等待引擎确认',
      pulling: '正在拉取',
      'rolling-back': '正在还原',
    },
    done: (activation) => {
      switch (activation.kind) {
        case 'at-each-pull':
        case 'reload':
        case 'restart':
          return '已完成：引擎自身显示新设置已生效。';
        case 'by-hand':
          return activation.command === null
            ? '已写入。重启引擎后生效。'
            : `已写入。要使其生效，请执行：${activation.command}`;
        case 'none':
          return activation.why === 'engine-down'
            ? '已写入。引擎未运行，下次启动时生效。'
            : activation.why === 'asked'
              ? '已写入。引擎下次重新加载或重启时生效。'
              : '已完成。';
        default:
          return activation satisfies never;
      }
    },
    shown: (mirrors) => (mirrors.length === 0 ? '引擎未使用加速器。' : `引擎正在使用：${mirrors.join('  ')}`),
    backup: (id, undo) => `备份 ${id}；“mirror-apply --undo${undo ? ` ${id}` : ''}”可还原。`,
    lost: (what) => `未能保留：${LOST[what]}。`,
    notPulled: (image) =>
      `没有拉取 ${image}（--verify-pull）：引擎未运行。请启动引擎，再用同样的 --verify-pull 重新运行。`,
    pulled: (image, seconds, kept) =>
      `已通过引擎拉取 ${image}，用时 ${seconds}${kept ? '' : '，随后已删除'}。`,
    mishap: (mishap) => {
      switch (mishap.kind) {
        case 'invalid':
          return mishap.invalid.by === 'dockerd' ? 'Docker 拒绝了新文件：' : '引擎用新文件无法启动：';
        case 'write':
          return writeFailure(mishap.failure);
        case 'activation':
          return applyZh.outcome.activationFailure(mishap.failure);
        case 'pull':
          return `试拉取失败：${mishap.detail}`;
        default:
          return mishap satisfies never;
      }
    },
    activationFailure: (failure) => {
      switch (failure.kind) {
        case 'action-failed':
          return failure.action.kind === 'failed'
            ? `“${failure.action.command.join(' ')}”执行失败。`
            : failure.action.kind === 'not-up'
              ? '引擎尚未启动完毕，无法重新加载。'
              : failure.action.kind === 'not-permitted'
                ? '当前用户无权向引擎发送信号。'
                : '没有可以重启引擎的服务管理器。';
        case 'refused':
          return '引擎拒绝了新文件，沿用旧设置。';
        case 'not-up':
          return '引擎没有恢复运行。';
        case 'not-shown':
          return '引擎在运行，但没有采用新设置。';
        case 'stopped':
          return '中途停止。';
        default:
          return failure satisfies never;
      }
    },
    rolledBack: '已还原，原先的设置仍然生效。',
    unchanged: '未作任何改动。',
    notPrinted: (reason) => `无法写入标准输出：${reason}。`,
    editedMeanwhile: (path, restored) =>
      restored
        ? `${path} 在此期间被他人修改过：只还原了本次运行改动的部分，其余保留他人的修改。`
        : `${path} 在此期间被他人修改过，没有覆盖。`,
    notRolledBack: (backup, restart) =>
      `未能完全还原！${backup === null ? '' : `原文件保存在 ${backup}。`}请查看日志并修正文件，然后${restart === null ? '启动引擎。' : `执行：${restart}`}`,
    logHead: '引擎自己的日志：',
    backupsHead: '备份，最新的在前：',
    noBackups: '没有备份。',
    backupLine: (id, when, reason, files) =>
      `${id}  ${when}  ${reason === 'apply' ? '配置前' : '还原前'}  ${files.join(' ')}`,
    unreadableBackup: (id) => `${id}  （已损坏）`,
    stopping: '正在有序停止；再按一次 Ctrl-C 立即结束。',
  },
};

const NAMES = {
  colima: 'Colima',
  lima: 'Lima',
  orbstack: 'OrbStack',
  'rancher-desktop': 'Rancher Desktop',
  synology: '群晖 DSM',
  truenas: 'TrueNAS',
} as const;

const FILE_FAILURES = {
  'not-found': '不存在',
  'permission-denied': '当前用户无权访问',
  'not-permitted': '无法改动：文件或目录被设为不可变，或属于他人',
  'read-only': '位于只读文件系统',
  'no-space': '无法写入：磁盘空间不足',
  'not-a-file': '不是普通文件',
  'not-a-directory': '的上级不是目录',
  'too-large': '大得不像配置文件',
  'dangling-symlink': '是指向不存在位置的符号链接',
  'symlink-loop': '是循环的符号链接',
  busy: '正被占用，无法替换或删除',
  'already-exists': '已经存在',
  'name-too-long': '名称过长',
  changing: '正被他人写入',
  'io-error': '无法读写：设备故障',
} as const;

function writeFailure(why: WriteFailure): string {
  return why.kind === 'changed-meanwhile'
    ? `${why.path} 在此期间被别人改动过。`
    : `${why.path} ${FILE_FAILURES[why.code]}。`;
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
  path: '主机名之后不能带路径',
} as const;

const LOST = {
  owner: '文件的属主',
  mode: '文件的权限位',
  extended: '文件的 ACL 和扩展属性（如果有；需要 GNU cp），请用 setfacl 和 setfattr 重新设置',
  'selinux-label': '文件的 SELinux 标签，可用 restorecon 设置',
  'hard-links': '文件的其他硬链接，它们仍是旧内容',
} as const;

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
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
  blank: '含有空格；各项之间用逗号分隔',
  separator: '用了逗号以外的分隔符',
  wildcard: '中间含有通配符；只能单独用 * 或写成 *.域名',
  cidr: '不是有效的 CIDR 网段',
  port: '的端口无效',
  host: '不是主机名',
} as const;

const MIRROR_PROBLEMS: Readonly<Record<MirrorProblem, string>> = {
  'no-scheme': 'Docker 要求以 http:// 或 https:// 开头',
  'other-scheme': 'Docker 只接受 http 和 https',
  malformed: '不是有效的网址',
  'user-info': 'Docker 不接受带用户名或密码的加速器地址',
  'query-or-fragment': 'Docker 不接受带查询参数或片段的加速器地址',
  path: '该引擎不接受带路径的加速器地址，24.0.8 起才支持',
};

const RESTARTS: Readonly<Record<RestartReason, string>> = {
  proxies: '代理只在启动时读取',
  'cannot-reload': '该引擎不能重新加载加速器',
  asked: '按您的要求',
};

const NO_EFFECTS = {
  'nothing-to-do': '没有需要生效的内容。',
  'engine-down': '引擎未运行，下次启动时生效。',
  asked: '引擎下次重新加载或重启时生效。',
  'not-needed': '引擎已在使用这些设置，只改文件。',
} as const;

const FINDINGS = {
  'duplicate-key': (key: string) => `“${key}”出现了两次，Docker 取最后一个。`,
  'ignored-key': (key: string) => `“${key}”写在这里不起作用，Docker 会忽略它。`,
  'wrong-case': (key: string) => `“${key}”大小写有误，Docker 会因此无法启动。`,
  'client-syntax': (key: string) => `“${key}”用的是 ~/.docker/config.json 的写法，Docker 会因此无法启动。`,
  'wrong-type': (key: string) => `“${key}”的值类型不对。`,
  'invalid-utf-8': () => '含有非 UTF-8 字节，新版 Docker 不接受。',
} as const;

/** Docker 因何无法启动，以及正确的写法。 */
const FATAL_KEYS: Readonly<Record<FatalFinding['code'], (key: string) => string>> = {
  'wrong-case': (key) => `“${key}”会导致 Docker 无法启动：键名区分大小写，应写作 "${key.toLowerCase()}"。`,
  'client-syntax': (key) =>
    `“${key}”这样写会导致 Docker 无法启动：“default”和“httpProxy”是 ~/.docker/config.json 的写法，此处应写作 "${key}": {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}。`,
  'wrong-type': (key) =>
    `“${key}”的值会导致 Docker 无法启动：${key === 'proxies' ? '应写作 {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}，值为带引号的字符串' : '应写作字符串列表 ["https://…"]'}。`,
};

function unfit(mirror: string, why: Unfitness, words: VerdictMessages): string {
  switch (why.kind) {
    case 'form':
      return `${mirror}：${MIRROR_PROBLEMS[why.problem]}。`;
    case 'verdict':
      return `${mirror}：${verdict(why.verdict, why.code, mirror, words)}`;
    case 'wrong-store':
      return `${mirror}：只适用于另一种镜像存储。`;
    case 'unconfirmed':
      return `${mirror}：镜像内容无法证实；可用 --allow-unconfirmed 接受。`;
    case 'plain-http':
      return `${mirror}：公网上未加密的 http；可用 --allow-insecure 接受。`;
    case 'untrusted-tls':
      return `${mirror}：证书不受信任；若已列入 insecure-registries，可用 --allow-insecure 接受。`;
    case 'http-forced':
      return `${mirror}：该引擎会用 https 访问 http 加速器，因此无法使用。`;
    case 'endangers-tls':
      return `${mirror}：配置不安全或回环的加速器后，该引擎对 Docker Hub 也不再验证 TLS；仍可用 --allow-insecure 接受。`;
    default:
      return why satisfies never;
  }
}

function verdict(word: Verdict, code: Code | null, mirror: string, words: VerdictMessages): string {
  if (code === null) return `${words.verdict[word]}。`;
  const host = URL.canParse(mirror) ? new URL(mirror).host : '';
  return words.code[code]({ host, mirrorHost: host, httpStatus: null, image: null });
}

function scope(where: 'pull' | 'build'): string {
  return where === 'pull' ? '拉取时' : '在 docker build 中';
}

function list(items: readonly string[]): string {
  return items.join('、');
}
