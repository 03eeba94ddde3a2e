import type { BlockKind, StatusMessages, StatusProblem } from './messages.ts';

const block: Readonly<Record<BlockKind, string>> = {
  usable: '可用',
  degraded: '勉强可用',
  'left-out': '受限或被限流（不计入）',
  down: '故障或无法连接',
  unsafe: '不安全',
  unknown: '未知',
};

export const statusZh: StatusMessages = {
  help: {
    description: '保存 mirror-check 的历次检测报告，并发布为表格和网页。',
    command: {
      next: '输出下一次定时 mirror-check 应使用的选项，每行一个词',
      record: '将报告加入历史记录',
      tell: '发布之后，通知 record --events 写下的变化',
      build: '生成站点：网页、JSON、徽章、订阅源、监控指标',
      table: '输出 Markdown 表格，或写入 README',
    },
    argument: 'mirror-check -f json 的报告；“-”表示标准输入',
    eventsArgument: 'record --events 写下的文件；“-”表示标准输入',
    option: {
      data: '历史记录所在目录',
      out: '站点的输出目录',
      baseUrl: '站点发布后的网址；订阅源和徽章中的链接要用到',
      title: '网页标题',
      settings: '维护者自己的文件：检测点的顺序、时间线上的说明',
      columns: '只输出这些列，按给出的顺序，用逗号分隔',
      only: '只列出这些结论的加速器，用逗号分隔',
      apart: '把目前不可用的加速器单列一张表',
      throughputHours: '距上次实测下载达到这么多小时才再次下载镜像层（默认 22；0 表示每次）',
      notify: '结论变化时通知：向该网址 POST JSON，或运行该命令并从 stdin 传入（命令的输出不显示）',
      events: '把结论变化写入该文件，供 mirror-status tell 使用；没有变化则不生成文件',
      readme: '替换该文件中两个标记之间的内容',
      vantage: '只处理这个检测点',
      lang: '消息和表格的语言（默认取自系统区域设置）',
      quiet: '除了错误，什么也不输出',
    },
    examples: {
      all: [
        { command: 'mirror-check -f json -o report.json', does: '先得到一份报告' },
        { command: 'mirror-status record --data history report.json', does: '加入历史记录' },
        { command: 'mirror-status build --data history --out site', does: '再生成网页' },
      ],
      record: [
        { command: 'mirror-status record --data history report.json', does: '加入一份报告' },
        { command: 'mirror-check -f json | mirror-status record --data history -', does: '检测后直接加入' },
      ],
      build: [
        {
          command: 'mirror-status build --data history --out site',
          does: '生成站点，可放到任何网页服务器上',
        },
        {
          command: 'mirror-status build --data history --out site --base-url https://status.example.com/',
          does: '订阅源中使用完整网址',
        },
      ],
      table: [
        { command: 'mirror-status table --data history', does: '输出各检测点的表格' },
        {
          command: 'mirror-status table --data history --readme README.md',
          does: '写到 <!-- mirror-status:begin --> 与 <!-- mirror-status:end --> 之间',
        },
        {
          command: 'mirror-status table --data history --columns mirror,verdict,pull --apart',
          does: '可用的一张表，不可用的另一张',
        },
      ],
      tell: [
        {
          command: 'mirror-status tell --notify https://hooks.example.com/… events.json',
          does: '发送通知',
        },
      ],
      next: [
        {
          command: 'mirror-status next --data history --vantage office',
          does: '例如 --no-throughput，以及 --previous 和文件名',
        },
      ],
    },
    exit: [
      { code: '0', means: '完成' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '有内容无法读写，或有报告被拒收（其余的照常收录）' },
      { code: '70', means: '程序自身的错误' },
    ],
  },
  usage: {
    baseUrl: (value) => `--base-url 须为 http:// 或 https:// 网址，而不是“${value}”。`,
    hours: (value) => `--throughput-hours 应为 0 到 1000 的小时数，而不是“${value}”。`,
    someOf: (option, value, known) =>
      `${option} 应为以下各项中的若干项，用逗号分隔，而不是“${value}”：${known.join('、')}。`,
    noReports: '请至少指定一份报告；“-”表示标准输入。',
    noEvents: '请至少指定一个由 record --events 写下的文件；“-”表示标准输入。',
  },
  note: {
    recorded: (name, vantage, day) => `${name}：已收录（检测点 ${vantage}，${day}）。`,
    known: (name, vantage, day) => `${name}：此前已收录过（检测点 ${vantage}，${day}）。`,
    refused: (name, problem, detail) => `${name}：${problemText(problem, detail)}`,
    repaired: (vantage, day, bytes) =>
      `${vantage}，${day}：上次运行被中断，留下 ${bytes} 字节不完整的报告，已清除。`,
    strangeLines: (vantage, day, lines) =>
      `${vantage}，${day}：有 ${lines} 行不是本版本能读懂的报告，已保留原样。`,
    setAside: (vantage, days) =>
      `${vantage}：${days} 晚于当前时间且前后没有其他记录，其报告已移至 aside/${vantage}。`,
    notified: (events) => `已向 --notify 通知 ${events} 项变化。`,
    notNotified: (reason) => `无法向 --notify 发出通知（${reason}）。`,
    built: (folder, files) => `已在 ${folder} 生成 ${files} 个文件。`,
    tableWritten: (file) => `${file}：表格已更新。`,
    tableSame: (file) => `${file}：表格没有变化。`,
  },
  column: {
    rank: '#',
    mirror: '加速器',
    verdict: '结论',
    days: '近 90 天',
    day: '24 小时',
    week: '7 天',
    month: '30 天',
    ttfbMedian: '首字节',
    ttfbP95: 'p95',
    speed: '速度',
    pull: '拉取耗时',
    fresh: '镜像',
    access: '访问限制',
    lastUsable: '上次可用',
  },
  definition: {
    rank: '按预计拉取耗时排名，所有名次取自 36 小时内最近的同一次测速。只有当时和目前都可用的加速器才有名次。',
    mirror: '要配置的地址，以及由谁运营。',
    verdict: '最近一次有结果的检测的结论：从该检测点能否经由它拉取镜像；若不能，原因是什么。',
    days: '一格为一天，最右为今天。取当天出现最多的结论，次数相同取较差者；只要有一次不安全，当天即为不安全；没有检测的日子为未知。',
    day: '最近 24 小时的可用率。',
    week: '最近 7 天的可用率。',
    month: '最近 30 天的可用率。',
    ttfbMedian: '30 天内，等到镜像层第一个字节所需时间的中位数。',
    ttfbP95: '30 天内，95% 的首字节在此时间内到达。',
    speed: '下载镜像层的速度，取自 36 小时内最近一次对它的实测。',
    pull: '预计实际拉取该镜像、下载完最后一个字节所需的时间，不含解压；与速度取自同一次检测。',
    fresh: '该标签下的镜像是否与参照源当前版本一致：最新、较旧；没有参照可比对时为未知。',
    access: '若不是对所有人开放，则说明面向谁。',
    lastUsable: '90 天内最近一次检测为可用的时间。',
  },
  availability: [
    '结论为可用或勉强可用的检测，计为“正常”。',
    '结论为被限流、访问受限或未知的检测不计入：这样的检测说明不了它对目标用户是否可用。没有进行的检测，或没有检测到该加速器，即为未知。',
    '不安全、故障、无法连接都是“失败”：计入，但不算正常。',
    '可用率 = 正常次数 ÷ 计入的检测次数。没有任何检测计入时没有可用率，显示“–”，绝不显示 0%。',
    '连续第二次失败起，该加速器视为“不可用”，从第一次失败算起；其间不计入的检测不会打断连续。',
  ],
  table: {
    measured: (usable, total, vantage, at, version) =>
      `检测点 ${vantage}：共 ${total} 个加速器，${usable} 个可用；检测时间 ${at}，mirror-check ${version}。`,
    demo: '演示模式：以下加速器均为模拟。',
    withoutNetwork: (at) => `检测点在 ${at} 没有网络；以下是此前的结果。`,
    withoutNetworkYet: (at) => `检测点在 ${at} 没有网络，此前也一直没有，尚无任何结果。`,
    silent: (at) => `自 ${at} 起没有新的结果；以下是当时的情况。`,
    smallBase: (share, counted, asked) => `${share}（${asked} 次中 ${counted} 次计入）`,
    apart: (count) => `目前从该检测点不可用的加速器（${count} 个）：`,
    fresh: { yes: '最新', no: '较旧', unknown: '–' },
    access: {
      public: '',
      'allow-list': '仅限白名单镜像',
      campus: '仅限校园网',
      'cloud-internal': '仅限该云内网',
      'personal-address': '个人专属地址',
      login: '需登录',
      'mainland-only': '仅限中国大陆',
    },
    never: (days) => `${days} 天内从未`,
    now: '现在',
    none: '尚无检测记录。',
    more: (count) => `另有 ${count} 个`,
  },
  page: {
    title: 'Docker 镜像加速器状态',
    htmlLang: 'zh-CN',
    skip: '跳到表格',
    otherLanguage: 'English',
    headline: (usable, total) => `${total} 个加速器，${usable} 个可用`,
    headlineThen: (usable, total) => `${total} 个加速器，上次检测时 ${usable} 个可用`,
    headlineNone: (total) => `${total} 个加速器，尚无任何结果`,
    headlineDemo: '演示模式：以下加速器均为模拟，与真实服务无关。',
    measured: (at, image, registry) => `检测时间 ${at}，逐一用 ${registry} 的 ${image} 检测各加速器。`,
    tool: (version) => `mirror-check ${version}`,
    interval: (time) =>
      time === '1 h'
        ? '每小时检测一次'
        : `每 ${time.replace(' h', ' 小时').replace(' min', ' 分钟')}检测一次`,
    stale: (at) => `数据已过时：自 ${at} 起没有新的结果，至少有两次检测没有送达，现在的情况可能大不相同。`,
    vantage: '检测点',
    fromVantage: (name) => `检测点 ${name}`,
    vantageNote: '各检测点的数据各自独立，从不合并计算。',
    summary: '按结论统计',
    filter: {
      label: '筛选与排序',
      search: '查找加速器',
      verdict: '结论',
      all: '全部',
      sort: '排序',
      shown: (shown, total) => `显示 ${shown} 个，共 ${total} 个`,
      none: '没有符合条件的加速器。',
    },
    sortBy: (column) => `按${column}排序`,
    tableCaption: (vantage) => `从检测点 ${vantage} 看各加速器，由好到差`,
    details: (mirror) => `${mirror} 的详情`,
    checked: (at) => `检测于 ${at}。`,
    withoutNetwork: (at) => `该检测点在 ${at} 没有网络，以下是此前的结果。`,
    withoutNetworkYet: (at) => `该检测点在 ${at} 没有网络，此前也一直没有，尚无任何结果。`,
    unlisted: (at) => `它已不在列表中；以下为 ${at} 的结果，不代表现在的情况。`,
    neverListed: (at) => `它不在列表中；以下为 ${at} 有人单独检测的结果，不代表现在的情况。`,
    why: {
      pull: (image, time, at) => `拉取 ${image} 约 ${time}（实测于 ${at}）`,
      runs: (up, counted) => `30 天内 ${counted} 次检测中 ${up} 次正常`,
      noRuns: '30 天内没有计入的检测',
      evening: (times) => `晚间响应时间为凌晨的 ${times} 倍`,
      separator: '；',
      end: '。',
    },
    base: (counted, asked) => `${asked} 次中 ${counted} 次`,
    best: '从这里看最好的',
    take: {
      address: '地址',
      daemonJson: 'daemon.json',
      pull: 'docker pull',
      containerd: 'containerd',
    },
    hours: (counts) => `最近 24 小时：${counts}`,
    hoursTitle: '24 小时',
    useIt: '配置使用',
    useItNote: (file) => `该检测点目前最好的几个，写入 ${file}：`,
    useItNone: '目前从该检测点没有可用的加速器。',
    useItDemo: '模拟的加速器不作推荐。',
    useItOther: '可用的加速器中，没有适合推荐给所有人的。',
    useItRegistry: (registry) => `由好到差见下表。Docker 自身的配置只用于 Docker Hub，不适用于 ${registry}。`,
    useItOld: '上次检测已超过 36 小时，暂不推荐任何加速器。',
    applyIt: '自动配置',
    applyNote: '同样在本机实测，然后配置好容器引擎，可以撤销：',
    testIt: '在您的机器上检测',
    testItNote: '您的网络与检测点不同，用这条命令在本机实测：',
    copy: '复制',
    copied: '已复制',
    copyFailed: '请手动选中复制',
    blocks: (counts) => `近 90 天：${counts}`,
    hourCount: (kind, hours) => `${block[kind]} ${hours} 小时`,
    blockCount: (kind, days) => `${block[kind]} ${days} 天`,
    block,
    blockLegend: '一格为一天',
    blocksFromTo: (from, to) => `${from} 至 ${to}`,
    day: (day, verdict, availability) => `${day}：${verdict}，可用率 ${availability}`,
    definitions: '各列的含义',
    availabilityTitle: '可用率的准确定义',
    pages: '分页',
    page: (number, of) => `第 ${number} 页，共 ${of} 页`,
    back: '全部加速器',
    operator: '运营者',
    access: '访问限制',
    address: '地址',
    availability: '可用率',
    downSince: (at) => `自 ${at} 起不可用。`,
    downLong: (days) => `不可用已超过 ${days} 天。`,
    failedOnce: '目前只失败了一次；连续第二次失败起才算不可用。',
    notAsked: (at) => `最近一次检测没有包含它，此处为 ${at} 的结果。`,
    latency: '延迟（30 天）',
    latencyNote: '镜像仓库 ping 接口的响应时间：折线为每日中位数，色带包含八成的响应。',
    throughput: '下载速度（30 天）',
    throughputNote: '下载镜像层的速度，取每日中位数。',
    noData: '这 30 天内没有测量数据。',
    plotText: (what, low, high, days) =>
      `${what}：每日中位数在 ${low} 与 ${high} 之间，30 天中有 ${days} 天测得`,
    changes: '结论变化',
    changesNone: (days) => `${days} 天内没有变化。`,
    change: (from, to) => `${from} → ${to}`,
    single: '仅一次',
    failures: '最近的失败（30 天）',
    failuresNone: (days) => `${days} 天内没有失败。`,
    failureColumns: { phase: '步骤', code: '代码', count: '次数', last: '最近一次', meaning: '含义' },
    phase: {
      ping: 'ping',
      token: '令牌',
      manifest: '清单',
      'platform-manifest': '平台清单',
      config: '配置 blob',
      layer: '镜像层',
      'cross-check': '交叉核对',
      finalist: '复测',
    },
    months: '逐月',
    monthColumns: { month: '月份', availability: '可用率', runs: '计入的检测' },
    badges: '徽章',
    badgesNote: '用于 README 的 Markdown：',
    figures: '指标',
    data: '数据',
    dataLinks: {
      latest: '最新结果（JSON）',
      history: '历史（JSON）',
      mirror: '该加速器（JSON）',
      feed: '变化订阅（Atom）',
      prometheus: '监控指标（Prometheus）',
    },
    built: (at) => `生成于 ${at}`,
    madeWith: '制作工具',
    listSeparator: '，',
    verdictHelp: {
      usable: '可以拉取',
      degraded: '能用，但有保留',
      restricted: '只对其他用户开放',
      limited: '要求稍后再试',
      unsafe: '切勿配置',
      broken: '有响应，但无法完成拉取',
      dead: '没有响应',
      unknown: '没有检测到',
    },
  },
  feed: {
    title: (title) => `${title}：变化`,
  },
  timeline: {
    title: '时间线',
    down: (mirror, vantage, since) => `${mirror}：自 ${since} 起不可用（${vantage}）`,
    unsafe: (mirror, vantage, since) => `${mirror}：不安全，切勿使用；发现于 ${since}（${vantage}）`,
    back: (mirror, vantage, since) => `${mirror}：已恢复，此前自 ${since} 起不可用（${vantage}）`,
    backLong: (mirror, vantage, since) => `${mirror}：已恢复，此前在 ${since} 之前就已不可用（${vantage}）`,
    joined: (mirror, vantage, since) => `${mirror}：自 ${since} 起列入（${vantage}）`,
    left: (mirror, vantage, since) => `${mirror}：自 ${since} 起不在列表中（${vantage}）`,
  },
  badge: {
    label: '加速器',
    once: (word, at) => `${at} ${word}`,
    unlisted: '不在列表中',
    uptimeLabel: '30 天',
    summaryLabel: '加速器',
    summary: (usable, total) => `${usable}/${total} 可用`,
  },
};

