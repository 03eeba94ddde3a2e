import type { MirrorTrouble, SyncMessages, SyncPlace, SyncReason, UnreadReason } from './messages.ts';

export const syncZh: SyncMessages = {
  help: {
    description: '把 Docker Hub 的镜像同步到自己的镜像仓库：只按摘要复制有变化的部分，不多拉取一次。',
    argument: '目标仓库，如 https://registry.example/path，后跟镜像名',
    option: {
      official: '整个官方镜像库，以其自身的清单为准',
      library: '该清单的位置：本地检出、其 .tar.gz 归档或网址（默认：官方镜像库自己的地址）',
      images: '每行一个镜像的文件；“-” 为标准输入（可重复）',
      compose: 'Compose 文件中的镜像；“-” 为标准输入（可重复）',
      tags: '官方镜像库中只取匹配的标签：“latest”、“*-alpine”、“nginx:1.2?”（可重复）',
      platform:
        '只要该平台，写作 os/arch[/variant]：标签直接指向它的清单（可重复；默认：全部平台，索引保持原样）',
      mirror: '从该加速器取数据（可重复，最好的在前；默认：检测后选出的）',
      from: '从以往报告（JSON）中的加速器取数据',
      noMirrors: '只从 Docker Hub 取数据',
      state: '记录已放入内容的文件',
      authFile: '登录信息文件，格式同 docker login（默认：docker 与 podman 的文件）',
      loginAt: '允许接收登录信息的其他站点的令牌服务（主机名；可重复）',
      ca: '额外信任的 CA 证书文件（可重复）',
      proxy: '经此代理访问 Docker Hub 和加速器（http、https、socks5）；目标仓库按环境变量访问',
      verify: '逐层检查已同步的镜像，重新复制目标仓库中缺少的内容',
      prune: '删除以前放入、现已不再需要的标签',
      dryRun: '只看需要复制什么，不作改动',
      yes: '同意 --prune 的删除',
      noInput: '从不提问；没有 --yes 就不删除',
      format: '结果的格式',
    },
    examples: [
      { command: 'mirror-sync registry.example:5000 nginx redis:7-alpine', does: '两个镜像，包含全部平台' },
      {
        command: 'mirror-sync m.example/hub --official --tags latest --platform linux/amd64',
        does: '所有官方镜像的最新版，仅一个平台',
      },
      {
        command: 'mirror-sync registry.example --compose compose.yaml -n',
        does: '某个 Compose 文件需要而目标尚缺的镜像',
      },
    ],
    exit: [
      { code: '0', means: '已同步' },
      { code: '1', means: '部分镜像失败，或输入只读到一部分，或无法连接 Docker Hub 或目标仓库' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '无法写入状态文件或输出，或另一次运行正在使用该状态' },
      { code: '7', means: '为不耗尽 Docker Hub 的拉取额度而停止；下次运行继续' },
      { code: '70', means: '本程序自身的错误' },
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止；下次运行继续' },
    ],
  },
  usage: {
    noDestination: '请指明目标仓库：mirror-sync https://registry.example nginx。',
    destination: (value, problem) =>
      ({
        unparsable: `第一个参数是目标，应为镜像仓库，例如 https://registry.example/path 或 registry.example:5000，而不是“${value}”。`,
        login: '目标地址中不要写用户名和密码：进程列表会显示它们。请用 docker login 或 --auth-file。',
        hub: `Docker Hub 是镜像的来源，不能作为目标：请写自己的镜像仓库，而不是“${value}”。`,
        api: `请写不带 /v2/ 的仓库地址（每个请求本来就以它开头），而不是“${value}”。`,
        path: `目标“${value}”的路径不能作为仓库名的开头：只能用小写字母和数字，中间可有 . _ -。`,
      })[problem],
    tags: (value) =>
      `--tags 应为标签，其中 * 和 ? 代表其他字符，必要时在冒号前写镜像名，如 nginx:*-alpine，而不是“${value}”。`,
    tagsOfNothing: '--tags 用于筛选官方镜像库；单独写出的镜像自带标签。请加上 --official，或去掉 --tags。',
    loginAt: (value) => `--login-at 应为主机名，如 auth.example 或 auth.example:5001，而不是“${value}”。`,
    foreignImage: (value) => `“${value}”不是 Docker Hub 的镜像；mirror-sync 只从那里复制。`,
    asRoot:
      'mirror-sync 要读取陌生服务器的数据，不以 root 身份运行。请换一个用户运行；作为服务时用 DynamicUser=（见 docs/sync.md）；在以 root 运行的容器中：setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp mirror-sync …',
    nothingWanted: (why, destination) =>
      why === 'no-tag'
        ? '官方镜像库中没有标签符合 --tags 和 --platform。'
        : `没有指定要复制到 ${destination} 的镜像：请在其后写出镜像名，或使用 --images、--compose、--official。`,
    listLine: (name, line, sentence) => `${name === '-' ? '标准输入' : name} 第 ${line} 行：${sentence}`,
    listLength: (name, most) => `${name} 超过 ${most.toLocaleString('en')} 行：不当作镜像清单处理。`,
    notAState: (path, isTooLarge) =>
      `${path} ${isTooLarge ? '太大，不像' : '不是'} mirror-sync 的状态文件，运行会覆盖它。请用 --state 指定别的文件：尚不存在的或空的。`,
    otherDestination: (path, shown) =>
      `状态文件 ${path} 属于另一个目标 ${shown}。请用 --state 指定别的文件。`,
  },
  note: {
    compose: ({ file, images, others, unset, unread, override }) =>
      [
        `${file}：${images.length === 0 ? '没有 Docker Hub 的镜像' : images.join('、')}。`,
        ...(others.length === 0 ? [] : [`不复制（属于其他仓库）：${others.join('、')}。`]),
        ...(unset.length === 0
          ? []
          : [`此处没有值的变量：${unset.join('、')}。请在环境中设置，或用 COMPOSE_ENV_FILES 指定其文件。`]),
        ...(unread.length === 0
          ? []
          : [
              `未能读取：${unread.join('、')}。可由 Compose 合并：docker compose config | mirror-sync … --compose -`,
            ]),
        ...(override === null
          ? []
          : [`Docker Compose 默认还会读取 ${override}：如需一并计入，请用 --compose 指定。`]),
      ].join(''),
    libraryFile: (name, reason, detail) =>
      `官方镜像库的文件 ${name} ${UNREAD[reason]}${detail === null ? '' : `（${detail}）`}：其中的镜像未处理。`,
    namesakes: (names, destination) =>
      `保留以下标签，因为 Compose 文件在另一个仓库下写了同样的名字，它可能就是 ${destination} 的别名：${names.join('、')}。`,
    emptyList: (name) =>
      `${name === '-' ? '标准输入' : name}没有列出任何镜像：可能内容不完整，按未读全处理。`,
    noContact: (at, code, why, destination) => {
      if (at !== 'destination') return `${why}。`;
      return `${destination}：${why}。${code === 'unreachable' ? '（第一个参数是目标仓库。）' : ''}`;
    },
    noList: '未做任何事。可用 --proxy 指定访问途径；--library 可使用官方镜像库的副本。',
    nothingBegun: '已停止，尚未复制任何内容。',
    helper: (helper, host) =>
      `${host} 的登录信息可能由 docker-credential-${helper} 保管，本程序不会调用它。如有需要，请把登录信息写入文件并用 --auth-file 指定。`,
    noLogin: (why, path, host) =>
      ({
        none: `${path} 中没有 ${host} 的登录信息：将不登录访问 ${host}。`,
        undecodable: `${path} 中 ${host} 的条目不是登录信息（“auth” 应为 user:password 的 base64）：将不登录访问 ${host}。`,
        broken: `${path} 不是登录信息文件（不是 JSON）：已跳过。`,
        unreadable: `无法读取 ${path}：已跳过。`,
      })[why],
    loginRefused: (path, host) =>
      `已发送 ${path} 中 ${host} 的登录信息，但被拒绝：请重新登录（docker login），或用 --auth-file 指定别的文件。`,
    mirrors: (urls) =>
      urls.length === 0
        ? '不使用加速器：数据来自 Docker Hub。'
        : `数据来自 ${urls.join('、')}，否则来自 Docker Hub。`,
    busy: (pid, since) => `另一次运行（进程 ${pid}，始于 ${since}）正在使用该状态：未做任何事。`,
    state: (path, why) => `无法使用 ${path}：${why}。`,
    checking: (done, of) => `已查看 ${of} 个镜像中的 ${done} 个`,
    copying: (name, number, of) => `正在复制 ${name}（${number}/${of}）`,
    bytes: (way, bytes, total) => `${way === 'sent' ? '已发送' : '已接收'} ${bytes} / ${total}`,
  },
  prune: {
    list: (count, names, more) =>
      `以前放入的 ${count} 个标签已不再需要：\n${names.map((name) => `  ${name}`).join('\n')}${more === 0 ? '' : `\n  以及另外 ${more} 个`}`,
    question: '从目标仓库删除它们吗？',
    listUntagged: (count) => `以前放入的 ${count} 个清单已不对应任何标签；目标仓库中无人需要的将被删除。`,
    untagged: (count) => `删除了 ${count} 个没有标签且无人需要的清单。`,
    noConsent: (wasAsked) => `什么也没有删除。${wasAsked ? '' : '加上 --yes 表示确认。'}`,
    skipped: (why) =>
      why === 'unread'
        ? '没有删除，因为列出镜像的文件只读到了一部分。'
        : '没有删除，因为目标仓库中并非所有镜像都已就绪。',
    end: (name, end) => `${name}：${PRUNED[end]}`,
  },
  image: {
    copied: (name, sent, mounted) =>
      `已复制  ${name}（发送 ${sent}${mounted === 0 ? '' : `，挂载 ${mounted} 个`}）`,
    inSync: (name) => `已同步  ${name}`,
    wouldCopy: (name) => `待复制  ${name}`,
    left: (name) => `未处理  ${name}`,
    failed: (name, why) => `失败    ${name}：${why}`,
    replaces: (tags) => `；覆盖了他人放入的标签：${tags.join('、')}`,
    moreTags: (count) => ` 等 ${count + 1} 个标签`,
  },
  trouble: (at, code, detail) => `${sentence(at, code)}${detail === null ? '' : `（${detail}）`}`,
  summary: {
    totals: ({ inSync, copied, wouldCopy, failed, left, pruned }, destination) => {
      const parts = [
        `${inSync} 个已同步`,
        ...(copied > 0 ? [`${copied} 个已复制`] : []),
        ...(wouldCopy > 0 ? [`${wouldCopy} 个待复制`] : []),
        ...(failed > 0 ? [`${failed} 个失败`] : []),
        ...(left > 0 ? [`${left} 个留待下次`] : []),
        ...(pruned > 0 ? [`删除了 ${pruned} 个标签`] : []),
      ];
      return `${destination}：${parts.join('，')}。`;
    },
    traffic: (received, sent, mounted) =>
      `接收 ${received}，发送 ${sent}${mounted === 0 ? '' : `；${mounted} 个数据块在目标的其他仓库中已有`}。`,
    quota: (spent, remaining, limit) =>
      `Docker Hub：用去 ${spent} 次拉取${limit === null ? (spent === 0 ? '' : '；它没有说明额度') : `；最近一次询问时，${limit} 次中还剩${remaining === null ? '未知次数' : ` ${remaining} 次`}`}。`,
    mirror: (url, trouble, count) =>
      trouble === 'wrong-bytes'
        ? `${url} 发来了错误的数据（${count} 次）；均未采用。`
        : `${url} 失败 ${count} 次（${TROUBLE[trouble]}）；均未采用。`,
    unread: (items) => `运行以 1 结束，因为未能全部读取：${items.join('、')}。`,
    stopped: '已停止：Docker Hub 剩余拉取次数的一半已用完，或它暂不再允许。下次运行将从此处继续。',
  },
};

