import { parseToml, tomlAt } from './edit-toml.ts';
import type { Host } from './hosts-toml.ts';

/** What any hosts.toml says, whoever wrote it: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
export type HostsRead =
  /** `hosts` in their order. `server`: as it is written; null: the registry itself. */
  | { readonly kind: 'hosts'; readonly hosts: readonly Host[]; readonly server: string | null }
  | { readonly kind: 'bad-toml'; readonly line: number };

/** A host without `capabilities` has all of them, and one without a scheme is asked by https. Pure. */
export function readHostsToml(text: string): HostsRead {
  const toml = parseToml(text);
  if (toml.kind === 'bad-toml') return { kind: 'bad-toml', line: toml.line };
  const server = tomlAt(toml.value, ['server']);
  const tables = tomlAt(toml.value, ['host']);
  const hosts = typeof tables === 'object' && tables !== null ? Object.entries(tables) : [];
  return {
    kind: 'hosts',
    server: typeof server === 'string' ? server : null,
    hosts: hosts.map(([name, table]) => {
      const capabilities = tomlAt(table, ['capabilities']);
      return {
        url: /^https?:\/\//.test(name) ? name : `https://${name}`,
        resolves: !Array.isArray(capabilities) || capabilities.includes('resolve'),
      };
    }),
  };
}
