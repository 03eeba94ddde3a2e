import { shellWord } from '../../../../host/shell-word.ts';
import type { FileFinding } from '../../daemon-json/index.ts';
import type { PendingKey } from '../../pending.ts';
import type { DockerMessages } from '../messages.ts';
import { FATAL_KEYS, list, printed } from './parts.ts';

/** What it is, and what a plan means for it. */
export const planZh: Pick<DockerMessages, 'engine' | 'proxies' | 'containers' | 'warning'> = {
  engine: (version, install, store, running) =>
    `Docker ${version?.text ?? '（版本未知）'}${install === 'rootful' ? '' : `，${install}`}${store === null ? '' : store === 'classic' ? '，传统镜像存储' : '，containerd 镜像存储'}${running ? '' : '，未运行'}`,
  proxies: (shown) => (shown.length === 0 ? '引擎未使用代理。' : `引擎正在使用的代理：${shown.join('  ')}`),
  containers: ({ containers: { stop, liveRestore } }) => {
    switch (liveRestore) {
      case 'none-run':
        return '没有正在运行的容器。';
      case 'on':
        return '容器会继续运行（已开启 live-restore）。';
      case 'would-help':
        return `${stop} 个正在运行的容器会停止，只有设置了重启策略的会恢复。若开启 "live-restore": true，容器可继续运行。`;
      case 'after-reload':
        return `${stop} 个正在运行的容器会停止，只有设置了重启策略的会恢复。文件中的 "live-restore": true 尚未生效：请先重新加载引擎使其生效，容器即可继续运行。`;
      case 'not-with-swarm':
        return `${stop} 个正在运行的容器会停止；live-restore 不能与 swarm 同用。`;
      default:
        return liveRestore satisfies never;
    }
  },
  warning: (warning) => {
    switch (warning.kind) {
      case 'credentials':
        return warning.login.helper === undefined
          ? `Docker 会把 Docker Hub 的登录凭据${warning.login.user === null ? '' : `（${warning.login.user}）`}（${warning.path}）发给任何索要它的加速器：${list(warning.hosts)}。请退出登录，或只用您信任的加速器。`
          : `如果 docker-credential-${warning.login.helper} 保存了 Docker Hub 的登录凭据（${warning.path} 指定了它），Docker 会把凭据发给任何索要它的加速器：${list(warning.hosts)}。请退出登录（docker logout），或只用您信任的加速器。`;
      case 'comments-dropped':
        return `会去掉 ${warning.count} 处注释：Docker 只读严格的 JSON。`;
      case 'options-moved':
        return `--registry-mirror 从 ${warning.path} 移出，改由 ${warning.to} 设置：引擎只接受其中一处。`;
      case 'mark-dropped':
        return '会去掉字节顺序标记：并非所有版本的引擎都能带着它启动。';
      case 'odd-entries':
        return `${warning.path}：加速器列表中有并非文本的内容，引擎因此无法启动，将予删除：${warning.entries.join('、')}。`;
      case 'pending': {
        const keys = list(warning.keys.map(named));
        const grave = warning.keys.some(({ effect }) => effect === 'data')
          ? '届时现有的镜像和容器将不可见。'
          : '';
        const how = warning.by === 'reload' ? '重新加载' : '重启';
        const down = warning.keys.filter(({ effect }) => effect === 'down').map(({ key }) => key);
        const end = down.length === 0 ? '' : `采用 ${list(down)} 后引擎可能无法启动。`;
        const moves = warning.keys.some(({ effect }) => effect === 'moves')
          ? '届时引擎会改在其他地址监听。'
          : '';
        const opens = warning.keys.some(({ effect }) => effect === 'opens')
          ? '届时引擎的 API 会在目前并未开放的网络地址上可达；若未启用 TLS，能访问它的人在本机就等同于 root。'
          : '';
        const access = warning.keys.some(({ effect }) => effect === 'access')
          ? '届时控制访问权限的授权插件会减少。'
          : '';
        const trust = warning.keys.some(({ effect }) => effect === 'trust')
          ? '届时引擎会信任更多仓库，而不验证它们的 TLS。'
          : '';
        const release = warning.keys.some(({ effect }) => effect === 'release')
          ? '届时启动的是另一版本的引擎，因为其程序已被替换，或其服务指定了另一个程序。'
          : '';
        if (warning.by === 'start') {
          return `引擎下次启动时会采用 ${pendingPlaces(warning.path, warning.keys)}中届时写明、目前尚未使用的设置：${keys}。${grave}${end}${moves}${opens}${access}${trust}`;
        }
        return `${how}也会使 ${pendingPlaces(warning.path, warning.keys)}中其他已修改但尚未采用的设置生效：${keys}。${grave}${end}${moves}${opens}${access}${trust}${release}`;
      }
      case 'pending-unseen': {
        const keys = warning.keys.map(({ key }) => key);
        const down = warning.keys.filter(({ effect }) => effect === 'down').map(({ key }) => key);
        const how = warning.by === 'reload' ? '重新加载' : '重启';
        const what = keys.length === 0 ? '' : `引擎不显示的设置：${list(keys)}。`;
        const end = down.length === 0 ? '' : `${list(down)} 的值若有误，引擎将无法启动。`;
        if (warning.by === 'start') {
          return `引擎下次启动时会采用 ${warning.path} 中届时的 ${list(keys)}，而引擎不显示这些设置。${end}`;
        }
        return `${warning.path} 在引擎启动之后被修改过，${how}会使这些修改生效，其影响无法事先完全得知。${what}${end}`;
      }
      case 'pending-units':
        return `为此 systemd 要重新读取引擎的单元（daemon-reload），其他人此后在其中所作的改动也会随之生效：${list(warning.paths)}。引擎能否以此启动，无法事先得知。`;
      case 'finding':
        return `${warning.path}:${warning.finding.line}：${FINDINGS[warning.finding.code](warning.finding)}`;
      case 'path-after-v2':
        return `${list(warning.mirrors)}：该引擎${scope(warning.scope)}会把路径放在 /v2/ 之后，多数加速器不会响应。`;
      case 'http-forced':
        return `${list(warning.mirrors)}：该引擎${scope(warning.scope)}会用 https 访问 http 加速器，因而无法使用。`;
      case 'tls-weakened':
        return `${list(warning.mirrors)}：配置不安全的加速器后，该引擎${scope(warning.scope)}对 Docker Hub 也不再验证 TLS。`;
      case 'loopback-of-rootless':
        return `${list(warning.mirrors)}：对 rootless 引擎而言，回环地址是它自己的网络命名空间，而不是本机。`;
      case 'hosts-toml-in-build':
        return `${warning.path}：docker build 遵循这个文件，而不是 registry-mirrors。`;
      case 'hosts-toml-stays':
        return `${warning.path} 仍指定了加速器，该引擎会遵循它。`;
      case 'desktop-proxies':
        return 'Docker Desktop 会忽略此文件中的代理，请在其设置界面中设置。此处不写入。';
      case 'proxy-not-ours':
        return `引擎仍在使用 ${list(warning.variables)}：它不是 mirror-apply 设置的，而是来自服务自身的环境变量或启动参数，或者文件在引擎启动后改动过。请用 "systemctl cat docker" 查看并在该处删除，然后重启引擎。`;
      case 'proxy-set-beside':
        return `引擎会继续使用 ${list(warning.variables)}：mirror-apply 的设置会删除，但引擎服务自身的环境变量也设置了它。请用 "systemctl cat docker" 查看并在该处删除，然后重启引擎。`;
      case 'no-proxy-extended':
        return `这些主机是直连检测的，已加入 no-proxy：${list(warning.hosts)}。`;
      case 'password-unseen':
        return '引擎会隐去代理的密码，而配置文件在引擎启动后可能被他人修改过，因此无法得知它用的是否是这个密码。可用 --activate restart 加以确认。';
      case 'made-private':
        return `${warning.path} 将只允许属主读取，因为其中有密码。`;
      case 'build-keeps-mirrors':
        return warning.until === 'minutes'
          ? '对最近 15 分钟内用过的基础镜像，docker build 仍使用原先的加速器；重启引擎可立即改变。'
          : '使用 BuildKit 的 docker build 在引擎重启之前仍使用原先的加速器；docker pull 不受影响。';
      case 'build-token':
        return `docker build 由 docker 客户端自己获取令牌，不经过引擎的代理。请先在执行构建的 shell 中运行“export ${warning.variables.map(({ name, value }) => `${name}=${shellWord(value)}`).join(' ')}”${warning.variables.some(({ value }) => value.includes('xxxxx:')) ? '，并将其中的 xxxxx:xxxxx 换成您的用户名和密码' : ''}。`;
      case 'restart-pending':
        return '代理在引擎下次重启后生效。';
      case 'edited-since':
        return `${warning.path} 之后又被修改过：只还原本程序设置的部分，其余保留。--whole 可还原整个文件。`;
      case 'edits-dropped':
        return `${warning.path} 之后又被修改过：这些修改会丢失，本次运行的备份中会保留。`;
      case 'old-file-unreadable':
        return `现在的引擎用 ${warning.path} 原来的内容无法启动：只还原本程序设置的部分。${printed(warning.backup ?? null)}`;
      default:
        return warning satisfies never;
    }
  },
};

