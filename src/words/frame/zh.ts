import type { ReferenceProblem } from '../../registry/reference.ts';
import type { CopyForRoot, FrameMessages, SourceOption, SourceReason, WantedType } from './messages.ts';

export const frameZh: FrameMessages = {
  help: {
    head: { usage: '用法：', arguments: '参数：', options: '选项：' },
    defaultValue: (value) => `（默认：${value}）`,
    choices: (values) => `（可选：${values}）`,
    commandsHead: '命令：',
    examplesHead: '示例：',
    exitHead: '退出状态：',
  },
  option: {
    image: '必须能拉取的镜像；预测的是第一个镜像的拉取耗时（可重复）',
    platform: '镜像的平台，格式为 os/arch[/variant]',
    for: '用哪种引擎拉取：docker、containerd、podman 等',
    registry: '加速器所代理的镜像仓库',
    list: '加速器列表：JSON、JSON5 文件或每行一个 URL 的文本；“-”为标准输入，“builtin”为内置列表（可重复）',
    all: '已停用、不对外开放、缺少个人专属地址的加速器也一并检测',
    only: '只检测具有该 ID、运营者类型或访问方式的加速器（可重复）',
    skip: '不检测具有该 ID、运营者类型或访问方式的加速器（可重复）',
    reference:
      '判断镜像是否最新、是否真实的参照：hub、consensus、none、sha256:…，或含有摘要或以往报告的文件或 URL（默认：以 Docker Hub 为准，无法访问时以多数运营者为准）',
    hub: 'Docker Hub 本身的访问地址',
    previous: '以往的报告：其中要求稍后再试的加速器，时间未到则不再打扰；已知不限速的加速器只读取较少的数据',
    noThroughput: '只检测可用性，不下载镜像层',
    timeout: '每个加速器首轮检测的秒数',
    deadline: '整个检测的秒数（默认：按加速器数量计算）',
    concurrency: '同时检测的加速器数量',
    bytes: '每个加速器下载的镜像层数据量：首轮占八分之一，其余用于复测',
    finalists: '最快的若干个会在线路空闲时复测，这里指定数量',
    probeProxy: '检测时使用该代理（http、https、socks5）',
    noEnvProxy: '忽略 HTTP_PROXY、HTTPS_PROXY 和 NO_PROXY',
    ca: '额外信任的 CA 证书文件（可重复）',
    ip: '只使用一种 IP 协议',
    vantage: '报告中检测点的名称',
    demo: '检测在本机模拟的加速器，无需网络',
    lang: '消息的语言（默认：取自系统区域设置）',
    color: '使用颜色，即使输出到管道',
    noColor: '不使用颜色',
    quiet: '不显示进度和提示',
    verbose: '显示每个步骤以及全部测量数据',
    version: '显示版本号',
    help: '显示本帮助',
  },
  usage: {
    unknownOption: (option, meant) => `没有选项 ${option}。${meant === null ? '' : `是不是想写 ${meant}？`}`,
    emptyValue: (option) => `${option} 的值为空。`,
    missingValue: (option) => `${option} 需要一个值。`,
    conflict: (option, other) => `${option} 与 ${other} 相互矛盾。`,
    count: (option, value, least, most) => `${option} 应为 ${least} 到 ${most} 的整数，而不是“${value}”。`,
    seconds: (option, value) => `${option} 应为秒数，大于 0 且不超过 86400（一天），而不是“${value}”。`,
    size: (option, value) => `${option} 应为大小，例如 8MiB、500kB 或 1048576，而不是“${value}”。`,
    oneOf: (option, value, allowed) => `${option} 只能是 ${allowed.join('、')} 之一，而不是“${value}”。`,
    url: (option, value) => `${option} 应为不含密码的 http:// 或 https:// 地址，而不是“${value}”。`,
    platform: (value) =>
      `--platform 应为 os/arch 或 os/arch/variant，例如 linux/arm64/v8，而不是“${value}”。`,
    registry: (value) => `--registry 应为镜像仓库的主机名，例如 ghcr.io，而不是“${value}”。`,
    vantage: (value) =>
      `--vantage 应由小写字母、数字、点和连字符组成，最多 63 个字符，以字母或数字开头，且不含“..”，而不是“${value}”。`,
    reference: (value) =>
      `--reference 应为 hub、consensus、none、摘要（sha256: 加 64 位十六进制数）、文件或 URL，而不是“${value}”。`,
    image: (value, problem) => `“${value}”不是镜像名：${referenceProblem(problem)}`,
    proxy: (variable, reason, shown) =>
      reason === 'scheme'
        ? `不支持代理 ${shown}${from(variable)} 的类型，只支持 http、https 和 socks5。`
        : `代理“${shown}”${from(variable)}不是有效的 URL。`,
    source: (option, name, reason, detail) =>
      `${subject(option, name)}${sourceReason(reason)}${detail === null ? '' : `：${sourceDetail(detail)}`}。${isReport(option) && reason === 'unreadable' ? '可用 “mirror-check -f json -o 文件” 写出一份。' : ''}`,
    trust: (variable, path, reason, detail) =>
      `${variable} 指定的 ${path} ${sourceReason(reason)}${detail === null ? '' : `（${systemError(detail)}）`}。请将 ${variable} 设为存放 PEM 证书的普通文件，或取消该变量。`,
    demo: (code) =>
      `--demo 在本机的环回接口上模拟加速器，而该接口不可用（${code}）。请启用它：ip link set lo up。`,
    other: (text) => text,
    noCommand: (names) => `请指定要做什么：${listed(names, '或')}。`,
    unknownCommand: (name, names) => `没有“${name}”这个命令，可用的有 ${listed(names, '和')}。`,
    required: (option) => `缺少 ${option}。`,
    extra: (argument) => `多余的参数“${argument}”。`,
    type: (option, wanted) => `${option} 应为${WANTED[wanted]}。`,
    notAReport: (detail) => `这不是 mirror-check 写出的报告：${detail}`,
    seeHelp: (command) => `用法请见 ${command} --help。`,
  },
  note: {
    childFailed: (code, detail) =>
      `负责访问加速器的非特权进程失败（${code}）${detail === null || detail === '' ? '' : `：${detail}`}。`,
    cannotDrop: (code) =>
      `root 在此无法降为 nobody（${code}），而本程序不会以 root 身份访问加速器：请以普通用户运行 mirror-check；mirror-apply 可用 --from 读取它的报告。以 root 运行的容器或 CI 任务需要 CAP_SETUID 和 CAP_SETGID。`,
    unconfined: (lacking) =>
      lacking.includes('no-new-privs')
        ? '本机没有 setpriv（util-linux）：访问加速器的进程以 nobody 身份运行，但 set-uid 程序对它仍然有效。'
        : '访问加速器的进程以 nobody 身份运行，set-uid 程序对它无效；但它的代码只有 root 可读，因此未能清空其能力边界集（bounding set）。',
    carriedOver: (count) => `有 ${count} 个加速器要求过一段时间再访问，沿用以往的结果。`,
    stopping: '正在停止；再按一次 Ctrl-C 立即结束。',
    cannotWrite: (target, code) =>
      `无法把报告写入${target === null ? '标准输出' : ` ${target}`}：${systemError(code)}。`,
    crashed: (text, issues) => `本程序自身出错：${text}。请到 ${issues} 反馈`,
    systemFailure: (path, code) => `${path}：${systemError(code)}。`,
    systemError,
  },
  service: {
    foreign: (paths) =>
      `以下文件不是由本程序写入的，却占用了本程序的文件位置：${paths.join('、')}。未作任何改动。请先将其移走。`,
    needsRoot: '这需要 root 权限：请用 sudo 再运行一次。',
    unsafe: (path, copy, releases) =>
      `root 以外的用户可以改动 ${path}，而它将作为服务运行。请安装一份归 root 所有的副本：${copyForRootZh(copy, releases)}`,
    passing: (path, copy, releases) =>
      `${path} 不适合作为服务的程序路径：它可能随时消失，或服务看不到它。请先安装：${copyForRootZh(copy, releases)}`,
    noConsent: '什么也没有做。加上 --yes 表示确认。',
  },
};

