import type {
  LeftOutReason,
  ListFailure,
  ListFault,
  MeantElse,
  MirrorUrlNote,
  MirrorUrlProblem,
  NotAMirror,
  PassedOver,
  SelectionProblem,
} from '../../catalog/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { CatalogMessages } from './messages.ts';

export const catalogZh: CatalogMessages = {
  urlProblem,
  urlNote,
  listProblem: ({ list, line, field, fault }) =>
    `${list}:${line}：${field === '' ? '' : `${field}：`}${listFault(fault)}`,
  listFailure,
  listTally: ({ list, taken, passedOver }, verbose) =>
    `${list}：采用 ${taken.length} 个地址，略过 ${passedOver} 个${verbose || passedOver === 0 ? '' : '（用 -v 查看）'}。`,
  catalogueAge: ({ updated, days }, newerVersion) =>
    `本版本内置的加速器目录更新于 ${updated}，已过去 ${days} 天。获取新目录：${newerVersion}，或 mirror-check --list https://registry.npmmirror.com/mirror-check/latest/files/mirrors.json`,
  compose: ({ file, images, others, unset, unread, override }) =>
    [
      `${file}：${images.length === 0 ? '没有该仓库的镜像' : images.join('、')}。`,
      ...(others.length === 0 ? [] : [`未检测：${others.join('、')}。`]),
      ...(unset.length === 0 ? [] : [`未设置的变量：${unset.join('、')}。`]),
      ...(unread.length === 0 ? [] : [`未能读取：${unread.join('、')}。`]),
      ...(override === null
        ? []
        : [`Docker Compose 默认还会读取 ${override}：如需一并计入，请用 --compose 指定。`]),
    ].join(''),
  listTaken: (list, line, displayUrl) => `${list}:${line}: 采用：${displayUrl}`,
  listPassedOver: (list, passed) => `${list}:${passed.line}: 略过：${passedOver(passed)}`,
  selectionProblem,
  leftOut: ({ id, displayUrl, why }) => `未检测 ${id}（${displayUrl}）：${leftOutReason(why)}`,
  retired: (displayUrl, { on, reason, reasons }) => `${displayUrl} 已于 ${on} 停用：${reasons?.zh ?? reason}`,
  access: {
    public: '公开',
    'allow-list': '仅限白名单镜像',
    campus: '仅限校园网',
    'cloud-internal': '仅限云内网',
    'personal-address': '每个用户有专属地址',
    login: '需要登录',
    'mainland-only': '仅限中国大陆',
  },
  operatorKind: {
    company: '公司',
    university: '高校',
    cloud: '云厂商',
    vendor: '软件厂商',
    community: '社区',
    personal: '个人',
  },
};

const meantBy = (meant: string | null): string => (meant === null ? '' : `是不是想写 ${meant}？`);

function urlProblem(shown: string, problem: MirrorUrlProblem): string {
  switch (problem.kind) {
    case 'empty':
      return '加速器地址不能为空。';
    case 'too-long':
      return `${shown} 超过 ${problem.limit} 个字符，不可能是加速器地址。`;
    case 'blank':
      return `${shown} 中有空格。${meantBy(problem.meant)}`;
    case 'invisible-character':
      return `${shown} 中有看不见的字符，多半是从网页复制时带入的。${meantBy(problem.meant)}`;
    case 'stray-character':
      return `${shown} 前后多了引号、逗号、括号或句点，或使用了全角标点。${meantBy(problem.meant)}`;
    case 'placeholder':
      return `${shown} 只是示例，请把占位部分换成您自己的内容。`;
    case 'no-scheme':
      return `${shown} 缺少协议，容器引擎要求写完整的 URL。${meantBy(problem.meant)}`;
    case 'malformed-scheme':
      return `${shown} 开头的 https:// 写法有误。${meantBy(problem.meant)}`;
    case 'other-scheme':
      return `${shown} 使用了 ${problem.scheme}://，而加速器只能通过 https 或 http 访问。${meantBy(problem.meant)}`;
    case 'user-info':
      return `${shown} 中带有用户名或密码，容器引擎不接受这样的加速器地址。${meantBy(problem.meant)}`;
    case 'several':
      return `${shown} 是写在一起的多个地址：请逐个分开写。`;
    case 'bad-host':
      return `${shown} 中没有有效的主机名。`;
    case 'bad-port':
      return `${shown} 的端口无效，应为 1 到 65535 之间的数字。`;
    case 'query':
      return `${shown} 带有查询参数（?…），容器引擎不接受这样的加速器地址。${meantBy(problem.meant)}`;
    case 'fragment':
      return `${shown} 带有片段（#…），容器引擎不接受这样的加速器地址。${meantBy(problem.meant)}`;
    case 'api-path':
      return `${shown} 中的 /v2 由容器引擎自动添加，不应写进地址。${meantBy(problem.meant)}`;
    case 'image-path':
      return `${shown} 指向某个镜像，而加速器地址只需写到主机名。${meantBy(problem.meant)}`;
    case 'not-a-mirror':
      return notAMirror(problem.what);
    default:
      return problem satisfies never;
  }
}