const TROUBLE: Readonly<Record<MirrorTrouble, string>> = {
  unreachable: '无法连接',
  silent: '没有应答',
  stalled: '数据中途停止',
  cut: '数据提前结束',
  refused: '拒绝请求',
  limited: '要求稍后再来',
  failed: '自身出错',
  'not-it': '长度或类型不符的应答',
  'wrong-bytes': '错误的数据',
};

const UNREAD: Readonly<Record<UnreadReason, string>> = {
  unset: '含有没有值的变量',
  empty: '没有列出任何镜像',
  'not-read': '未能读取',
  unreadable: '无法读取',
  'too-large': '太大',
  malformed: '不符合该库的格式，或没有标签',
};

const PRUNED: Readonly<Record<Parameters<SyncMessages['prune']['end']>[1], string>> = {
  deleted: '已删除',
  'would-delete': '将会删除，除非目标仓库中另有内容需要它',
  gone: '早已不在',
  foreign: '现在已是别的内容，保留不动',
  shared: '予以保留：该仓库只能删除整个清单，而另一个标签、索引或所要的摘要仍需要它',
};

/** A space stands between Latin letters and Chinese characters: at the beginning of a sentence behind the name, at its end before it. */
const WHO: Readonly<Record<SyncPlace, string>> = {
  source: 'Docker Hub ',
  destination: '目标仓库',
  here: '本机',
};