const FINDINGS: Readonly<Record<FileFinding['code'], (finding: FileFinding) => string>> = {
  'duplicate-key': ({ key }) => `“${key}”出现了两次，Docker 取最后一个。请只保留那一个。`,
  'ignored-key': ({ key }) =>
    key === 'registry-mirror'
      ? '“registry-mirror”写在这里不起作用，Docker 会忽略它。文件中应写作 "registry-mirrors": ["https://…"]。'
      : `“${key}”写在这里不起作用，Docker 会忽略它。应写在 "proxies": {"${key}": "…"} 中。`,
  'misplaced-key': ({ key, within }) =>
    `“${key}”写在“${within}”里面不起作用，应写在${key.endsWith('-proxy') ? ` "proxies": {"${key}": "…"} 中` : '文件最外层'}，与“${within}”并列。`,
  'wrong-case': ({ key }) => `“${key}”大小写有误，Docker 会因此无法启动。`,
  'client-syntax': ({ key }) => `“${key}”用的是 ~/.docker/config.json 的写法，Docker 会因此无法启动。`,
  'wrong-type': ({ key }) => `“${key}”的值类型不对。`,
  'invalid-utf-8': () => '含有非 UTF-8 字节，新版 Docker 不接受。',
  'too-new': ({ key }) => FATAL_KEYS['too-new'](key),
};

function scope(where: 'pull' | 'build'): string {
  return where === 'pull' ? '拉取时' : '在 docker build 中';
}

/** The file, the command line, the environment, or several. */
function pendingPlaces(path: string, keys: readonly PendingKey[]): string {
  const options = keys.filter(({ key }) => key.startsWith('--')).length;
  const variables = keys.filter(({ key }) => key.endsWith('_PROXY')).length;
  const programs = keys.filter(({ effect }) => effect === 'release').length;
  const places = [
    ...(programs > 0 ? ['引擎的程序'] : []),
    ...(options + variables + programs < keys.length ? [`${path} `] : []),
    ...(options > 0 ? ['其服务的启动参数'] : []),
    ...(variables > 0 ? ['其服务的环境变量'] : []),
  ];
  return places.join('和');
}

/** `proxies（HTTPS_PROXY=http://p:1）` */
function named({ key, values }: PendingKey): string {
  return values === undefined ? key : `${key}（${values.join(' ')}）`;
}
