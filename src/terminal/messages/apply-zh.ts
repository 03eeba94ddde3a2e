import type { DockerdFlag, NotLocated } from '../../engines/docker/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ApplyMessages } from './apply-messages.ts';
import { verdictMessages } from './verdict.ts';

const verdictName = verdictMessages.zh.verdict;
const list = (items: readonly string[]): string => items.join('、');
const line = (at: { readonly line: number; readonly column: number }): string =>
  `第 ${at.line} 行第 ${at.column} 列`;
const run = ({ command }: NotLocated): string => (command === null ? '' : `然后运行：${command}`);

function flag({ name, value, source }: DockerdFlag): string {
  const shown = name.endsWith('proxy') || value === null ? '' : `=${cleanText(value)}`;
  return `--${name}${shown}（${source === null ? '来自运行中的进程' : `${source.path} 第 ${source.line} 行`}）`;
}

const mirrorProblem: ApplyMessages['mirrorProblem'] = {
  'no-scheme': '没有以 https:// 或 http:// 开头',
  'other-scheme': '开头既不是 https:// 也不是 http://',
  malformed: '不是有效的地址',
  'user-info': '含有用户名或密码',
  'query-or-fragment': '含有 ? 或 #',
  path: '带有路径，而 Docker 从 24.0.8 起才支持',
};

const offence = {
  comment: '出现注释',
  'trailing-comma': '右括号前多了一个逗号',
  'single-quotes': '出现单引号',
  'bare-key': '键没有加引号',
  'trailing-data': '对象结束之后还有内容',
  unfinished: '文件已结束，括号却没有闭合',
  'number-range': '数值过大，无法读取',
  'too-deep': '括号嵌套过深',
  syntax: '不符合 JSON 语法',
  'not-an-object': '内容不是一个对象',
  undecodable: '编码既不是 UTF-8 也不是 UTF-16',
  'byte-order-mark': '文件带有字节序标记（BOM），当前版本的 Docker 无法读取',
} as const;