/** `a、b 和 c`。 */
function listed(names: readonly string[], word: '和' | '或'): string {
  return names.join('、').replace(/、([^、]*)$/, ` ${word} $1`);
}

function from(variable: string | null): string {
  return variable === null ? '' : `（来自 ${variable}）`;
}

function referenceProblem(problem: ReferenceProblem): string {
  switch (problem.kind) {
    case 'empty':
      return '内容为空。';
    case 'url':
      return '这是一个 URL，请去掉协议部分。';
    case 'image-id':
      return '这是本地镜像的 ID，镜像仓库只认名称。';
    case 'too-long':
      return `超过了 ${problem.maxChars} 个字符。`;
    case 'upper-case':
      return `名称 ${problem.repository} 必须全部小写。`;
    case 'bad-repository':
      return problem.repository === '' ? '缺少名称。' : `${problem.repository} 不是有效的名称。`;
    case 'bad-host':
      return `${problem.host} 不是有效的主机名。`;
    case 'bad-tag':
      return `“${problem.tag}”不是有效的标签。`;
    case 'bad-digest':
      return `“${problem.digest}”不是有效的摘要。`;
    default:
      return problem satisfies never;
  }
}

function subject(option: SourceOption, name: string): string {
  const what = name === '-' ? '（标准输入）' : ` ${name} `;
  switch (option) {
    case 'list':
      return `列表${what}`;
    case 'reference':
      return `参照${what}`;
    case 'previous':
    case 'from':
      return `报告${what}`;
    case 'compose':
      return `Compose 文件${what}`;
    case 'env-file':
      return `变量文件${what}`;
    case 'ca':
      return `CA 文件${what}`;
    case 'images':
      return `镜像清单${what}`;
    case 'library':
      return `官方镜像库${what}`;
    case 'auth-file':
      return `登录信息文件${what}`;
    default:
      return option satisfies never;
  }
}