function sentence(at: SyncPlace, code: SyncReason): string {
  const who = WHO[at];
  const whom = at === 'source' ? ' Docker Hub' : who;
  switch (code) {
    case 'unreachable':
      return at === 'destination'
        ? `无法连接${whom}；纯 http 的仓库请写 http://…，私有 CA 请用 --ca`
        : `无法连接${whom}；如有代理，可用 --proxy 指定`;
    case 'server-error':
      return `${who}返回了自身的错误`;
    case 'limited':
      return `${who}认为请求过多`;
    case 'login':
      return `${who}要求登录：请先 docker login，或用 --auth-file`;
    case 'denied':
      return `${who}不允许：登录的账号需要拉取和推送的权限`;
    case 'not-found':
      return `${who}那里没有镜像仓库服务，或没有这个仓库；有些仓库要求先创建项目`;
    case 'read-only':
      return `${who}不接受写入：它是只读的，或是拉取缓存`;
    case 'too-large':
      return `${who}不接受这么大的请求；请检查其前面代理对请求体的限制（nginx：client_max_body_size 0）`;
    case 'refused':
      return `${who}的应答出乎意料`;
    case 'foreign-location':
      return `${who}要求转往另一个站点，本程序不向那里发送登录信息和数据；若是上传被转走，请让其前面的代理传递 Host 请求头，或设置仓库的 http.host；若是自己的令牌服务，可用 --login-at 允许`;
    case 'downgrade':
      return `${who}要求从 https 转到纯 http；请让其前面的代理发送 X-Forwarded-Proto，或设置 http.relativeurls`;
    case 'moved':
      return `${who}要求转往另一个地址：请直接写那个地址`;
    case 'wrong-digest':
      return `${at === 'source' ? `${who}发来的内容` : `到达${who}的内容`}摘要不符`;
    case 'missing-parts':
      return `${who}说镜像缺少部分内容`;
    case 'no-such-image':
      return `${who}没有该镜像，或不对所有人开放`;
    case 'no-platform':
      return '该镜像没有所要的平台';
    case 'no-bytes':
      return '加速器和 Docker Hub 都没有给出它的数据';
    case 'bad-manifest':
      return `${who}那里的内容不是可复制的镜像`;
    case 'partial-index':
      return '目标仓库不接受缺少平台的索引，因此该镜像被拒绝或未尝试：请只写一个 --platform，或不写以复制全部';
    case 'foreign-layers':
      return '目标仓库不接受该镜像：它的部分层要从别处下载（urls），需在仓库中放行这些地址（distribution：validation.manifests.urls.allow）';
    case 'no-deletion':
      return `${who}不允许删除：那里没有开启删除功能（storage.delete.enabled，即 REGISTRY_STORAGE_DELETE_ENABLED=true）`;
    case 'no-room':
      return '磁盘已满';
    default:
      return code satisfies never;
  }
}
