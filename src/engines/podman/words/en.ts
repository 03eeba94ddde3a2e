import type { TablePlace } from '../plan.ts';
import type { PodmanMessages } from './messages.ts';

export const podmanEn: PodmanMessages = {
  engine: (version, rootless) => `Podman ${version ?? '(version unknown)'}${rootless ? ', rootless' : ''}`,
  blocked: (at) =>
    `registries.conf(5) blocks it${placed(at)}, and podman passes over a mirror that is blocked.`,
  warning: ({ at: { prefix, path, line } }) =>
    `${path === null ? 'Podman' : `${path}${line === null ? '' : `:${line}`}`} has a table of its own for ${prefix}: images under it do not go through these mirrors.`,
  refusal: (reason) => {
    switch (reason.kind) {
      case 'hidden':
        return `${reason.path} is read after our file and names ${reason.registry} too: what we write would do nothing. Nothing was changed. Take ${reason.registry} out of that file, then run this again.`;
      case 'other-mirrors':
        return `Other files of registries.conf(5) name mirrors already: ${reason.mirrors.join(', ')}. Nothing was changed; --replace puts the new ones in their place.`;
      case 'redirected':
        return `${
          reason.location === null
            ? `registries.conf(5) blocks ${reason.registry} here${placed(reason.at)}`
            : `registries.conf(5) takes images of ${reason.registry} from ${reason.location} here${placed(reason.at)}`
        }: a mirror would undo that. Nothing was changed.${reason.undone ? ' What mirror-apply wrote before undoes it already; mirror-apply --engine podman --undo takes it back.' : ''}`;
      case 'insecure':
        return `registries.conf(5) has insecure = true for ${reason.registry} here${placed(reason.at)}: our table would take its place, and ${reason.registry} itself would be reached by verified TLS alone. Nothing was changed; --replace writes it all the same.`;
      default:
        return reason satisfies never;
    }
  },
};

/** ` (prefix "*.io", /etc/containers/registries.conf:3)` */
function placed({ prefix, path, line }: TablePlace): string {
  const place = path === null ? '' : `, ${path}${line === null ? '' : `:${line}`}`;
  return ` (prefix "${prefix}"${place})`;
}
