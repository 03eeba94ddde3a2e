import type { FileKind } from './file-kind.ts';
import { hideToml } from './hide-toml.ts';
import { locationsOf, urlOf } from './location.ts';

/**
 * The one file of ours that podman reads: a drop-in in registries.conf.d, wholly ours. containers-registries.conf(5);
 * docs/engines/podman.md has what was tried.
 */
export interface DropIn {
  readonly registries: readonly MirroredRegistry[];
}

export interface MirroredRegistry {
  /** `docker.io`: short names match it too. */
  readonly registry: string;
  /** In the order in which they are asked; the registry itself comes last by itself. */
  readonly mirrors: readonly MirrorLocation[];
}

export interface MirrorLocation {
  /** `host[:port][/path]`: a scheme keeps every podman command from working. */
  readonly location: string;
  /** http, or TLS that is not verified. */
  readonly insecure: boolean;
}

/** null: no registry, so no file. */
export function renderDropIn({ registries }: DropIn): string | null {
  if (registries.length === 0) return null;
  return [HEAD, ...registries.map(registryText)].join('\n');
}

/** null: not what `renderDropIn` writes, so somebody else's hand was in it. */
export function parseDropIn(text: string): DropIn | null {
  const registries = text
    .split('[[registry]]\n')
    .slice(1)
    .map((table): MirroredRegistry => {
      const [head = '', ...mirrors] = table.split('[[registry.mirror]]\n');
      return {
        registry: /^prefix = "([^"\\]+)"$/m.exec(head)?.[1] ?? '',
        mirrors: mirrors.map((mirror) => ({
          location: /^location = "([^"\\]+)"$/m.exec(mirror)?.[1] ?? '',
          insecure: /^insecure = true$/m.test(mirror),
        })),
      };
    });
  const dropIn = { registries };
  return renderDropIn(dropIn) === text ? dropIn : null;
}

/** Whether another registry is mirrored by the file stays as it is. */
export function withMirrors({ registries }: DropIn, changed: MirroredRegistry): DropIn {
  const others = registries.filter(({ registry }) => registry !== changed.registry);
  const place = registries.findIndex(({ registry }) => registry === changed.registry);
  return { registries: others.toSpliced(place < 0 ? others.length : place, 0, changed) };
}

export const REGISTRIES_CONF: FileKind = {
  name: 'registries.conf',
  client: 'containersImage',
  hide: hideToml,
  read(text, registry) {
    const dropIn = text === '' ? NOTHING : parseDropIn(text);
    if (dropIn === null) return null;
    return (dropIn.registries.find((one) => one.registry === registry)?.mirrors ?? []).map(urlOf);
  },
  write(text, registry, hosts) {
    const mirrors = locationsOf(hosts.map(({ url }) => url));
    return renderDropIn(withMirrors(parseDropIn(text) ?? NOTHING, { registry, mirrors }));
  },
};

const NOTHING: DropIn = { registries: [] };
/** CRI-O reads the same file. */
const HEAD = '# Written by mirror-apply; its --undo takes it back.\n';

function registryText({ registry, mirrors }: MirroredRegistry): string {
  const tables = mirrors.map(
    ({ location, insecure }) =>
      `\n[[registry.mirror]]\nlocation = "${location}"\n${insecure ? 'insecure = true\n' : ''}`,
  );
  return `[[registry]]\nprefix = "${registry}"\nlocation = "${registry}"\n${tables.join('')}`;
}
