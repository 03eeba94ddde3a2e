import type { LinesToWrite, NoEdit } from '../config-file.ts';
import type { ContainerdMessages } from './messages.ts';

export const containerdZh: ContainerdMessages = {
  engine: (version, running) => `containerd ${version}（CRI）${running ? '' : '，没有响应'}`,
  absence: (why, badConfig) => {
    switch (why.kind) {
      case 'bad-config':
        return [badConfig(why.lines.at(-1) ?? '')];
      case 'cri-off':
        return [
          '这里的 containerd 关闭了 CRI 插件（disabled_plugins，Docker 自带的文件即是如此），没有程序通过它拉取镜像。如果拉取镜像的是 Docker，请使用 --engine docker。',
        ];
      case 'mirrors-inside':
        return [
          'config.toml 自身配置了加速器（registry.mirrors）：只要它们还在，就不会读取 hosts.toml。请先移走它们；未作任何改动。',
        ];
      case 'tls-inside':
        return [
          'config.toml 在 config_path 之外还为某个仓库写了 tls（registry.configs）：两者并存时，下次启动 CRI 插件无法加载。请先把它移到该仓库的 hosts.toml 中；未作任何改动。',
        ];
      case 'imports':
        return [
          `config.toml 引入了 ${why.files.join('、')}。2.0 之前，被引入的文件会整表替换，实际生效的内容无法看到，因此未作任何改动。`,
        ];
      case 'two-folders':
      case 'no-config-path': {
        const { write, path } = why;
        if (write.kind !== 'lines') return [left(path, write)];
        return [`${NOT_READ[why.kind]}${WRITE[write.into](path)}`, ...write.lines];
      }
      default:
        return why satisfies never;
    }
  },
  refusal: (reason) => {
    switch (reason.kind) {
      case 'no-config-path':
      case 'two-folders':
        return `${NOT_READ[reason.kind]}加上 --activate restart 后，mirror-apply 会在 ${reason.path} 中设置 config_path = "${reason.folder}"，其他内容一概不动，然后重启 containerd，容器会继续运行。未作任何改动。`;
      case 'changed-since':
        return `${reason.path} 在 containerd 启动之后被修改过，无法得知它现在读取哪个 hosts.toml。请重启 containerd（容器会继续运行），或者加上 --activate restart 由 mirror-apply 重启。未作任何改动。`;
      case 'config-left':
        return left(reason.path, reason.why);
      default:
        return reason satisfies never;
    }
  },
  containersGoOn: '容器不会停止，仍由各自的 shim 维持；拉取和启动会稍等片刻。',
};

function left(path: string, why: NoEdit): string {
  return `目前不会读取任何 hosts.toml，而 ${path} 保持原样：${leftBecause(why, path)}未作任何改动。`;
}

const THEN = '重启 containerd（容器会继续运行），再重新运行：';
const WRITE: Readonly<Record<LinesToWrite['into'], (path: string) => string>> = {
  'new-file': (path) => `${path} 还不存在。请用下面的全部内容创建它，${THEN}`,
  end: (path) => `请把下面的内容加到 ${path} 的末尾，${THEN}`,
  table: (path) => `${path} 中已有下面的表，请在其中这样设置，${THEN}`,
};

const NOT_READ: Readonly<Record<'no-config-path' | 'two-folders', string>> = {
  'no-config-path': '没有设置 config_path，因此不会读取 hosts.toml。',
  'two-folders':
    'config_path 写了两个目录：从 2.0 起 containerd 把它当作一个目录，因而不读取任何 hosts.toml。',
};

function leftBecause(why: NoEdit, path: string): string {
  switch (why.kind) {
    case 'bad-toml':
      return `第 ${why.line} 行不是有效的 TOML。`;
    case 'file-version':
      return why.version === null || why.version === 1
        ? `它${why.version === null ? '没有 version 一行' : '是 version 1'}，containerd 2 不会从中读取仓库设置。containerd --config ${path} config migrate 会以它能读取的版本输出当前生效的配置：请用其输出替换该文件，再重新运行。`
        : `这个版本的 containerd 不读取 version ${why.version} 的仓库设置。`;
    case 'old-keys':
      return `它的 registry 表中有 ${why.key}，与 config_path 并存时 CRI 插件无法加载，请先移走。`;
    case 'imports':
      return '它引入了其他文件，而 2.0 之前被引入的文件会整表替换。';
    case 'kept-by':
      return `其中的“${why.mark}”表明它由其他工具维护，请在那个工具里设置 config_path。`;
    case 'shape':
      return '其中 registry 表的写法无法只改一个键。';
    default:
      return why satisfies never;
  }
}
