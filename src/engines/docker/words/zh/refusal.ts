import { excerptLines, type ProblemCode } from '../../daemon-json/index.ts';
import type { EntrySlip, MirrorProblem } from '../../mirror-rules.ts';
import type { DockerMessages } from '../messages.ts';
import { escaped, FATAL_KEYS, list, printed } from './parts.ts';

/** Why nothing is planned, and what it finds wrong with a mirror. */
export const refusalZh: Pick<DockerMessages, 'refusal' | 'flaw'> = {
  refusal: (reason) => {
    switch (reason.kind) {
      case 'other-file':
        return [
          `正在运行的引擎读取的不是 ${reason.path}，而是 ${reason.reads}：写入前者不会生效，因此未作任何改动。请去掉 --config，或让引擎以 --config-file=${reason.path} 启动，或只写入文件：--activate none。`,
        ];
      case 'file-moves':
        return [
          `正在运行的引擎读取 ${reason.path}，而按其服务目前的设置，下次启动时将读取 ${reason.next}：对前者的改动届时会失效，重启则会使后者的全部内容生效。未作任何改动。请先重启引擎，或指定新的文件：--config ${reason.next} --activate restart 会说明其中还有哪些设置会随之生效，--activate none 则只写入文件。`,
        ];
      case 'options-only':
        return [
          `Docker ${reason.version} 只能通过守护进程的选项指定加速器：从 1.12 起才能写在 daemon.json 中。请在 ${reason.path} 的 DOCKER_OPTS 中为每个加速器各写一个 --registry-mirror=https://…，然后重启引擎：service docker restart。`,
        ];
      case 'hosts-toml':
        return [
          `${reason.path} 为 docker.io 指定了主机，此时该引擎会忽略 registry-mirrors。请删除它，或把加速器写到那里。`,
        ];
      case 'unreadable': {
        const { line, column, code, repairable } = reason.problem;
        return [
          `${reason.path}:${line}:${column}：Docker 读不了这个文件，${PROBLEMS[code]}。`,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          ...(reason.undo === undefined
            ? [
                repairable
                  ? '--repair 可将其改成严格的 JSON，注释和多余的逗号会被去掉；加上 --no-probe 则只修复文件，不访问任何加速器。'
                  : '需要手工修正：请改好该处，再重新运行。',
              ]
            : beforeUndo(reason.undo, repairable)),
        ];
      }
      case 'unrepairable':
        return [
          `${reason.path}:${reason.problem.line}:${reason.problem.column}：Docker 读不了这个文件，${PROBLEMS[reason.problem.code]}。`,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          '无法可靠地自动修复：请手工修正，再重新运行。',
        ];
      case 'refused-file':
        return [
          `${reason.path}${reason.line === null ? '' : `:${reason.line}`}：在我们作任何改动之前，引擎就已不接受这个文件：`,
          ...reason.lines.map((line) => `  ${line}`),
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          '引擎用它无法启动。请先改正，再重新运行。未作任何改动。',
        ];
      case 'fatal-key': {
        const { key, line, code } = reason.finding;
        return [`${reason.path}:${line}：${FATAL_KEYS[code](key)}请先改正这一行，再重新运行。`];
      }
      case 'flag-conflict':
        return [
          reason.flags.length > 0
            ? '引擎的命令行里设置了同一项内容，两处同时设置时，引擎无法启动。请先从命令行中去掉：'
            : '正在运行的引擎启动时带有设置同一项内容的选项，与文件同时设置时不会被接受。它的服务已不再带该选项：请重启引擎，然后重新运行。',
          ...(reason.flags.length > 0 ? reason.flags : reason.gone).map(
            ({ name, source }) =>
              `--${name}${source === null ? '（来自正在运行的进程）' : `，位于 ${source.path} 第 ${source.line} 行`}`,
          ),
        ];
      case 'options-edited':
        return [
          `mirror-apply 移出 --registry-mirror 之后，${reason.path} 又被修改过，未作任何改动。请手动写回该选项，或加上 --whole 重新运行，以恢复旧文件。`,
        ];
      case 'no-proxy-item':
        return [`--no-proxy：“${reason.item}”${NO_PROXY[reason.problem]}。`];
      case 'proxy-url':
        return [
          `${reason.field === 'httpProxy' ? '--http-proxy' : '--https-proxy'} 应为 http://、https:// 或 socks5:// 加主机名，可带端口；${PROXY_PROBLEMS[reason.problem]}${escaped(reason.character)}。`,
        ];
      case 'proxies-need-systemd':
        if (reason.rootless) {
          return [
            '该引擎早于 23.0，代理只能来自启动它的环境，而它由你自己启动。请在该环境中 export HTTP_PROXY=http://主机:端口 和 HTTPS_PROXY=http://主机:端口，再重新启动 dockerd-rootless.sh。',
          ];
        }
        return [
          '该引擎早于 23.0，代理只能来自服务的环境变量，而这里没有 systemd。请在 /etc/default/docker（由 shell 读取）中写入“export HTTP_PROXY=http://主机:端口”和“export HTTPS_PROXY=http://主机:端口”两行，再重启引擎。该文件所有用户都可读取（0644）；如要写入密码，请先执行“chmod 600 /etc/default/docker”。',
        ];
      case 'hidden-setting':
        return [
          `${reason.path}:${reason.line}：引擎服务的这一行会使我们写入的 ${list(reason.variables)} 失效。未作任何改动。请删除或修改这一行，再重新运行。`,
        ];
      case 'undo-not-for-this-engine':
        return [
          `${reason.path} 原先的${{ mirrors: '加速器设置', proxies: '代理设置', file: '内容' }[reason.what]}会使现在的引擎无法启动。未作任何改动。${printed(reason.backup)}`,
        ];
      default:
        return reason satisfies never;
    }
  },
  flaw: (why) => {
    switch (why.kind) {
      case 'form':
        return `${MIRROR_PROBLEMS[why.problem]}。`;
      case 'wrong-store':
        return '只适用于另一种镜像存储。';
      case 'untrusted-tls':
        return '证书不受信任；若已列入 insecure-registries，可用 --allow-insecure 接受。';
      case 'http-forced':
        return '该引擎会用 https 访问 http 加速器，因此无法使用。';
      case 'endangers-tls':
        return '配置不安全或回环的加速器后，该引擎对 Docker Hub 也不再验证 TLS；仍可用 --allow-insecure 接受。';
      default:
        return why satisfies never;
    }
  },
};