function isReport(option: SourceOption): boolean {
  return option === 'previous' || option === 'from';
}

function sourceReason(reason: SourceReason): string {
  switch (reason) {
    case 'unreadable':
      return '无法读取';
    case 'unreachable':
      return '无法下载';
    case 'login':
      return '的地址带有用户名或密码，会出现在进程列表中，因此不予下载：请自行下载后改为指定文件';
    case 'not-a-file':
      return '不是普通文件，以 root 身份运行时不予读取';
    case 'too-large':
      return '太大';
    case 'not-utf8':
      return '不是 UTF-8 文本';
    case 'not-an-archive':
      return '既不是文件夹，也不是含有 library/ 文件夹的 .tar 或 .tar.gz 归档';
    case 'damaged-archive':
      return '是已损坏或不完整的归档';
    case 'not-compose':
      return '不是 YAML 或 JSON 格式的 Compose 文件';
    case 'not-env':
      return '不是 Docker Compose 能读取的变量文件';
    case 'not-a-config':
      return '不是 docker login 写出的那种 JSON 登录信息文件';
    case 'not-a-report':
      return '不是 mirror-check 的报告';
    case 'newer-schema':
      return '由更新的版本生成，本程序不认识';
    case 'dated-ahead':
      return '的时间晚于本机时钟';
    case 'too-old':
      return '太旧，不宜作为依据';
    case 'no-digest':
      return '中没有摘要';
    case 'no-certificate':
      return '中没有 PEM 证书';
    case 'damaged':
      return '中的证书已损坏';
    default:
      return reason satisfies never;
  }
}

/** The program's own words come in English; a parser's stay so. */
function sourceDetail(detail: string): string {
  const [, line, words] = /^line (\d+)(?:: (.*))?$/s.exec(detail) ?? [];
  if (line !== undefined) return `第 ${line} 行${words === undefined ? '' : `：${words}`}`;
  const [, anchor] = /^no anchor is named (.*)$/s.exec(detail) ?? [];
  return anchor === undefined ? systemError(detail) : `没有名为 ${anchor} 的锚点`;
}

function systemError(code: string): string {
  return SYSTEM_ERRORS.get(code) ?? code;
}

const WANTED: Readonly<Record<WantedType, string>> = {
  text: '字符串',
  texts: '字符串数组',
  switch: ' true 或 false',
  number: '数字',
  count: '不小于 1 的整数',
  function: '函数',
  signal: ' AbortSignal',
  lang: ' “en” 或 “zh”',
  object: '对象',
};

const SYSTEM_ERRORS: ReadonlyMap<string, string> = new Map([
  ['nested too deeply', '嵌套太深'],
  ['not a plain file', '不是普通文件'],
  ['EACCES', '权限不足'],
  ['EPERM', '操作不被允许'],
  ['ENOENT', '没有这个文件或目录'],
  ['ENOTDIR', '路径中有一部分不是目录'],
  ['EISDIR', '它是一个目录'],
  ['ENOSPC', '磁盘空间不足'],
  ['EDQUOT', '磁盘配额已用完'],
  ['EFBIG', '文件会过大'],
  ['EROFS', '文件系统是只读的'],
  ['EIO', '设备出错'],
  ['ENAMETOOLONG', '名称太长'],
  ['ELOOP', '链接形成循环'],
  ['FOREIGN_LINK', '途经的某个链接位于他人可写的目录中，root 不会跟随这样的链接'],
  ['FOREIGN_FOLDER', '它是链接，或是其他用户的目录'],
  ['EADDRINUSE', '地址已被占用'],
  ['EADDRNOTAVAIL', '本机没有这个地址'],
  ['EBUSY', '正在被占用'],
  ['EMFILE', '打开的文件太多'],
  ['ENXIO', '另一端没有人读取'],
]);

/** 句末：改用什么。 */
export function copyForRootZh({ install, mend }: CopyForRoot, releases: string): string {
  if (install !== null) return install;
  const packages = `.deb、.rpm 包或 install.sh 安装的程序，它们不需要 node 和 npm（${releases}）`;
  return mend === null ? packages : `${packages}。也可以先确认它未被改动，再交给 root：${mend}`;
}