function notAMirror(what: NotAMirror): string {
  switch (what.kind) {
    case 'docker-hub':
      return `${what.host} 就是 Docker Hub 本身，不是它的加速器。`;
    case 'registry':
      return `${what.host} 是独立的镜像仓库，不是加速器。要检测它的加速器，请使用 --registry ${what.host}。${
        what.mirror === null ? '' : `同一运营者的 Docker Hub 加速器是 ${what.mirror}。`
      }`;
    case 'cloud-registry':
      return `${what.host} 是云厂商供客户存放自有镜像的仓库，不是 Docker Hub 的加速器。${
        what.accelerator === null ? '' : `该云面向自家客户的加速器是 ${what.accelerator}。`
      }`;
    case 'package-mirror':
      return `${what.host} 是软件包镜像站（apt、yum、docker-ce 安装包），可以用来安装 Docker，但不能用于 docker pull。`;
    case 'never-existed':
      return `${what.host} 从来不是 Docker Hub 的加速器，尽管不少教程这样写。`;
    default:
      return what satisfies never;
  }
}

function urlNote(displayUrl: string, note: MirrorUrlNote): string {
  switch (note.kind) {
    case 'path-prefix':
      return `${displayUrl}：地址中带有路径（${note.pathPrefix}），Docker 24.0.8 之前的版本会因此无法启动。`;
    case 'registry-in-path':
      return `${displayUrl}：以“主机/${note.registry}/镜像”方式使用的代理不能写进 registry-mirrors，Docker 会去请求 /${note.registry}/v2/。其他引擎可以使用，见 --for 和 mirror-apply --engine。`;
    case 'plain-http':
      return `${displayUrl}：未使用 https，途中任何人都能查看和篡改拉取的内容。`;
    case 'international-name':
      return `${cleanText(note.name)} 实际查询的域名是 ${note.ascii}。`;
    default:
      return note satisfies never;
  }
}

function listFault(fault: ListFault): string {
  switch (fault.kind) {
    case 'bad-url':
      return urlProblem(fault.shown, fault.problem);
    case 'bad-template':
      return `${fault.shown}：{id} 只能在 http(s) 地址的主机名中出现一次。`;
    case 'bad-prefix':
      return `${fault.shown} 不是镜像名前缀，正确的写法如 m.example/ghcr.io。`;
    case 'no-variable':
      return `${fault.shown} 中有 {id}，但没有用 variable 指明由哪个环境变量填入。`;
    case 'bad-variable':
      return `${fault.shown}：环境变量名必须以 _MIRROR_ID 结尾，以免列表借此读取您的机密。`;
    case 'missing':
      return '缺少这一项。';
    case 'wrong-type':
      return `应为${EXPECTED[fault.expected]}。`;
    case 'unknown-value':
      return `${fault.shown} 不在可选值之列：${fault.allowed.join('、')}。`;
    case 'bad-text':
      return `应为 1 到 ${fault.limit} 个可见字符的文本。`;
    case 'bad-id':
      return `${fault.shown} 不是有效的 id：只能用小写字母、数字、点和连字符，并以字母或数字开头。`;
    case 'duplicate-id':
      return `id ${fault.shown} 已被前面的条目使用。`;
    case 'bad-registry':
      return `${fault.shown} 不是 docker.io、ghcr.io 这样的仓库名。`;
    case 'bad-upstream':
      return `${fault.shown} 不是有效的 http(s) 仓库地址。`;
    case 'bad-image':
      return `${fault.shown} 不是有效的镜像名。`;
    case 'unknown-field':
      return '此处没有这一字段，已忽略。';
    case 'duplicate-key':
      return '重复出现，以最后一个为准。';
    case 'too-many-entries':
      return `只读取前 ${fault.limit} 个条目。`;
    case 'more-problems':
      return `另有 ${fault.count} 个问题未列出。`;
    default:
      return fault satisfies never;
  }
}

