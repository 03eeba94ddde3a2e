import { renderMirror } from './render-mirror.ts';

/** One host of a hosts.toml: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
export interface Host {
  /** A path stands before `/v2/`; where it begins with that, behind it. */
  readonly url: string;
  /** It may say which digest a tag has; without it, it gives content that the digest proves. */
  readonly resolves: boolean;
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

/** Where a registry itself is asked. `docker.io` is the name of a web site. */
export function serverOf(registry: string): string {
  return `https://${registry === 'docker.io' ? 'registry-1.docker.io' : registry}`;
}

const HEAD = '# Written by mirror-apply; its --undo takes it back.\n';
