import type { WatchMessages } from './messages.ts';

const install = [
  { command: 'sudo mirror-watch install', does: '从现在起每三小时查看一次' },
  { command: "sudo mirror-watch install --notify 'https://hooks.example.com/x'", does: '有变化时另行通知' },
];
const run = [{ command: 'sudo mirror-watch run', does: '立即查看一次，有加速器失效就重新配置' }];
const status = [{ command: 'mirror-watch status', does: '上次查看的结果，以及做了什么' }];
const uninstall = [{ command: 'sudo mirror-watch uninstall', does: '不再查看；加速器保持不变' }];

export const watchZh: WatchMessages = {
  help: {
    description:
      '定时查看引擎的加速器是否仍然可用；有失效的，或每周一次发现明显更好的，就重新配置并重新加载。',
    command: {
      install: '从现在起用 systemd 定时器查看',
      run: '立即查看一次',
      status: '显示上次查看的结果',
      uninstall: '不再查看；加速器保持不变',
    },
    option: {
      engine: '查看哪个引擎的加速器',
      notify: '有变化或失败时通知何处：接收 JSON 的 URL，或从标准输入读取它的命令',
      every: '每隔多少小时查看一次，1 至 168',
      againAfter: '对看似失效的，过多少秒再看一次',
      full: '立即检测全部加速器（平时每周一次）',
      format: '状况的输出格式',
      dryRun: '只显示将要做的事，什么也不做',
      yes: '不询问，直接执行',
      noInput: '从不询问；没有 --yes 就什么也不做',
    },
    examples: { all: [...install, ...status], install, run, status, uninstall },
    exit: [
      { code: '0', means: '完成，或无事可做' },
      { code: '1', means: '没有适合配置的加速器；用于 status 时：没有在查看，或上次失败了' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '这里没有引擎或没有 systemd，或文件无法读写' },
      { code: '4', means: '失败，已恢复原样' },
      { code: '5', means: '同 4，但未能恢复原样' },
      { code: '6', means: '未获同意、权限不足，或文件中有他人的改动尚未生效' },
      { code: '70', means: '本程序自身的错误' },
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  usage: {
    engine: (value, known) => `--engine 应为 ${known.join('、')} 之一，而不是“${value}”。`,
    notify: (scheme) => `--notify 应为 http(s) URL 或命令，而不是 ${scheme} 地址。`,
    every: (value) => `--every 应为 1 至 168 的整数小时，而不是“${value}”。`,
  },
  onlyLinux: 'mirror-watch 只能在 Linux 上使用。',
  state: { works: '可用', down: '已失效', unknown: '未知' },
  run: {
    noEngine: (engine) => `这里没有可以配置的 ${engine}。原因见 mirror-apply --engine ${engine} --dry-run。`,
    idle: {
      down: '引擎没有运行，无可查看。',
      'no-mirrors': '引擎没有配置加速器，无可查看。可用 mirror-apply 配置。',
      relay: '引擎通过 mirror-relay 拉取，后者会自行照看其加速器。',
    },
    mirror: (url, state, code) => `  ${url}  ${state}${code === null ? '' : `（${code}）`}`,
    awaited: (url, state, code) =>
      `  ${url}  ${state}${code === null ? '' : `（${code}）`}；已撤下，恢复可用后会重新配置`,
    rest: {
      well: '所有加速器均可用。',
      'not-known': '没有加速器确定失效。',
      'no-network': '这里没有网络，无法判断加速器的状况。',
      'failed-lately': '有加速器失效。不到一天前重新配置失败过，暂不再试；可用 --full 立即再试。',
    },
    unfit: (url) => `${url} 有应答，但检测时不合格；待检测合格后会重新配置。`,
    unasked: (url, file) =>
      `${file} 中的 ${url} 不是可以查询的地址：状况未知，予以保留；它还在时不检测全部加速器。`,
    apply: {
      down: '有加速器连续两次失效：检测全部加速器并重新配置。',
      weekly: '每周检测一次全部加速器。',
      back: '曾撤下的加速器已恢复可用，重新配置它。',
      without: '有加速器连续两次失效，将其撤下。',
    },
    notMeasured: (exitCode) =>
      `未能检测其他加速器（mirror-apply 以状态码 ${exitCode} 结束）：先撤下已失效的，下次查看时再检测。`,
    waiting: (keys) => `文件中有他人的改动尚未生效（${keys}），会随之生效：不检测，也不更改。`,
    busy: '另一次 mirror-watch 正在运行，由它完成。',
    applied: (applied) => {
      switch (applied.kind) {
        case 'changed':
          return `引擎已换用加速器：${applied.after.join('、')}（原为 ${applied.before.join('、')}）。`;
        case 'kept':
          return '加速器保持不变。';
        case 'failed':
          return applied.exitCode === 5
            ? '重新配置以状态码 5 结束，且未能恢复原样：请查看配置文件和引擎。'
            : `重新配置以状态码 ${applied.exitCode} 结束，加速器仍为原来的。`;
        default:
          return applied satisfies never;
      }
    },
    notTold: (why) => `未能发出通知：${why}。`,
  },
  install: {
    noSystemd: '这里没有 systemd。在 /etc/cron.d/mirror-watch 中写入这一行，效果相同：',
    cronSecret: '不应让他人看到其中的内容：chmod 600 /etc/cron.d/mirror-watch',
    cronMasked: '用户名和密码在此显示为 xxxxx，请自行填入。',
    cronOneLine: 'cron 的一行中不能换行：请把 --notify 的命令写入脚本，再指定该脚本。',
    cronGone: '不再查看时，请删除该文件，以及保存记录的 /var/lib/mirror-watch。',
    stdin: '定时器没有标准输入：此处 --list 应为文件或 URL，而不是“-”。',
    plan: (service, timer, hours) => `将写入 ${service} 和 ${timer}，每 ${hours} 小时查看一次。`,
    secret: (path) =>
      `不应让他人看到的内容（--notify、列表地址的查询参数）保存在 ${path} 中，只有 root 可读。`,
    question: '是否执行？',
    uninstallQuestion: '是否移除定时器及其全部记录？',
    failed: (why) => `systemd 未接受：${why}`,
    putBack: '已全部撤销。',
    notPutBack: '未能全部撤销，请查看 systemctl status mirror-watch.timer。',
    done: '从现在起将定时查看加速器。状况见 mirror-watch status，所做之事见 journalctl -u mirror-watch。',
    notInstalled: '这里没有安装定时查看。',
    gone: '不再定时查看；加速器保持不变。',
  },
  status: {
    notYet: '尚未进行第一次查看。',
    unitFailed: (how) => `mirror-watch.service 上次运行失败（${how}），原因见 journalctl -u mirror-watch。`,
    failed: (at, why) => `上次运行（${at}）失败：${why}`,
    stopped: '定时器没有运行：systemctl start mirror-watch.timer',
    looked: (engine, at) => `${engine} 的加速器，查看于 ${at}：`,
    full: (at) => `上次检测全部加速器：${at}。`,
    last: (at, what, came) =>
      `${{ changed: '上次重新配置', kept: '上次检测全部加速器', failed: '上次尝试重新配置' }[came]}：${at}。${what}`,
  },
};
