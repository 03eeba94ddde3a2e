import type { TablePlace } from '../plan.ts';
import type { PodmanMessages } from './messages.ts';

export const podmanZh: PodmanMessages = {
  engine: (version, rootless) => `Podman ${version ?? '（版本未知）'}${rootless ? '，rootless' : ''}`,
  blocked: (at) => `registries.conf(5) 禁止访问它${placed(at)}，Podman 会跳过被禁止的加速器。`,
  warning: ({ at: { prefix, path, line } }) =>
    `${path === null ? 'Podman' : `${path}${line === null ? '' : `:${line}`}`} 另有 ${prefix} 的设置：其下的镜像不经过这些加速器。`,
  refusal: (reason) => {
    switch (reason.kind) {
      case 'hidden':
        return `${reason.path} 在我们的文件之后读取，也设置了 ${reason.registry}，写入的内容不会起作用。未作任何改动。请把 ${reason.registry} 从该文件中去掉，然后重新运行。`;
      case 'other-mirrors':
        return `registries.conf(5) 的其他文件已经配置了加速器：${reason.mirrors.join('、')}。未作任何改动；--replace 会用新选的取代它们。`;
      case 'redirected':
        return `${
          reason.location === null
            ? `本机的 registries.conf(5) 禁止访问 ${reason.registry}${placed(reason.at)}`
            : `本机的 registries.conf(5) 让 ${reason.registry} 的镜像从 ${reason.location} 获取${placed(reason.at)}`
        }，配置加速器会使其失效。未作任何改动。${reason.undone ? 'mirror-apply 先前写入的内容已使其失效，可用 mirror-apply --engine podman --undo 撤销。' : ''}`;
      case 'insecure':
        return `本机的 registries.conf(5) 为 ${reason.registry} 设置了 insecure = true${placed(reason.at)}：我们的设置会取代它，此后 ${reason.registry} 本身只能通过经过验证的 TLS 访问。未作任何改动；--replace 会照样写入。`;
      default:
        return reason satisfies never;
    }
  },
};

/** `（前缀 *.io，/etc/containers/registries.conf:3）` */
function placed({ prefix, path, line }: TablePlace): string {
  const place = path === null ? '' : `，${path}${line === null ? '' : `:${line}`}`;
  return `（前缀 ${prefix}${place}）`;
}
