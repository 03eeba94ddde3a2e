import type { OwnMessages } from './messages.ts';

const LEAVE = '请去掉 --http-proxy、--https-proxy 和 --no-proxy。';

export const ownZh: OwnMessages = {
  noEngine: (title) => `本机没有安装 ${title}。`,
  foreignOption: (option, title) => `${option} 只用于 Docker；${title} 由它自己的文件找到。`,
  badConfig: (said, title) =>
    `${title} 在现有配置下无法工作${said === '' ? '' : `：${said}`}。请先修正配置；未作任何改动。`,
  form: (problem, title) => {
    switch (problem) {
      case 'malformed':
        return '不是有效的网址。';
      case 'not-http':
        return '加速器只能是 http 或 https。';
      case 'user-info':
        return `${title} 不接受带用户名或密码的加速器地址。`;
      case 'query-or-fragment':
        return `${title} 不接受带查询参数或片段的加速器地址。`;
      case 'only-docker-hub':
        return `${title} 只能为 docker.io 配置加速器。`;
      case 'path':
        return `${title} 会把路径放在 /v2/ 之后，而该加速器不在那里响应。`;
      case 'image-prefix':
        return `${title} 会把 /v2/ 放在名称之后，而该加速器不在那里响应。`;
      case 'by-query':
        return `它靠 ${title} 不会发送的参数区分仓库。`;
      default:
        return problem satisfies never;
    }
  },
  wrongClient: {
    containerd: (_, file) => `它只响应传统的请求方式，而读取 ${file} 的程序不用这种方式。`,
    containersImage: (title) => `它靠 ${title} 不会发送的参数区分仓库。`,
  },
  proxies: {
    service: (title) => `${title} 的代理来自它的服务。${LEAVE}`,
    shell: (title) => `${title} 没有自己的代理设置，使用的是调用它的 shell 的代理。${LEAVE}`,
    elsewhere: (title) => `${title} 的代理来自别处。${LEAVE}`,
    engine: () => '代理属于引擎而不属于某个仓库：请不加 --registry 单独配置。',
  },
  edited: (path) =>
    `${path} 在 mirror-apply 写入之后被修改过，未作任何改动。--undo --whole 会恢复整个文件，这些修改只保留在那次撤销的备份里。`,
  foreignFile: (path) =>
    `${path} 是他人写的，或者在 mirror-apply 写入之后被修改过，未作任何改动。--replace 会用新文件取代它。`,
  certificates: (path, name, title) =>
    `${path} 旁边有 ${name}，一旦有了 hosts.toml，${title} 可能不再读取它，因此未作任何改动。`,
  warning: (warning, title) => {
    switch (warning.kind) {
      case 'resolves':
        return warning.others
          ? `只由 ${warning.mirror} 决定标签指向哪个镜像；其他加速器只提供可用摘要验证的内容。`
          : `由 ${warning.mirror} 决定标签指向哪个镜像。`;
      case 'default-hidden':
        return `${warning.path} 为没有自己目录的所有仓库指定了主机。${warning.registry} 从此有自己的目录，不再使用它；撤销会去掉该目录。`;
      case 'only-a-pull-shows':
        return `${title} 不会显示读到了哪个 hosts.toml，遇到失效的加速器也会直接跳过：--verify-pull <镜像> 能证明可以拉取，是否经由加速器要看加速器自己的日志。`;
      case 'nobody-resolves':
        return `没有可信的加速器来决定标签指向哪个镜像：必须能够直接访问 ${warning.registry}。`;
      default:
        return warning satisfies never;
    }
  },
};