function problemText(problem: StatusProblem, detail: string): string {
  switch (problem) {
    case 'not-a-report':
      return `已拒收，不是 mirror-check 的报告（${detail}）。`;
    case 'newer-schema':
      return `已拒收，其格式版本（${detail}）比本程序新。`;
    case 'dated-ahead':
      return `已拒收，日期在未来（${detail}）。`;
    case 'bad-date':
      return `已拒收，日期不存在，或结束早于开始（${detail}）。`;
    case 'unsafe-vantage':
      return `已拒收，检测点名称“${detail}”不能安全地用作目录名。`;
    case 'unsafe-id':
      return `已拒收，加速器 id“${detail}”不能安全地用作文件名。`;
    case 'unreadable':
      return `无法读取：${detail}。`;
    case 'too-large':
      return `已拒收，大小超过 ${detail} 字节。`;
    case 'not-utf8':
      return '已拒收，不是 UTF-8 编码。';
    case 'day-closed':
      return `已拒收，当天的报告已不再保留（${detail}）。`;
    case 'day-full':
      return `已拒收，当天的文件已超过上限（${detail}）。`;
    case 'demo-among-real':
      return '未收录：这是模拟加速器的报告，而该历史记录的是真实的加速器；请另建一个历史目录。';
    case 'real-among-demo':
      return '未收录：该历史记录的是模拟加速器；真实的报告请另建一个历史目录。';
    case 'other-registry':
      return `未收录：该检测点的历史属于 ${detail}；其他镜像仓库请另起一个检测点名称（--vantage）。`;
    case 'bad-settings':
      return `不是 --settings 所要求的格式（${detail}）。`;
    case 'not-events':
      return '不是 record --events 写下的文件。';
    case 'no-markers':
      return '文件中没有依次出现的 <!-- mirror-status:begin --> 和 <!-- mirror-status:end --> 两行，未作改动。';
    case 'many-markers':
      return '文件中的标记出现了不止一次，未作改动。';
    case 'no-history':
      return '其中没有任何检测记录。';
    case 'no-vantage':
      return `历史记录中没有检测点“${detail}”。`;
    case 'busy':
      return '另一个进程正在写入该历史记录。';
    case 'link':
      return '它是链接，或不是普通文件：历史记录中不应有这样的内容，因此没有写入任何内容。';
    default:
      return problem satisfies never;
  }
}
