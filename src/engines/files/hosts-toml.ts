import type { OfferedMirror } from '../choose/index.ts';
import type { FileKind } from './file-kind.ts';
import { hideToml } from './hide-toml.ts';
import { renderMirror } from './render-mirror.ts';

/** One host of a hosts.toml: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
export interface Host {
  /** A path stands before `/v2/`; where it begins with that, behind it. */
  readonly url: string;
  /** It may say which digest a tag has; without it, it gives content that the digest proves. */
  readonly resolves: boolean;
}

export function urlsOf(hosts: readonly Host[]): readonly string[] {
  return hosts.map(({ url }) => url);
}

/** A hosts.toml that is wholly ours. `server`: the registry itself, asked last. */
export function renderHostsToml(server: string, hosts: readonly Host[]): string {
  const tables = hosts.flatMap((host) => {
    const rendered = renderMirror({ ...host, byQuery: false }, server, 'hosts.toml');
    return rendered.kind === 'text' ? [`\n${rendered.text}`] : [];
  });
  return `${HEAD}server = "${server}"\n${tables.join('')}`;
}

/** null: not what `renderHostsToml` writes: somebody else's, or somebody else's hand was in it. */
export function parseHostsToml(text: string): readonly Host[] | null {
  const server = /^server = "([^"\\]+)"$/m.exec(text)?.[1] ?? '';
  const hosts = [
    ...text.matchAll(/^\[host\."([^"\\]+)"\]\n {2}capabilities = \["pull"(, "resolve")?\]$/gm),
  ].map(([, url = '', resolves]): Host => ({ url, resolves: resolves !== undefined }));
  return renderHostsToml(server, hosts) === text ? hosts : null;
}

export const HOSTS_TOML: FileKind = {
  name: 'hosts.toml',
  client: 'containerd',
  hide: hideToml,
  read: (text) => (text === '' ? [] : (parseHostsToml(text)?.map(({ url }) => url) ?? null)),
  write: (_, registry, hosts) => renderHostsToml(serverOf(registry), hosts),
};

/** Where a registry itself is asked. `docker.io` is the name of a web site. */
export function serverOf(registry: string): string {
  return `https://${registry === 'docker.io' ? 'registry-1.docker.io' : registry}`;
}

/**
 * Content is proven by its digest, whoever gives it; which digest a tag has is a matter of trust. So one mirror alone may say that: the
 * first whose image was confirmed, or that its user vouches for.
 */
export function hostsOf(urls: readonly string[], candidates: readonly OfferedMirror[]): readonly Host[] {
  const trusted = urls.find((url) => {
    const candidate = candidates.find((one) => one.url === url);
    return candidate === undefined || candidate.confirmed || candidate.origin === 'argument';
  });
  return urls.map((url) => ({ url: url.endsWith('/') ? url.slice(0, -1) : url, resolves: url === trusted }));
}

const HEAD = '# Written by mirror-apply; its --undo takes it back.\n';
