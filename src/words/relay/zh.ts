import type { RelayMessages } from './messages.ts';

const run = [
  { command: 'mirror-relay run', does: '先检测各加速器，然后在 127.0.0.1:5077 上提供服务' },
  { command: 'mirror-relay run --from report.json', does: '直接使用先前报告中的加速器' },
  {
    command: 'mirror-relay run --listen 192.168.1.2:5077 --allow 192.168.1.0/24',
    does: '供局域网内的机器共用',
  },
];
const status = [
  { command: 'mirror-relay status', does: '查看中继及其加速器的状况' },
  { command: 'mirror-relay status -f prometheus', does: '同上，供 Prometheus 采集' },
];
const install = [{ command: 'sudo mirror-relay install', does: '安装为服务，并让 Docker 通过它拉取' }];
const uninstall = [{ command: 'sudo mirror-relay uninstall', does: '全部撤销，Docker 的配置恢复原样' }];

export const relayZh: RelayMessages = {
  help: {
    description:
      '给容器引擎一个固定地址，背后是最好的几个加速器：逐一校验、记住好坏、失败后自动换下一个继续。',
    installOption: {
      listen: '监听地址（默认：本机 Docker 版本可用的地址）',
      image: '配置 Docker 之前必须能通过中继取得其 manifest 的镜像',
    },
    urls: '要使用的加速器，最好的写在最前；不写则使用上次检测出的那些，首次运行时先检测。首次复检之前不检测所写的加速器',
    command: {
      run: '在前台提供服务',
      install: '安装为 systemd 服务，并让 Docker 通过它拉取',
      status: '查看中继及其加速器的状况',
      uninstall: '全部撤销',
    },
    option: {
      from: '不做检测，直接使用这份先前报告（JSON）中的加速器',
      listen: '监听地址；用于 status 时，是要查询的中继的地址',
      allow: '还允许哪个网段的机器使用，可重复。不写则只允许本机',
      spool: '存放已校验内容的目录',
      maxSize: '最多存放多少，超出时先删最久未用的；0 表示不存放',
      resolve:
        '标签指向什么由谁决定：源仓库、多个互不相关的运营方一致认定，或第一个加速器。默认先问源仓库，不通时取一致意见',
      recheck: '每隔多少小时重新检测一次加速器；0 表示不检测',
      registry: '提供哪个镜像仓库的镜像，可重复；请求中没有 ?ns= 时指第一个',
      proxy: '通过该代理访问加速器（http、https、socks5）',
      format: '状况的输出格式',
      dryRun: '只显示将要做的事，什么也不做',
      yes: '不询问，直接执行',
      noInput: '从不询问；没有 --yes 就什么也不做',
      activate: 'restart：如果 Docker 的代理设置必须改动，允许重启 Docker 及其容器',
    },
    examples: {
      all: [...run.slice(0, 1), ...install, ...status.slice(0, 1)],
      run,
      install,
      status,
      uninstall,
    },
    exit: [
      { code: '0', means: '完成，或已正常停止' },
      { code: '1', means: '没有可用的加速器；用于 status 时：没有在提供服务' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '目录或地址无法使用，或文件无法写入' },
      { code: '4', means: '已安装但未能提供服务，一切已恢复原样' },
      { code: '5', means: '同 mirror-apply：未能把引擎恢复原样' },
      { code: '6', means: '未获同意，或权限不足' },
      { code: '70', means: '本程序自身的错误' },
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  usage: {
    listen: (value) => `--listen 应为地址加端口，例如 127.0.0.1:5077 或 [::1]:5077，而不是“${value}”。`,
    allow: (value) => `--allow 应为地址或网段，例如 192.168.1.0/24，而不是“${value}”。`,
    recheck: (value) => `--recheck 应为 0（不检测）到 8760 之间的小时数，而不是“${value}”。`,
    maxSize: (value) =>
      `--max-size 应为大小，例如 10GiB、500MB 或 1048576，或者 0（不存放），而不是“${value}”。`,
    oneRegistry: (option) => `${option} 没有说明对应哪个镜像仓库：同时使用时，--registry 只能写一次。`,
    asRoot:
      'mirror-relay run 整天与陌生服务器打交道，不以 root 身份运行。请换一个用户运行，或用 “mirror-relay install” 安装为无特权的服务。',
  },
  note: {
    noMirror: (registry, proxy) =>
      `从本机看，${registry} 没有可用的加速器。${proxy === null ? '可用 “mirror-check” 查看原因。' : throughProxy(proxy)}`,
    spool: (path, why) => `无法使用目录 ${path}：${why}。`,
    spoolTaken: (path) =>
      `另一个中继正在使用目录 ${path}：可用 “mirror-relay status” 查看其状态，或用 --spool 指定其他目录。`,
    listen: (address, why) =>
      `无法在 ${address} 上监听：${why}。可用 “mirror-relay status” 查看是否已有中继在运行，或用 --listen 指定其他地址或端口。`,
    notServing: (url, isInstalled) =>
      `${url} 上没有中继应答。${isInstalled ? '中继已安装：用 “sudo systemctl restart mirror-relay.socket mirror-relay.service” 重新启动。' : '“sudo mirror-relay install” 把它装成服务，“mirror-relay run” 在前台提供服务；--listen 指定其他地址。'}`,
    loopback:
      '使用 containerd 镜像存储的 Docker 28 及更新版本，只要配置了回环地址上的加速器，就不再校验 Docker Hub 的证书。供 Docker 使用时请监听非回环地址，或使用 “mirror-relay install”。',
  },
  install: {
    noSystemd:
      '本机没有 systemd。请让您的 init 在引擎启动之前以无特权用户运行 “mirror-relay run”，再用 mirror-apply 配置引擎。',
    already:
      '中继已经安装，本次没有改动：这次给出的选项和加速器没有生效。用 “mirror-relay uninstall” 可以撤销；之后再用新的选项运行 “mirror-relay install” 即可生效。',
    notInstalled: '本机没有安装中继。',
    plan: (service, socket, url, file) =>
      `将用 ${service} 和 ${socket} 建立服务，监听 ${url}。\n待其正常提供服务后，在 ${file} 中为 Docker 写入两个镜像地址：先是中继，其后是最好的加速器。`,
    planNoProxy: (host) =>
      `访问 ${host} 不能经过 Docker 自己的代理：会把这个地址加入代理的例外列表，为此要重启 Docker。如果重启会停掉容器，需要加上 --yes --activate restart。`,
    question: '执行吗？',
    notOurs: (host) =>
      `${host} 不是本机的地址。用 “ip address” 可以查看本机地址；不写 --listen 时会自动选一个适合 Docker 的地址。`,
    waiting: (url, surveys) =>
      `正在等待 ${url} 提供第一个清单${surveys ? '；在此之前要先检测各加速器，可能需要几分钟' : ''}。`,
    notServing: '中继未能提供服务。其最后的日志：',
    throughProxy,
    putBack: '服务已撤销。',
    notPutBack: '服务未能完全撤销，请查看 “systemctl status mirror-relay”。',
    done: (url) => `Docker 现在通过 ${url} 上的中继拉取。`,
    doneStopped: (url) => `Docker 没有运行。启动后，它将通过 ${url} 上的中继拉取。`,
    planGone: (files) => `将停止该服务，并删除：${files.join('、')}。未作任何改动（--dry-run）。`,
    gone: '中继已移除。',
  },
  status: {
    serving: (url, since) => `中继自 ${since} 起在 ${url} 上提供服务。`,
    requests: (hits, misses, failed) =>
      `收到的请求：${hits} 次由本地存放的内容应答，${misses} 次取自加速器，${failed} 次未能取得。`,
    bytes: (served, saved, fetched) =>
      `发给引擎 ${served}，其中 ${saved} 无需访问加速器；从加速器取得 ${fetched}。`,
    spool: (used, most, entries) => `本地存放：${used} / ${most}，共 ${entries} 项。`,
    full: (most) =>
      `存放所在的磁盘写不进去了：同一时间至多 ${most} 经由内存转发，更大的由引擎向下一个加速器获取。请在该磁盘上腾出空间。`,
    mirrors: '加速器，最好的在最前：',
    state: { fit: '使用中', resting: '暂停使用', barred: '停用' },
    until: (instant) => `至 ${instant}`,
    trouble: {
      unreachable: '无法连接',
      silent: '没有应答',
      stalled: '传输停滞',
      cut: '传输中断',
      missing: '没有该内容',
      refused: '拒绝访问',
      limited: '请求过多',
      failed: '服务器错误',
      'not-it': '返回了别的内容',
      'wrong-bytes': '内容不符',
    },
    stale: (tag, confirmed) => `${tag} 仍按 ${confirmed} 时的内容提供：此后无人能确认。`,
  },
};

function throughProxy(proxy: string): string {
  return `访问加速器要经过代理 ${proxy}：请先查看该代理是否可用。`;
}
