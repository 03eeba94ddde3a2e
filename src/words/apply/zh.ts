import type { Activation, Awaited, RestartReason } from '../../change/types.ts';
import { closingCommand, isForEverybody, isOfAnother } from '../../host/closing-command.ts';
import { shellWord } from '../../host/shell-word.ts';
import { copyForRootZh } from '../frame/zh.ts';
import type { ApplyMessages, UnsafePlace, WriteFailure } from './messages.ts';

export const applyZh: ApplyMessages = {
  help: {
    description: '让 Docker 通过最好的加速器拉取镜像，不丢失任何已有配置，也不影响正在运行的容器。',
    urls: '候选加速器，取代内置目录',
    option: {
      top: '配置几个加速器',
      engine:
        '要配置的引擎：docker、containerd、podman；仅供查看：cri-o、k3s、rke2、buildkit、buildx、nerdctl、kind；all：本机的所有引擎，作为一次修改（默认：有 docker 则为 docker，否则为唯一的那个）',
      config: '配置文件的位置（默认：向引擎查询）',
      dockerHost: '引擎的 API 套接字（默认：DOCKER_HOST、当前上下文、默认套接字）',
      from: '使用先前 mirror-check 的报告，不再检测',
      maxAge: '报告超过多少秒即视为过旧',
      report: '同时把检测结果写入此文件，格式同 mirror-check -f json',
      envProxy: '检测时使用当前 shell 的代理，而不是引擎自己的代理',
      replace: '去掉原先配置的加速器（默认保留，排在新选的之后）',
      exact: '--top 为配置后的总数；列表中没有的加速器只要可用就保留',
      noProbe: '直接配置给出的地址而不检测；未给地址时加速器保持不变',
      allowUnconfirmed: '也接受镜像内容无法证实的加速器',
      allowInsecure: '也接受公网 http、不受信任的 TLS，或会给引擎带来风险的本机回环加速器',
      httpProxy: "引擎自己的 http 代理；'' 表示清除",
      httpsProxy: "引擎自己的 https 代理；'' 表示清除",
      noProxy: "引擎不经代理访问的地址：主机、.域名、CIDR；'' 表示清除",
      mirrorsOff: '不使用任何加速器（写入空列表）；给出 URL 时只去掉这些',
      activate: '如何生效：加速器只需重新加载；确有必要且经同意才重启',
      repair: '把引擎读不了的文件改成严格的 JSON，其中的注释会丢失',
      verifyPull: '生效后通过引擎拉取该镜像，失败则全部还原',
      undo: '还原到上一次（或指定的那次）修改之前的状态',
      whole: '与 --undo 合用：还原整个文件，此后他人的修改会丢失',
      backups: '列出备份，或输出指定备份中的文件',
      dryRun: '只显示将要做什么，不作任何改动',
      print: '输出新文件的内容，不作任何改动',
      withPending: '连同他人在文件中的改动一并同意，即使容器会消失或引擎会停止',
      unlessPending: '如有他人的改动会随之生效，则什么也不做',
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
        command: 'mirror-apply --print > new.json && sudo cp new.json /etc/docker/daemon.json',
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
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  usage: {
    engine: (name, known) => `--engine 目前只支持 ${known.join('、')}，不支持“${name}”。`,
    onlyDockerHub: (engine, registry) =>
      `${engine} 只对 docker.io 使用加速器，其配置中没有 --registry ${registry} 的位置。`,
    idBehindUndo: (id) => `备份编号应紧跟在 --undo 之后：--undo ${id}。`,
    together: (option, other) => `${option} 与 ${other} 不能同时使用。`,
    oneRegistry: (option) => `${option} 只能用于一个 --registry，而这里有多个。请对每个仓库分别运行一次。`,
    onlyWith: (option, other) => `${option} 只能与 ${other} 合用。`,
    nothingGiven: (option) => `使用 ${option} 时若不给出地址、代理或 --mirrors-off，就没有事情可做。`,
  },
  problem: {
    unsafeProgram: (what, copy, releases) => {
      const wrong = (): string => {
        if (what.kind === 'file-failure') return `无法检查 ${what.path}（${what.errno ?? what.code}）`;
        switch (what.reason) {
          case 'foreign-owner':
            return `${what.path} 属于 uid 为 ${what.uid} 的用户，该用户可以改动 root 在此运行的程序`;
          case 'group-writable':
            return `${what.path} 所属的组（gid ${what.gid}）可以写入，从而改动 root 在此运行的程序`;
          case 'world-writable':
            return `所有用户都可以写入 ${what.path}，从而改动 root 在此运行的程序`;
          case 'access-list':
            return `${what.path} 的访问控制列表可能允许他人写入，从而改动 root 在此运行的程序（可用 setfacl -b 去掉）`;
          default:
            return what.reason satisfies never;
        }
      };
      return `以 root 身份运行本程序不安全：${wrong()}。未作任何改动。请改用属于 root 的副本和 node：${copyForRootZh(copy, releases)}`;
    },
    callersProgram: (path, copy, releases) =>
      `${path} 属于调用 sudo 的用户，以该用户身份运行的任何程序都可以改动 root 在此运行的程序。使用属于 root 的副本更安全：${copyForRootZh(copy, releases)}`,
    noEngines: '本机没有找到能为这些仓库配置加速器的引擎。',
    whichEngine: (names) =>
      `本机没有 Docker，但有多个其他引擎：请用 --engine ${names.join(' 或 --engine ')} 指定。`,
    notWritten: (why) => {
      switch (why.kind) {
        case 'held':
          return `另一个进程（${why.holder.pid}）正在修改这个文件，未作任何改动。请等它结束后重新运行。`;
        case 'containers-started':
          return `在此期间有 ${why.count} 个容器启动，重启会使其停止，因此未作任何改动。请重新运行，或用 --yes --activate restart 事先同意。`;
        case 'unsafe':
          return `${unsafePlace(why)}，可能借此改变 root 写入的位置，因此没有写入。未作任何改动。${safeAgain(why)}`;
        case 'changed-meanwhile':
          return `${writeFailure(why)}未作任何改动，请重新运行。`;
        case 'file-failure':
          return `${writeFailure(why)}未作任何改动。`;
        default:
          return why satisfies never;
      }
    },
    noBackup: (id) =>
      id === null ? '没有备份，无从还原。' : `没有编号为 ${id} 的备份。--backups 可列出全部备份。`,
    badBackup: (id) =>
      `备份 ${id} 已损坏或来自更新的版本，不予使用。可用 --undo 指定另一个，--backups 可列出全部备份。`,
    noFileInBackup: (id, path) => `备份 ${id} 之前还没有 ${path}，没有可输出的内容。`,
    notRepaired: (path) => `${path} 也没有修复。--repair --no-probe 只修复该文件，不访问任何加速器。`,
    noFitNext: (given) =>
      given
        ? '请换用其他地址；不给地址时，mirror-apply 会从自带目录中选择。mirror-check 可查看各加速器在本机的情况。'
        : 'mirror-check 可查看各加速器在本机的情况。请稍后再试，或给出您已知可用的加速器：mirror-apply https://mirror.example',
    noNetwork: '没有网络连接，无法检测任何加速器。',
    needsRoot: (command) => `需要 root 权限。请执行：${command}`,
    passwordLeftOut: '其中略去了密码，请在 xxxxx:xxxxx 处填上。',
    consentMissing: '没有可用于确认的终端，请使用 --yes。',
    consentMissingForStop: (count) =>
      `这会重启引擎并停止 ${count} 个正在运行的容器；如同意，请使用 --yes --activate restart。`,
    consentMissingForPending: (keys, atStart) =>
      atStart
        ? `引擎下次启动时会按新文件采用 ${keys.join('、')}，而目前并未使用。未作任何改动。若同意，请用 --with-pending。`
        : `这也会让 ${keys.join('、')} 生效；该设置已被人修改，但引擎尚未采用。未作任何改动。请先撤回那处修改，或用 --with-pending 表示同意。`,
    declined: '未作任何改动。',
  },
  plan: {
    foreignFile: (file) => {
      const who = {
        'foreign-owner': `属于 uid 为 ${file.uid} 的用户`,
        'world-writable': '所有用户都可写入',
        'group-writable': `所属的组（gid ${file.gid}）可写入`,
        'access-list': '带有访问控制列表，可能允许他人写入',
      }[file.reason];
      const then = isOfAnother(file) ? '' : `若非有意，请执行：${closingCommand(file)}`;
      return `${file.directory} ${who}，而它决定以 root 运行的引擎的行为。${then}`;
    },
    otherEngines: (names) =>
      `本机还装有 ${names.map((name) => `${name}（--engine ${name}）`).join('、')}，未作改动。`,
    file: (path) => `配置文件 ${path}`,
    mirrorsHead: (engine) => `加速器，按 ${engine} 尝试的顺序：`,
    noMirrors: '不使用加速器。',
    keptMark: '保留',
    newMark: '新增',
    verdict: (word, code, mirror, words) => {
      if (code === null) return `${words.verdict[word]}。`;
      const host = URL.canParse(mirror) ? new URL(mirror).host : '';
      return words.code[code]({ host, mirrorHost: host, httpStatus: null, image: null });
    },
    moreUnfit: (count) => `另有 ${count} 个加速器不适合；-v 显示原因。`,
    effect: (activation) => {
      switch (activation.kind) {
        case 'at-each-pull':
          return '下次拉取镜像时即生效：引擎每次都会重新读取，无需重启。';
        case 'reload':
          return activation.leaves === undefined
            ? '重新加载即可生效，不影响任何容器。'
            : '加速器重新加载即可生效，不影响任何容器。';
        case 'restart':
          return `需要重启引擎才能生效：${RESTARTS[activation.why]}。`;
        case 'by-hand':
          return activation.command === null
            ? '该引擎没有服务管理器，需由您自己重启后生效。'
            : `执行以下命令后生效：${activation.command}`;
        case 'none':
          return activation.why === 'asked' ? AWAITED[activation.awaits] : NO_EFFECTS[activation.why];
        default:
          return activation satisfies never;
      }
    },
    warningMark: '注意：',
    hiddenChange: '（用户名或密码有改动）',
    longDiff: (path) => `${path}：改动太多，无法显示。`,
    question: '是否执行？',
    stopQuestion: (count) => `是否执行，并停止 ${count} 个正在运行的容器？`,
    nothingToDo: (inForce) => (inForce ? '无需改动：引擎使用的正是这些。' : '无需写入：文件内容已经如此。'),
    printedPassword: (path) =>
      `该文件含有密码：请存放在他人无法读取的位置，并用 sudo install -m 600 文件 ${path} 放到原处`,
    otherFiles: '仅有输出的这个文件还不够，还需要：',
    otherFile: (path, what) =>
      what === 'goes' ? `${path}（删除）` : `${path}${what === 'secret' ? '（权限 600）' : ''}：`,
    afterOtherFiles: '全部就位后，请执行：',
    nothingToUndo:
      '无需还原：那次运行所做的改动已不存在。其他运行的改动可能仍在生效：可用 "mirror-apply --backups" 列出各次运行，用 "--undo ID" 撤销其中一次，或用 "--undo ID --whole" 把整个文件恢复为该次运行之前的样子。',
    byOwner: '在那里使用这里选出的加速器：',
    byHand: '未作任何改动：该文件尚未在真实引擎上验证，因此只供查看。要使用它，请执行：',
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
          return '已完成：从下次拉取起生效。';
        case 'reload':
        case 'restart':
          return leavesProxies(activation)
            ? '已完成：引擎自身显示加速器已生效；代理在引擎下次重启时生效。'
            : '已完成：引擎自身显示新设置已生效。';
        case 'by-hand':
          return activation.command === null
            ? '已写入。重启引擎后生效。'
            : `已写入。要使其生效，请执行：${activation.command}`;
        case 'none':
          return activation.why === 'engine-down'
            ? '已写入。引擎未运行，下次启动时生效。'
            : activation.why === 'asked'
              ? `已写入。${AWAITED[activation.awaits]}`
              : '已完成。';
        default:
          return activation satisfies never;
      }
    },
    doneBut: (left) =>
      `已写入，引擎也已据此启动；但它仍在使用 ${left.join('、')}，因为别处也设置了它。请用 "systemctl cat docker" 查看并在该处删除，然后重启引擎。`,
    shown: (mirrors) => (mirrors.length === 0 ? '引擎未使用加速器。' : `引擎正在使用：${mirrors.join('  ')}`),
    backup: (id, undo, options) =>
      `备份 ${id}；“mirror-apply${options} --undo${undo ? ` ${id}` : ''}”可还原。`,
    lost: (what) => `未能保留：${LOST[what]}。`,
    notPulled: (image) =>
      `没有拉取 ${image}（--verify-pull）：引擎未运行。请启动引擎，再用同样的 --verify-pull 重新运行。`,
    pulled: (image, seconds, kept, by) =>
      `已通过引擎拉取 ${image}，用时 ${seconds}${kept ? '' : '，随后已删除'}；${by === null ? '未能看到是否由加速器提供' : `由 ${by} 提供`}。`,
    mishap: (mishap, engine) => {
      switch (mishap.kind) {
        case 'invalid':
          return mishap.invalid.by === 'us' ? '引擎用新文件无法启动：' : `${engine} 拒绝了新文件：`;
        case 'write':
          return writeFailure(mishap.failure);
        case 'activation':
          return applyZh.outcome.activationFailure(mishap.failure);
        case 'pull':
          return `试拉取失败：${mishap.detail}`;
        case 'pulled-past':
          return `试拉取成功，但没有经过加速器：镜像由 ${mishap.from} 提供。`;
        case 'another-part':
          return '同一次修改的另一部分失败。';
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
    ownRolledBack: '本次运行的改动已全部还原并生效。',
    staysInForce: ({ path, keys, hidesData, mayBe, told }, restart) => {
      const how = told === 'reload' ? '重新加载' : '重启';
      const taken =
        keys.length === 0
          ? ''
          : `但${how}也使 ${path} 中他人所作的修改生效，且仍然有效：${keys.join('、')}。`;
      const hidden = hidesData ? '原有的镜像和容器因此不可见，但并未丢失。' : '';
      const unseen =
        mayBe.length === 0
          ? ''
          : `${path} 中的以下设置可能已随${how}生效，而引擎不显示它们：${mayBe.join('、')}。`;
      const again =
        told === 'reload'
          ? '然后重新加载或重启引擎。'
          : restart === null
            ? '然后重启引擎。'
            : `然后运行：${restart}`;
      return `${taken}${hidden}${unseen}如果不需要，请在该处改回，${again}`;
    },
    stopped: (names, hidden) =>
      hidden
        ? `以下容器原先在运行，现在不可见：${names.join('、')}。`
        : `以下容器原先在运行，现在未运行：请用 "docker start ${names.join(' ')}" 启动。`,
    dataElsewhere: (folder) =>
      `引擎现在把镜像和容器存放在 ${folder}：原有的暂不可见，但并未丢失。请查看其服务和配置文件中的 data-root，改回后重启引擎。`,
    unchanged: '未作任何改动。',
    notPrinted: (reason) => `无法写入标准输出：${reason}。`,
    editedMeanwhile: (path, restored) =>
      restored
        ? `${path} 在此期间被他人修改过：只还原了本次运行改动的部分，其余保留他人的修改。`
        : `${path} 在此期间被他人修改过，没有覆盖。`,
    refusedAlong: (path, keys) =>
      `重新加载时，引擎也读取了他人留在 ${path} 中的设置：${keys.join('、')}。被拒绝的可能是它，而不是本次改动。请先在文件中改正，再重新运行。`,
    oldFileUntried: (path, keys) =>
      `${path} 在本次运行之前被修改过，而引擎尚未以此启动过：妨碍引擎启动的可能正是这些修改${keys.length === 0 ? '' : `（${keys.join('、')}）`}。`,
    notRolledBack: (backup, restart, filesBack) =>
      filesBack
        ? `原文件已经放回，但引擎没有恢复到原先的状态！请查看引擎日志，然后${restart === null ? '启动引擎。' : `执行：${restart}`}`
        : `未能还原全部文件！${backup === null ? '' : `原文件保存在 ${backup}。`}请查看日志并修正文件，然后${restart === null ? '启动引擎。' : `执行：${restart}`}`,
    logHead: '引擎自己的日志：',
    backupsHead: '备份，最新的在前：',
    noBackups: '没有备份。',
    printedOf: (path, others) => `这是 ${path}。该备份还包含 ${others.join('、')}；--undo 会将其全部还原。`,
    backupLine: (id, when, reason, files) =>
      `${id}  ${when}  ${reason === 'apply' ? '配置前' : '还原前'}  ${files.join(' ')}`,
    unreadableBackup: (id) => `${id}  （已损坏）`,
    stopping: '正在有序停止；再按一次 Ctrl-C 立即结束。',
  },
};

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

function unsafePlace({ directory, reason, uid }: UnsafePlace): string {
  return reason === 'foreign-owner'
    ? `${directory} 属于 uid 为 ${uid} 的用户，该用户`
    : `其他用户可以写入 ${directory}`;
}

function safeAgain(place: UnsafePlace): string {
  if (isForEverybody(place) || isOfAnother(place)) return '请把文件放在只有 root 可写的目录中。';
  return `确认无人需要写入后，请执行：${closingCommand(place)}，然后重新运行。`;
}

function writeFailure(why: WriteFailure): string {
  if (why.kind === 'file-failure' && why.code === 'not-a-file' && why.errno === 'EISDIR') {
    return `${why.path} 是目录（文件不存在时，docker run -v 会建立同名目录）。如果其中没有内容，请执行：sudo rmdir ${shellWord(why.path)}，然后重新运行。`;
  }
  return why.kind === 'changed-meanwhile'
    ? `${why.path} 在此期间被别人改动过。`
    : `${why.path} ${FILE_FAILURES[why.code]}。${wayOut(why.code, shellWord(why.path))}`;
}

function wayOut(code: keyof typeof FILE_FAILURES, path: string): string {
  switch (code) {
    case 'not-permitted':
      return `如果“lsattr -d ${path}”显示 i，请执行：sudo chattr -i ${path}，然后重新运行。`;
    case 'dangling-symlink':
    case 'symlink-loop':
      return `如果不需要这个链接，请执行：sudo rm ${path}，然后重新运行。`;
    case 'not-a-file':
      return `如果不需要它，请执行：sudo rm ${path}，然后重新运行。`;
    default:
      return '';
  }
}

const LOST = {
  owner: '文件的属主',
  mode: '文件的权限位',
  extended: '文件的 ACL 和扩展属性（如果有；需要 GNU cp），请用 setfacl 和 setfattr 重新设置',
  'selinux-label': '文件的 SELinux 标签，可用 restorecon 设置',
  'hard-links': '文件的其他硬链接，它们仍是旧内容',
} as const;

const RESTARTS: Readonly<Record<RestartReason, string>> = {
  proxies: '代理只在启动时读取',
  'cannot-reload': '该引擎不能重新加载加速器',
  option: '启动时带的选项一直有效，直到重新启动',
  asked: '按您的要求',
};

const NO_EFFECTS = {
  'nothing-to-do': '没有需要生效的内容。',
  'engine-down': '引擎未运行，下次启动时生效。',
  'not-needed': '引擎已在使用这些设置，只改文件。',
} as const;

const AWAITED: Readonly<Record<Awaited, string>> = {
  reload: '引擎下次重新加载或重启时生效。',
  restart: '引擎下次重启时才生效，重新加载不起作用。',
  each: '加速器在引擎下次重新加载或重启时生效，代理要到引擎下次重启时才生效。',
};

function leavesProxies(activation: Activation): boolean {
  return activation.kind === 'reload' && activation.leaves === 'proxies';
}