/** A repair is a run of its own, and the next undo without an id would take back that one. */
function beforeUndo(
  { backup, whole }: { readonly backup: string | null; readonly whole: boolean },
  repairable: boolean,
): readonly string[] {
  const undo = `mirror-apply --undo${backup === null ? '' : ` ${backup}`}`;
  return [
    repairable
      ? `请先用 mirror-apply --repair 将其改成严格的 JSON（注释和多余的逗号会被去掉），然后执行：${undo}`
      : `请先手工修正，然后执行：${undo}`,
    ...(whole ? [`也可以把整个文件还原成当时的样子（他人此后的修改会丢失）：${undo} --whole`] : []),
  ];
}

const PROXY_PROBLEMS = {
  'other-scheme': '不支持其他协议',
  malformed: '给出的地址无法解析',
  'no-host': '给出的地址没有主机名',
  port: '给出的端口大于 65535',
  path: '主机名之后不能带路径',
  query: '主机名之后不能带 ? 或 #',
  escape:
    '用户名或密码中的某个字符须写成百分号编码（# 写作 %23，/ 写作 %2F，@ 写作 %40，% 写作 %25，\\ 写作 %5C，^ 写作 %5E）',
  'no-scheme': '给出的地址有用户名却没有协议，引擎会把密码显示给其他用户：请在前面加上 http://',
  'new-scheme': '该引擎（构建它的 Go 版本）可能不支持 socks5h，请改用 socks5，域名同样由代理解析',
} as const;

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
  'second-object': '这里开始了第二个对象，而一个文件只能有一个：请把其中的键并入第一个',
  'missing-comma': '此处之前缺少逗号',
  'missing-colon': '键与值之间缺少冒号',
  'odd-quotes': 'JSON 只能用半角直引号（"），不能用弯引号或全角引号',
  'wide-mark': '此处是全角标点，JSON 只能用半角的 , : { } [ ]',
  invisible: '此处有看不见的字符，多半是从网页复制时带入的，请删除',
  hash: '此处有以 # 开头的注释，而 JSON 没有注释，请删除',
  html: '这是网页而不是 JSON，保存的不是想要的文件',
  'open-string': '此处的引号在本行没有闭合',
  'bad-escape': '字符串中的反斜杠须写两次（\\\\）',
  'control-character': '字符串中有制表符或其他控制字符，请写成 \\t 等转义形式，或改用空格',
  'wrong-bracket': '此处尚有另一种括号未闭合：[ 应由 ] 闭合，{ 应由 } 闭合',
  equals: '键与值之间应使用冒号，而不是 =',
  'outside-quotes': '此处在引号之外：前面少了一个引号，或多了一个',
  'bare-value': '该值不是数字，也不是（小写的）true、false 或 null；字符串须加引号',
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
  login: '含有用户名或密码；只写主机名',
  'line-end': '含有换行；各项之间用逗号分隔',
  blank: '含有空格；各项之间用逗号分隔',
  separator: '用了逗号以外的分隔符',
  wildcard: '中间含有通配符；只能单独用 * 或写成 *.域名',
  cidr: '不是有效的 CIDR 网段',
  port: '的端口无效',
  dot: '以点结尾，因而匹配不到任何仓库；请去掉末尾的点',
  host: '不是主机名',
} as const;

const MIRROR_PROBLEMS: Readonly<Record<MirrorProblem | EntrySlip, string>> = {
  several: '一项里写了多个地址：请每个地址单独写一项',
  unseen: '其中有看不见的字符（多半是从网页粘贴而来）：请重新输入',
  'wide-mark': '含有全角标点：请改用半角的 , . : /',
  'no-scheme': 'Docker 要求以 http:// 或 https:// 开头',
  'other-scheme': 'Docker 只接受 http 和 https',
  malformed: '不是有效的网址',
  'user-info': 'Docker 不接受带用户名或密码的加速器地址',
  'query-or-fragment': 'Docker 不接受带查询参数或片段的加速器地址',
  path: '该引擎不接受带路径的加速器地址，24.0.8 起才支持',
};
