import type { CacheMessages } from './messages.ts';

const up = [
  { command: 'sudo mirror-cache up', does: '以 systemd 服务的形式缓存从 Docker Hub 拉取的内容' },
  { command: 'sudo mirror-cache up --apply', does: '同上，并让 Docker 通过它拉取' },
  {
    command: 'sudo mirror-cache up --registry ghcr.io --listen 192.168.1.2',
    does: '缓存另一个镜像仓库，供局域网内的机器使用',
  },
  { command: 'mirror-cache up --as compose > compose.yaml', does: '同样的内容，在容器中运行' },
];
const status = [{ command: 'mirror-cache status', does: '是否正常提供服务、占用多少空间、节省了多少' }];
const warm = [
  { command: 'mirror-cache warm nginx:1.27 redis:7', does: '预先取回这些镜像' },
  { command: 'mirror-cache warm --compose compose.yaml', does: '预先取回 compose 文件中的镜像' },
];
const prune = [{ command: 'sudo mirror-cache prune --max-size 20GiB', does: '立即腾出空间' }];
const down = [
  { command: 'sudo mirror-cache down', does: '全部移除' },
  { command: 'sudo mirror-cache down --keep-data', does: '移除，但保留已取回的内容' },
];

export const cacheZh: CacheMessages = {
  help: {
    description: '您自己的镜像缓存：真正的 registry，避开常见的坑，有人看管，不会无限膨胀。',
    images: '要取回的镜像',
    command: {
      up: '为每个镜像仓库建立缓存并启动',
      status: '查看各缓存的状况',
      warm: '把镜像预先取回到缓存中',
      prune: '清理最久没有被拉取的内容',
      down: '移除缓存',
    },
    option: {
      registry: '缓存哪个镜像仓库：每个仓库各有一个缓存和一个端口；可重复',
      as: '以何种方式运行',
      upstream: '从哪里取：hub（镜像仓库本身）、relay（本机的 mirror-relay），或一个不带路径的 URL',
      via: '通过该 http 代理访问上游',
      listen: '监听地址及起始端口：须为内网地址；供 Docker 28 及更新版本使用时不能是回环地址',
      data: '存放镜像的目录',
      maxSize: '每个缓存最多存放多少；每小时检查一次，先清理最久没有被拉取的。0 表示不限',
      redis: '存放描述符的 redis 数据库，形如 host:port/编号，须专用：清理时会被清空。在本地磁盘上比不用更慢',
      accountFile:
        '内含镜像仓库的 user:password 的文件，只允许其所有者读取。能访问缓存的人都能拉取该账号可拉取的一切',
      apply: '用 mirror-apply 让引擎通过这些缓存拉取',
      engine: '--apply 针对哪个引擎',
      image: '须能通过缓存取得其清单的镜像，之后才算启动成功；可重复',
      compose: '该 compose 文件中的镜像，可重复',
      at: '不是由本机的 up 建立的缓存',
      keepData: '保留已取回的内容',
      here: '直接处理文件，定时器即如此运行',
      format: '状况的输出格式',
      dryRun: '只显示将要做的事，什么也不做',
      yes: '不询问，直接执行',
      noInput: '从不询问；没有 --yes 就什么也不做',
    },
    optionOf: {
      warm: { registry: '--at 的缓存对应哪个镜像仓库' },
      prune: {
        registry: '只清理该镜像仓库的缓存（默认：全部）；可重复',
        data: '不是由 up 建为服务的单个缓存的目录，例如 <dir>/docker.io；须同时给出 --max-size',
        maxSize: '清理后每个缓存最多保留多少（默认：建立时设定的上限）',
        redis: '--data 的缓存所用的 redis，会一并清空',
      },
      down: { registry: '只移除该镜像仓库的缓存（默认：全部）；可重复' },
    },
    examples: { all: [...up.slice(0, 2), ...status, ...warm.slice(0, 1)], up, status, warm, prune, down },
    exit: [
      { code: '0', means: '完成' },
      { code: '1', means: '有缓存没有在提供服务，或有镜像未能取回' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '缺少必需的条件：systemd、docker-registry、端口或磁盘空间' },
      { code: '4', means: '未能提供服务，一切已恢复原样' },
      { code: '5', means: '同 mirror-apply：未能把引擎恢复原样' },
      { code: '6', means: '未获同意，或权限不足' },
      { code: '70', means: '本程序自身的错误' },
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  usage: {
    upstream: (value) =>
      `--upstream 应为 hub、relay，或不含用户名、路径和参数的 http(s) URL，而不是“${value}”。`,
    via: (value) => `--via 应为 http 代理，例如 http://192.168.1.1:3128，而不是“${value}”。`,
    upstreamPath: (value) =>
      `--upstream ${value}：docker-registry 会丢掉路径，去问该主机的根路径。请换用独占一个主机名的加速器，或用 “--upstream relay”，把该加速器放在中继之后。`,
    oneRegistry: (option) => `${option} 只对应一个镜像仓库：同时使用时，--registry 只能写一次。`,
    relayHub:
      '--upstream relay：由 “mirror-relay install” 建立的中继提供的是 docker.io；其他中继请直接写其 URL。',
    listen: (value) =>
      `--listen 应为本机的一个地址，可带起始端口，例如 192.168.1.2 或 192.168.1.2:5100，而不是“${value}”。`,
    openAddress: (value) =>
      `--listen ${value}：任何能访问缓存的人都可以把它连同您地址的拉取额度一起用光。请写本机的内网地址，例如局域网中的那个。`,
    maxSize: (value) => `--max-size 应为大小，例如 20GiB、500MB 或 1048576；0 表示不限。不能是“${value}”。`,
    redis: (value) => `--redis 应为 host:port 或 host:port/编号，例如 127.0.0.1:6379/5，而不是“${value}”。`,
    accountUpstream:
      '--account-file 只能用于镜像仓库本身：上游指定哪个令牌服务器，docker-registry 就会把账号发给它。',
    data: (value) => `--data 应为目录的完整路径，例如 /srv/mirror-cache，而不是“${value}”。`,
    systemdOnly: (option) => `${option} 只与 --as systemd 同用。`,
    noImages: '要取回哪些镜像？请写出镜像名，或用 --compose <文件>。',
    at: (value) =>
      `--at 应为缓存的 URL，例如 http://192.168.1.2:5100，不带用户名、路径和查询参数，而不是“${value}”。`,
    whoseIsAt: (registries) =>
      `一个缓存只对应一个镜像仓库，而这些镜像来自多个：${registries.join('、')}。请用 --registry 指明 --at 的缓存对应哪一个。`,
    imageRegistry: (image, registries) => `--image ${image} 不属于这些镜像仓库：${registries.join('、')}。`,
    notInstalled: (registry, installed) =>
      installed.length === 0
        ? '本机没有建立缓存。用 “sudo mirror-cache up” 建立。'
        : `本机没有 ${registry} 的缓存，只有 ${installed.join('、')} 的。`,
  },
  busy: (pid) => `另一个进程（${pid}）正在更改本机的缓存。未作任何改动，请待其结束后重新运行。`,
  changed: '本机的缓存在此期间已被更改。未作任何改动，请重新运行。',
  unreadable: (registry, file) =>
    `${registry}：已建立缓存，但 ${file} 中的监听地址和上游已不是 “up” 所写的形式。请撤销改动，或重新建立：先 “mirror-cache down --keep-data”，再 “up”，已取回的内容会保留。`,
  up: {
    noSystemd: '本机没有 systemd，以下是内容相同的 compose 文件：',
    systemdMissing: '本机没有 systemd。没有它也能运行的是 compose 文件：--as compose。',
    applyNeedsSystemd:
      '本机没有 systemd，而 --apply 需要它：缓存运行起来之后，才能让引擎通过它拉取。请不写 --apply，届时会输出 compose 文件和之后要用的命令。',
    engineMissing: (engine) =>
      `--apply：本机没有找到 ${engine}，无法让它通过缓存拉取。请用 --engine 指定另一个引擎，或不写 --apply，以后再配置。未作任何改动。`,
    already: (registries) =>
      `已有缓存：${registries.join('、')}。如需更改，请先运行 “mirror-cache down --keep-data”，已取回的内容会保留。`,
    stays: (registries) => `${registries.join('、')}：已有缓存，保持不变。`,
    ofAll: (option) =>
      `${option} 由本机的所有缓存共用，而现有缓存的设定与此不同。请不写它，或先 “mirror-cache down --keep-data”，再全部重新建立。`,
    leftovers: '之前的运行留下了 systemd 单元。请先移除：“mirror-cache down --keep-data”。',
    inUse: (path) => `${path} 已经存在，且不是由 “mirror-cache up” 写入的。未作任何改动。请先将其移走。`,
    systemFolder: (folder) =>
      `${folder} 属于系统目录。请为 --data 指定一个专用的目录，例如 /srv/mirror-cache。`,
    redisFails: (address, why) =>
      `--redis ${address} 没有像 redis 那样应答（${why}）。请换一个地址或编号，或者不写它：不用 redis 时缓存更快。`,
    noProgram: (path) =>
      `没有找到 ${path}。请安装（Debian、Ubuntu：apt-get install docker-registry；随后 “systemctl disable --now docker-registry”，因为它自带的服务监听所有地址），或在容器中运行：--as compose。`,
    noRelay: '本机没有安装中继：请先运行 “sudo mirror-relay install”，或在 --upstream 中写出其 URL。',
    loopback: (address) =>
      `${address} 是回环地址：一旦把它配置为加速器，使用 containerd 镜像存储的 Docker 28 及更新版本就不再校验 Docker Hub 本身的证书。请不写 --listen，或写一个内网地址。`,
    loopbackThere: (address) =>
      `现有缓存监听的 ${address} 是回环地址：一旦把它配置为加速器，使用 containerd 镜像存储的 Docker 28 及更新版本就不再校验 Docker Hub 本身的证书。请用 --listen 为这个缓存指定本机的一个内网地址，或用 --engine 指明它供哪个引擎使用。`,
    dataInUse: (folder, name) =>
      `${folder} 将归缓存所有，并会随缓存一起删除，但其中有别的内容（${name}）。未作任何改动。请用 --data 指定其他目录。`,
    noData: (folder, word) =>
      `${folder} 须已存在且只属于 root：sudo install -d -m 700 ${word}；其上各级目录也不能允许他人写入。`,
    dataOfRegistry: (folder) =>
      `${folder} 中是镜像仓库的数据，但无法确认它是缓存：其中没有 scheduler-state.json，而从镜像仓库中删去的内容无法找回。未作任何改动。请用 --data 指定其他目录。`,
    dataUnreadable: (folder, why) => `无法查看 ${folder}：${why}。请用 --data 指定其他目录。`,
    notOurs: (address) => `${address} 不是本机的地址。`,
    portTaken: (address, registry) =>
      `${address} 已有程序在监听，而 ${registry} 的缓存要用这个端口。请另给起始端口：--listen <地址>:<端口>。`,
    diskFull: (folder, free, wanted) =>
      `${folder} 只剩 ${free}，而缓存可能增长到 ${wanted}；磁盘一满，新的镜像就会得到 500。请给出更小的 --max-size（对每个镜像仓库分别计算），或腾出空间。`,
    account: (path, problem, detail) =>
      problem === 'unreadable'
        ? `无法读取 --account-file ${path}：${detail}。`
        : problem === 'others-read'
          ? `其他人可以读取 ${path}：请先 chmod 600。`
          : `${path} 中没有账号：应为一行 user:password。`,
    accountExposed: '使用账号后，任何能访问这个缓存的人都可以拉取该账号可拉取的一切，包括私有镜像。',
    redisSlower: '在本地磁盘上，使用 redis 反而更慢：每秒 254 到 497 个请求，不用则为 871 到 985 个。',
    plan: (caches) =>
      `缓存：\n${caches.map(({ registry, url, remote }) => `  ${registry}  监听 ${url}，取自 ${remote}`).join('\n')}`,
    planData: (folder, kept) =>
      `取回的内容存放在 ${folder}。${kept.length === 0 ? '' : `其中有以前的缓存留下的内容，将继续使用：${kept.join('、')}。`}`,
    planFiles: (config, units) => `文件：${config}、${units}。`,
    planReplaced: (paths) =>
      `与本版本所写的内容不同，将重新写入：${paths.join('、')}。您自己的改动会丢失；写成附加配置（“systemctl edit”）则会保留。`,
    composeRedis: (address) => `--redis ${address}：在容器中，这指的是容器自身。请给出容器能访问的地址。`,
    planBound: (most) =>
      most === null ? '存放的内容没有上限。' : `每个缓存最多存放 ${most}，每小时检查一次。`,
    planApply: (engine) => `待其正常提供服务后，让 ${engine} 通过它们拉取。`,
    question: '执行吗？',
    dryRun: '未作任何改动。',
    waiting: '正在等待通过每个缓存取得第一个清单。',
    failed: {
      'not-written': '有文件无法写入：',
      'not-started': '缓存无法启动：',
      'upstream-down': '缓存一启动就退出：连不上上游，而 docker-registry 在此情况下不会启动：',
      'upstream-silent': '上游接受了连接却不应答；在它应答之前，docker-registry 连端口都不会监听。',
      'not-reached': '缓存称已在监听，却无法访问：',
      'no-manifest': '缓存在运行，但无法通过它取得镜像：',
      'no-manifest-for-account':
        '缓存在运行，但无法通过它取得镜像；也可能是账号被拒绝，镜像仓库程序对此同样答复镜像不存在：',
    },
    ofRegistry: (registry) => `${registry}：`,
    putBack: '一切已恢复原样。',
    notPutBack: "未能完全恢复原样，请查看 “systemctl status 'mirror-cache*'” 和 /etc/mirror-cache。",
    done: (registry, url) => `${registry} 的缓存在 ${url} 上提供服务。`,
    applyYourself: (commands) => `让引擎通过它拉取：\n${commands.map((line) => `  ${line}`).join('\n')}`,
    compose: (bounds) =>
      `用 “docker compose up -d” 启动。compose 不限制大小。${
        bounds.length === 0
          ? '如需清空：“docker compose down --volumes”。'
          : `请不时清理：\n${bounds.map((line) => `  ${line}`).join('\n')}`
      }`,
    composeElsewhere: (commands) =>
      `“mirror-cache status” 看不到在容器中运行的缓存，请用 “docker compose ps” 查看。预先取回镜像：\n${commands.map((line) => `  ${line}`).join('\n')}`,
    composeSecrets: (file, variables) =>
      `请在旁边的 ${file}（chmod 600）中写入，每项一行：${variables.map((name) => `${name}='…'`).join('、')}。${variables.some((name) => name.startsWith('REGISTRY_')) ? String.raw`镜像仓库程序按 YAML 解析用户名和密码：请在单引号内再加双引号，即 '"…"'，并将 \ 写作 \\，" 写作 \"，' 写作 \x27。` : ''}`,
  },
  down: {
    notInstalled: '本机没有建立缓存。',
    plan: (registries, keepData, folder) =>
      `将移除 ${registries.join('、')} 的缓存${keepData ? `，保留 ${folder} 中已取回的内容。` : `，连同 ${folder} 中已取回的全部内容。`}`,
    engine: (engine, registry, file, own, rest) =>
      `${engine} 通过缓存拉取 ${registry}：将从 ${file} 中去掉 ${own.join('、')}，${rest.length === 0 ? '其中没有别的加速器' : `保留 ${rest.join('、')}`}。`,
    stillNamed: (files) =>
      `${files.join('、')} 中仍有缓存的地址，但查看过的引擎都没有把它用作加速器。请自行检查。`,
    edited: (file) => `${file} 已不存在或被改动过，将一并移除。`,
    notItsOwn: (folder, name) =>
      name === ''
        ? `保留 ${folder} 中的内容：无法确认它是缓存的数据，而从镜像仓库中删去的内容无法找回。`
        : `保留 ${folder} 中的内容：其中有不是由缓存写入的东西（${name}）。`,
    leftovers: (folder) => `没有建立缓存，但 ${folder} 中有之前的运行留下的单元，将予以移除。`,
    gone: '缓存已移除。',
    dataLeft: (folders) => `未能删除已取回的内容，请手动删除：sudo rm -r ${folders.join(' ')}`,
    kept: (folder) => `已取回的内容保留在 ${folder} 中。`,
    left: "未能完全移除，请查看 “systemctl status 'mirror-cache*'” 和 /etc/mirror-cache。",
  },
  status: {
    none: '本机没有建立缓存。用 “sudo mirror-cache up” 建立。在容器中运行的，请用 “docker compose ps” 查看。',
    serving: (registry, url) => `${registry}：在 ${url} 上提供服务`,
    notServing: {
      'no-answer': ({ registry, url, unit }) =>
        `${registry}：没有在 ${url} 上提供服务。日志：journalctl -u ${unit}`,
      'address-gone': ({ registry, url, addressUnit }) =>
        `${registry}：没有在 ${url} 上提供服务：本机已没有这个地址。${
          addressUnit === null
            ? '请把该地址重新配置到网卡上，或先 “mirror-cache down --keep-data”，再用另一个 --listen 重新 “up”。'
            : `恢复方法：sudo systemctl restart ${addressUnit}`
        }`,
      'kept-fails': ({ registry, url, unit }) =>
        `${registry}：没有在 ${url} 上提供服务：有应答，但取不到已有的镜像。日志：journalctl -u ${unit}`,
      'disk-full': ({ registry, url }) =>
        `${registry}：没有在 ${url} 上提供服务：磁盘已满，新的镜像一律得到 500。请腾出空间`,
      'upstream-silent': ({ registry, url }) =>
        `${registry}：没有在 ${url} 上提供服务：按标签的请求一直得不到应答，已有的镜像也不例外`,
    },
    upstream: {
      answers: (remote) => `上游 ${remote} 有应答`,
      silent: (remote) =>
        `上游 ${remote} 没有应答：在它应答之前，按标签的请求会一直等待（“--upstream relay” 可解决）`,
      fails: (remote) =>
        `上游 ${remote} 无法访问：已有的内容照旧提供，没有的一律 404（“--upstream relay” 可解决）`,
      unasked: (remote) => `没有询问上游 ${remote}`,
    },
    lastStored: (instant) =>
      instant === null ? '在现有日志的范围内没有从上游取回过内容' : `最近一次取回内容是在 ${instant}`,
    size: (used, most, free, mayLook) =>
      [
        used === null
          ? `占用空间未知：${mayLook ? '无法访问缓存的内容（是否已挂载？）' : '只有 root 可以查看'}`
          : `占用 ${used}`,
        most === null ? '没有上限' : `上限 ${most}`,
        ...(free === null ? [] : [`该磁盘还剩 ${free}`]),
      ].join('，'),
    hits: (manifests, blobs) => `无需向上游取内容的比例：清单 ${manifests}，层 ${blobs}`,
    noLog: '命中率未知：当前用户无法读取日志',
    quota: (remaining, limit) => `Docker Hub：本机地址还可拉取 ${remaining ?? '?'} / ${limit} 次`,
    foreign: (paths) =>
      `以下文件位于本程序自己的文件应在之处，但不是本程序写的：${paths.join('、')}。只要它们还在，“up” 和 “down” 就什么都不会改。`,
    redisSilent: (why) => `其 redis 没有应答（${why}）：每取一层都要等待它`,
    diskLow: '磁盘将满：一旦写满，新的镜像就会得到 500',
  },
  warm: {
    otherCache: (url, registry) => `${url} 的缓存对应的是 ${registry}`,
    there: (image) => `${image}：已在缓存中`,
    fetched: (image, size) => `${image}：已取回 ${size}`,
    failed: (image, why) => `${image}：${why}`,
    summary: (there, fetched, failed) => `${there} 个已在缓存中，取回 ${fetched} 个，失败 ${failed} 个。`,
    noCache: (registry) => `本机没有 ${registry} 的缓存`,
    silent: '缓存没有应答；上游没有应答时也会如此（“mirror-cache status” 可查看）',
    stopped: '已中止',
    notAManifest: '返回的内容不是引擎可用的清单',
    unread: {
      'not-an-image': '不是镜像名',
      unset: '在此没有值',
      'not-read': '可能列有镜像，但没有读取',
      'no-services': '没有读到任何服务：compose 文件是空的，还是不完整？',
    },
    notKept: (path) => `${path} 已取回却没有存下，磁盘写满时会如此（“mirror-cache status” 可查看）`,
    cutOff: (path) => `${path} 传输中断`,
    status: (path, status) =>
      status === 404
        ? `${path}：404，可能不存在，也可能是上游无法访问（“mirror-cache status” 可区分）`
        : `${path}：${status}`,
    noMatch: (platform) => `没有适用于 ${platform} 的内容`,
  },
  prune: {
    under: (registry, used, most) => `${registry}：${used} / ${most}，无需清理。`,
    evicted: (registry, repository, lastPulled) =>
      `${registry}：清理 ${repository}，最近一次拉取是在 ${lastPulled}`,
    done: (registry, before, after, most) => `${registry}：清理前 ${before}，现在 ${after}，上限 ${most}。`,
    wouldEvict: (registry, repository, lastPulled) =>
      `${registry}：将清理 ${repository}，最近一次拉取是在 ${lastPulled}`,
    wouldBe: (registry, before, after, most) =>
      `${registry}：现在 ${before}，清理后将为 ${after}，上限 ${most}。未作任何改动。`,
    noLog: (registry) => `${registry}：无法读取日志，改以文件自身的日期判断新旧。`,
    failed: (registry, why) => `${registry}：${why}`,
    over: (registry, used, most) => `${registry}：仍占用 ${used}，超出上限 ${most}。`,
    noBound: (registry) => `${registry}：没有设定上限，因此不作清理；请用 --max-size 给出，不能为 0。`,
    unreadable: (path) => `无法读取 ${path}。`,
    notFollowed: (path) => `${path} 是链接，或不是镜像仓库会放在那里的内容。不会跟随它：请先查看并将其移走。`,
    othersFolder: (path, uid) =>
      `${path} 属于 ID 为 ${uid} 的用户。请以该用户身份清理：sudo -u '#${uid}' mirror-cache prune …`,
    notACache: (folder) =>
      `${folder} 是镜像仓库的目录，但无法确认它是缓存：其中没有 scheduler-state.json，从镜像仓库中删去的内容无法找回。未做任何更改。`,
    noStore: (folder) =>
      `${folder} 中没有镜像仓库的数据：其下没有 docker/registry/v2。--data 应为单个镜像仓库的目录，例如 <dir>/docker.io。`,
    redisSilent: (address, why) => `${address} 的 redis 没有应答（${why}）：缓存每取一层都会询问它。`,
    noRedis: (address, why) =>
      `未能清空 ${address} 的 redis（${why}）：在清空之前，已清理的层可能得到空内容。`,
  },
};