function passedOver({ shown, why }: PassedOver): string {
  switch (why.kind) {
    case 'bad-url':
      return urlProblem(shown, why.problem);
    case 'page':
      return `${shown} 是网页或文件，不是加速器。`;
    case 'template':
      return `${shown} 是专属地址，请把 {id} 换成您自己的部分。`;
    case 'too-many':
      return `${shown}：只检测前 ${why.limit} 个地址。`;
    case 'line-too-long':
      return `该行超过 ${why.limit} 个字符，未读取。`;
    default:
      return why satisfies never;
  }
}

const EXPECTED = {
  text: '文本',
  'whole-number': '大于 0 的整数',
  object: '对象',
  array: '数组',
  date: '日期（YYYY-MM-DD、YYYY-MM 或 YYYY）',
} as const;

function listFailure(list: string, failure: ListFailure): string {
  switch (failure.kind) {
    case 'empty':
      return `${list} 是空的。`;
    case 'too-large':
      return `${list} 超过 ${failure.limitBytes / 1024 / 1024} MiB，不可能是加速器列表。`;
    case 'web-page':
      return `${list} 是网页而不是列表。如果在 GitHub 上，请使用“Raw”按钮指向的地址。`;
    case 'not-text':
      return `${list} 不是 UTF-8 文本，请另存为 UTF-8 后重试。`;
    case 'syntax':
      return `${list}:${failure.line}:${failure.column}：既不是 JSON 也不是 JSON5。`;
    case 'no-mirrors':
      return `${list} 是 JSON，但其中没有 mirrors 数组。`;
    case 'no-addresses':
      return `${list} 中没有可用的加速器地址。`;
    case 'too-deep':
      return `${list} 的嵌套超过 ${failure.limit} 层，不可能是加速器列表。`;
    case 'too-many-values':
      return `${list} 的值超过 ${failure.limit} 个，不可能是加速器列表。`;
    case 'newer-schema':
      return `${list} 需要更新版本的 mirror-check（schemaVersion ${failure.version}）。`;
    default:
      return failure satisfies never;
  }
}

function selectionProblem(problem: SelectionProblem): string {
  switch (problem.kind) {
    case 'bad-url': {
      const where = problem.origin === 'configured' ? '引擎现有配置：' : '';
      const id = problem.meantId;
      if (problem.meantElse != null) return meantElse(problem.shown, problem.meantElse);
      return `${where}${urlProblem(problem.shown, problem.problem)}${
        id === null ? '' : `要检测目录中的这个加速器，请使用 --only ${id}。`
      }`;
    }
    case 'bad-registry-name':
      return `--registry：${problem.shown} 不是 docker.io、ghcr.io 这样的仓库名。`;
    case 'unknown-registry':
      return `没有已知的 ${problem.registry} 加速器。目前收录的仓库有：${problem.known.join('、')}。`;
    case 'no-probe-image':
      return `不清楚 ${problem.registry} 上有哪个镜像是各加速器都应提供的，请用 --image 指定。`;
    case 'unknown-word':
      return `--${problem.option} ${problem.word}：${
        problem.elsewhere.length > 0
          ? `该加速器只用于 ${problem.elsewhere.join('、')}，请加上 --registry。`
          : `没有这样的 id、运营者类型或访问方式。运营者类型：${problem.kinds.join('、')}。访问方式：${problem.access.join('、')}。id：${problem.ids.join('、')}。`
      }`;
    case 'nothing-selected':
      return '没有可检测的加速器。加上 --all 可检测平时略过的那些。';
    case 'bad-personal-value':
      return `${problem.variable} 的值无法填入 ${problem.displayUrl}，请提供 {id} 对应的部分或完整地址。`;
    case 'other-registry':
      return `${problem.displayUrl} 用于 ${problem.standsFor} 而不是 ${problem.registry}，请使用 --registry ${problem.standsFor}。`;
    default:
      return problem satisfies never;
  }
}

function meantElse(shown: string, { kind, word }: MeantElse): string {
  return kind === 'option'
    ? `${shown} 不是加速器地址。您是想用 ${word} 吗？`
    : `${shown} 不是加速器地址。如要用该镜像检测加速器：mirror-check --image ${word}`;
}

function leftOutReason(why: LeftOutReason): string {
  switch (why.kind) {
    case 'retired':
      return `已于 ${why.on} 停用。${why.reason.zh}`;
    case 'campus':
      return '仅供校园网使用。';
    case 'login':
      return '需要登录，而容器引擎不会登录加速器。';
    case 'no-value':
      return `每个用户有专属地址，请把您的那一部分设为环境变量 ${why.variable}。`;
    case 'bad-value':
      return `环境变量 ${why.variable} 的值不能用在主机名中。`;
    default:
      return why satisfies never;
  }
}