export const applyMessagesZh: ApplyMessages = {
  help: {
    description: '把最好的加速器写进 Docker 的 daemon.json，不改动其他任何一个字节，也不影响运行中的容器。',
    urls: '供选择的加速器；不写则从内置列表中选择',
    option: {
      from: '从以往的报告中选择，不重新检测',
      maxAge: '报告超过这个时间则拒绝使用',
      top: '配置几个加速器',
      engine: '配置哪种容器引擎',
      config: '配置文件的路径，用于不在默认位置的情况',
      dockerHost: '引擎的 API 地址（默认：DOCKER_HOST、当前上下文、默认套接字）',
      replace: '去掉原有的加速器；否则把它们保留在新选出的之后',
      noProbe: '不检测，直接配置给出的地址；没有给出地址则加速器保持不变',
      allowUnconfirmed: '也采用镜像内容无法得到证实的加速器',
      allowInsecure: '也采用 http 地址、证书不受信任的公网地址，以及会削弱引擎 TLS 校验的加速器',
      httpProxy: '引擎访问 http 时使用的代理；空值表示清除',
      httpsProxy: '引擎访问 https 时使用的代理；空值表示清除',
      noProxy: '引擎不经代理直接访问的地址：主机、.域名、CIDR 网段，用逗号分隔',
      envProxy: '检测时使用 shell 的代理，而不是引擎的代理',
      mirrorsOff: '不使用任何加速器',
      activate: '生效方式；auto：能重新加载就不重启，需要重启时先征得同意',
      verifyPull: '生效后通过引擎拉取这个镜像，并报告耗时',
      repair: '把带注释或多余逗号的文件改写成严格的 JSON；注释会丢失',
      undo: '恢复到上一次配置之前，或指定备份之前的状态',
      backups: '列出备份',
      dryRun: '只显示方案，不做任何改动',
      print: '只输出新的文件内容，不做任何改动',
      yes: '同意方案；只有同时给出 --activate restart 才会停止容器',
      noInput: '从不询问：需要回答时以状态 6 退出',
      format: '结果的格式',
    },
    examples: [
      { command: 'sudo mirror-apply', does: '检测、显示方案、征求同意，然后配置最好的三个' },
      { command: 'mirror-apply --dry-run', does: '只看会改动什么' },
      { command: 'sudo mirror-apply https://docker.example.com --no-probe', does: '就配置这一个' },
      { command: 'sudo mirror-apply --from report.json --yes', does: '使用以往的报告，不再询问' },
      { command: 'sudo mirror-apply --undo', does: '恢复原来的配置' },
      {
        command: 'mirror-apply --print > new.json && sudo install -m 644 new.json /etc/docker/daemon.json',
        does: '自己写入文件',
      },
    ],
    exit: [
      { code: '0', means: '已完成，或无需改动' },
      { code: '1', means: '没有适合配置的加速器；没有写入任何内容' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '文件无法读取或写入；没有做任何改动' },
      { code: '4', means: '没有生效；已恢复原状并确认生效' },
      { code: '5', means: '没有生效，且未能恢复原状；消息中说明了该怎么做' },
      { code: '6', means: '没有得到同意' },
      { code: '70', means: '本程序自身的错误' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  plan: {
    engine: (version, store, path) => {
      const storeName = { classic: '传统镜像存储', containerd: 'containerd 镜像存储' };
      return `Docker ${version ?? '（版本未知）'}${store === null ? '' : `，${storeName[store]}`}：${path}`;
    },
    engineDown: (path) => `Docker 没有运行：${path}`,
    nothingToDo: '无需改动：配置正确，且已经生效。',
    mirrorsHead: '加速器，按 Docker 依次尝试的顺序：',
    chosen: '选用',
    kept: '保留',
    dropped: '去掉',
    unfitHead: (number) => `没有采用的加速器（${number} 个）：`,
    noMirrors: '不使用加速器：Docker 直接访问 Docker Hub。',
    diffTooLong: (path) => `${path} 改动的行数太多，不再逐行显示。`,
    activation: {
      none: ({ why }) =>
        ({
          'nothing-to-do': '没有需要生效的内容。',
          'engine-down': 'Docker 启动时生效。',
          asked: '暂不生效：按您的要求，没有触动引擎。',
          'not-needed': '已经生效的配置保持不变。',
        })[why],
      reload: () => '通过重新加载生效，容器不受任何影响。',
      restart: ({ why, containers }) => {
        const because = {
          proxies: '代理只在启动时读取',
          'cannot-reload': '这个版本无法重新读取加速器',
          asked: '您要求重启',
        }[why];
        const effect = {
          on: '已启用 live-restore，容器会继续运行。',
          'none-run': '当前没有运行中的容器。',
          'would-help': `${containers.stop} 个运行中的容器会停止，只有设置了重启策略的才会恢复。若事先启用 "live-restore": true，容器可以继续运行。`,
          'not-with-swarm': `${containers.stop} 个运行中的容器会停止，只有设置了重启策略的才会恢复。Swarm 模式下无法使用 live-restore。`,
        }[containers.liveRestore];
        return `需要重启 Docker 才能生效：${because}。${effect}`;
      },
      'by-hand': ({ command }) =>
        command === null
          ? '请自行重启 dockerd 使其生效：它不受任何服务管理器控制，本程序无法代劳。'
          : `运行以下命令使其生效：${command}`,
    },
    throughEmptyList:
      '去掉加速器的键之后，Docker 仍会继续使用原来的加速器，因此文件要写两次：先写入空列表，再恢复原样。',
    askApply: '是否执行这个方案？',
    askStopContainers: (number) => `现在重启 Docker，并停止 ${number} 个运行中的容器？`,
    needsConsent: '没有做任何改动：需要您的同意。请加上 --yes，或在终端中运行。',
    needsRestartConsent: (number) =>
      `没有做任何改动：会有 ${number} 个运行中的容器停止。同意请加上 --activate restart；想以后自己重启请加上 --activate none。`,
    dryRun: '这是试运行，没有做任何改动。',
    needsRoot: (path, command) => `没有做任何改动：只有 ${path} 的所有者才能写入。请运行：${command}`,
  },
  warning: {
    credentials: ({ login, path, hosts }) =>
      `您${login.user === null ? '' : `以 ${cleanText(login.user)} 的身份`}登录了 Docker Hub（${path}）。当前的 Docker 会把登录信息交给任何索取它的加速器，${list(hosts)} 因此可能得到它。可以用 docker logout 退出登录。`,
    'comments-dropped': (w) => `${w.count} 处注释会丢失：JSON 不支持注释。`,
    'mark-dropped': () => '文件开头的字节序标记（BOM）会去掉，因为当前的 Docker 无法读取。',
    finding: ({ finding, path }) =>
      `${path} 第 ${finding.line} 行：${applyMessagesZh.finding[finding.code](cleanText(finding.key))}`,
    'path-after-v2': ({ mirrors, scope }) =>
      `${scope === 'pull' ? '当前的 Docker' : '当前 Docker 的 docker build'} 会把 ${list(mirrors)} 中的路径放到 /v2/ 之后，加速器未必支持。`,
    'http-forced': ({ mirrors, scope }) =>
      `${scope === 'pull' ? '当前的 Docker' : '当前 Docker 的 docker build'}仍会以 https 访问 ${list(mirrors)}。`,
    'tls-weakened': ({ mirrors, scope }) =>
      `配置 ${list(mirrors)} 之后，${scope === 'pull' ? '当前的 Docker' : '当前 Docker 的 docker build'} 不再校验 TLS 证书，连 Docker Hub 的证书也不校验。建议为加速器配置证书，并使用非本机地址。`,
    'plain-http': ({ mirrors }) => `${list(mirrors)} 没有加密，途中的任何人都能篡改您拉取的内容。`,
    'loopback-of-rootless': ({ mirrors }) =>
      `rootless 模式的 Docker 会在它自己的网络中寻找 ${list(mirrors)}，而不是在本机上。`,
    'hosts-toml-in-build': ({ path }) => `docker build 以 ${path} 为准，不使用这里的加速器。`,
    'hosts-toml-stays': ({ path }) => `${path} 中的加速器仍会使用；本命令不改动该文件。`,
    'desktop-proxies': () => 'Docker Desktop 会忽略 daemon.json 中的代理，请在其设置中填写；这里没有写入。',
    'no-proxy-extended': ({ hosts }) => `${list(hosts)} 是不经代理检测的，因此已加入 no-proxy。`,
    'made-private': ({ path }) => `${path} 将包含密码，今后只有所有者可以读取（0600）。`,
    'restart-pending': () => '代理要到 Docker 下次重启时才会生效。',
    unprobed: ({ mirrors }) => `未经检测：${list(mirrors)}。`,
    'edited-since': ({ path }) => `${path} 在此之后被修改过，因此只恢复加速器和代理，其余内容保持现状。`,
    'old-file-unreadable': ({ path }) => `现在的 Docker 无法用原来的 ${path} 启动，因此只恢复加速器和代理。`,
  },
  refusal: {
    'no-fit-mirror': ({ unfit }) =>
      unfit.length === 0
        ? '没有可供选择的加速器。没有做任何改动。'
        : '没有适合配置的加速器。没有做任何改动。',
    'hosts-toml': ({ path }) =>
      `在当前的 Docker 中，${path} 会取代 registry-mirrors，修改 daemon.json 不起作用。请先修改或删除该文件，再重试。`,
    unreadable: ({ path, problem }) =>
      `Docker 无法读取 ${path}：${line(problem)}，${offence[problem.code]}。没有做任何改动。${
        problem.repairable
          ? '加上 --repair 可以把它改写成 Docker 能读取的严格 JSON（注释会丢失）。'
          : '请改正后重试。'
      }`,
    unrepairable: ({ path, code }) =>
      `${path} 无法自动修复：${
        {
          'not-json5': '它也不是带注释的 JSON',
          'no-json-value': '其中有 JSON 无法表示的值（NaN、Infinity 或过大的数值）',
          undecodable: '编码既不是 UTF-8 也不是 UTF-16',
        }[code]
      }。没有做任何改动。请手工改正后重试。`,
    'fatal-key': ({ path, finding }) =>
      `${path} 第 ${finding.line} 行：${applyMessagesZh.finding[finding.code](cleanText(finding.key))}请改正后重试。`,
    'flag-conflict': ({ path, flags }) =>
      `同一项设置同时出现在命令行和 ${path} 中，Docker 就无法启动。请先从命令行中去掉：${flags.map(flag).join('；')}。没有做任何改动。`,
    'no-proxy-item': ({ item, problem }) =>
      `--no-proxy：“${cleanText(item)}”${
        {
          scheme: '是一个 URL，请只写主机名',
          blank: '含有空格，主机之间请用逗号分隔',
          separator: '不止一项，主机之间请用逗号分隔',
          wildcard: '中的 * 位置不对，只支持单独的 * 或 *.example.com',
          cidr: '不是有效的网段，正确的写法如 10.0.0.0/8',
          port: '的端口无效',
          host: '不是有效的主机',
        }[problem]
      }。`,
    'proxy-url': ({ field, problem }) =>
      `--${field === 'httpProxy' ? 'http-proxy' : 'https-proxy'} ${
        {
          'other-scheme': '应为 http、https 或 socks5 代理',
          malformed: '不是有效的地址，正确的写法如 http://proxy.example.com:3128',
          path: '的地址不应带有路径，正确的写法如 http://proxy.example.com:3128',
        }[problem]
      }。`,
    'proxies-need-systemd': () =>
      '23.0 之前的 Docker 从服务的环境变量读取代理，而本机没有 systemd，请自行设置 HTTP_PROXY、HTTPS_PROXY 和 NO_PROXY。没有做任何改动。',
    'undo-not-for-this-engine': ({ path, what }) =>
      `现在的 Docker 无法用 ${path} 中原来的${what === 'mirrors' ? '加速器' : '代理'}启动。没有做任何改动。`,
  },
  foreign: {
    remote: ({ endpoint }) =>
      `${endpoint} 是另一台机器上的引擎，本机的文件与它无关。请到那台机器上运行 mirror-apply。`,
    podman: ({ file }) => `这是 Podman，它的加速器配置在 ${file} 中，mirror-apply 不会改写该文件。`,
    colima: (found) =>
      `这个引擎运行在 Colima 中，它每次启动都会重写配置文件。请把 registry-mirrors 写入 ${found.file} 的 docker: 一节。${run(found)}`,
    orbstack: (found) =>
      `这个引擎运行在 OrbStack 中。请把 registry-mirrors 写入 ${found.file}。${run(found)}`,
    'rancher-desktop': (found) =>
      `这个引擎运行在 Rancher Desktop 中，它不读取 ~/.docker/daemon.json。请用配置脚本（provisioning script）设置加速器。${run(found)}`,
    lima: (found) =>
      `这个引擎运行在 Lima 虚拟机中（${found.file}）。请在虚拟机内运行 mirror-apply：${found.command}`,
    'desktop-from-wsl': (found) =>
      `这是 Docker Desktop 的引擎，它的配置文件在 Windows 一侧。请在 Windows 中运行 mirror-apply，或在 Docker Desktop 的 Settings → Docker Engine 中修改。${run(found)}`,
    synology: (found) =>
      `这是群晖的引擎，配置文件是 ${found.file}；请用 --config 指定它，或使用 Container Manager。${run(found)}`,
    truenas: () => '这个引擎由 TrueNAS 管理，配置文件会被它重写。请在它的网页界面中设置加速器。',
  },
  unfit: {
    form: ({ problem }) => `当前的 Docker 不接受这个地址：${mirrorProblem[problem]}`,
    verdict: ({ verdict, code }) => `${verdictName[verdict]}${code === null ? '' : `（${code}）`}`,
    'wrong-store': () => '只适用于另一种镜像存储',
    unconfirmed: () => '它提供的内容无人能够证实；加上 --allow-unconfirmed 可以采用',
    'plain-http': () => '以 http 访问公网地址；加上 --allow-insecure 可以采用',
    'untrusted-tls': () => '证书不受信任；若 insecure-registries 中列有它，加上 --allow-insecure 可以采用',
    'http-forced': () => '是 http 地址，而当前的 Docker 会改用 https 访问',
    'endangers-tls': () =>
      '会让当前的 Docker 不再校验 TLS 证书，连 Docker Hub 的也不校验；加上 --allow-insecure 可以采用',
  },
  dropped: {
    replaced: () => '按您的要求替换',
    'mirrors-off': () => '按您的要求停用',
    verdict: ({ verdict, code }) => `${verdictName[verdict]}${code === null ? '' : `（${code}）`}`,
    form: ({ problem }) => `带着它 Docker 无法启动：${mirrorProblem[problem]}`,
  },
  mirrorProblem,
  finding: {
    'duplicate-key': (key) => `“${key}”出现了不止一次，Docker 以最后一次为准。`,
    'ignored-key': (key) =>
      key === 'registry-mirror'
        ? '“registry-mirror”不起作用，正确的键是“registry-mirrors”。'
        : `“${key}”写在这里不起作用，应写在“proxies”之内。`,
    'wrong-case': (key) => `文件中有“${key}”，Docker 就无法启动；正确的键是“${key.toLowerCase()}”。`,
    'client-syntax': () => '“proxies”中有“default”，Docker 无法启动：那是 ~/.docker/config.json 的写法。',
    'wrong-type': (key) => `“${key}”的值类型不对，Docker 无法启动。`,
    'invalid-utf-8': () => '这里有不是 UTF-8 的字节，23.0 及之后的 Docker 会拒绝读取这个文件。',
  },
};
