import { shellWord } from '../../host/shell-word.ts';
import { packageInfo } from '../../package-info.ts';
import { DOCKER_HUB, type VantageStatus } from '../view/vantage-status.ts';

/** The addresses worth configuring, best first. */
export function bestUrls({ best }: VantageStatus): readonly string[] {
  return best.map(({ url }) => url);
}

export function daemonJson(urls: readonly string[]): string {
  return JSON.stringify({ 'registry-mirrors': urls }, null, 2);
}

/** containerd's own file for Docker Hub: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
export function hostsToml(urls: readonly string[]): string {
  const hosts = urls.map((url) => `[host.${JSON.stringify(url)}]\n  capabilities = ["pull", "resolve"]\n`);
  return ['server = "https://registry-1.docker.io"\n', ...hosts].join('\n').trimEnd();
}

/** A pull by the mirror's own name, with no setting at all; null: its address is not a host alone, or not https. */
export function pullCommand(url: string, image: string): string | null {
  const host = /^https:\/\/([^/]+)\/?$/.exec(url)?.[1];
  if (host === undefined) return null;
  return `docker pull ${shellWord(`${host}/${image.includes('/') ? image : `library/${image}`}`.replace(/:latest$/, ''))}`;
}

/** The shell command that measures from the reader's machine: these mirrors, or all that are known of the registry. */
export function checkCommand(urls: readonly string[], registry: string = DOCKER_HUB): string {
  const option = registry === DOCKER_HUB ? [] : ['--registry', shellWord(registry)];
  return ['npx mirror-check', ...option, ...urls.map(shellWord)].join(' ');
}

/** Root runs an installed copy of one version, never what npx finds from the current folder up. */
export function applyCommand(): string {
  const { name, version } = packageInfo();
  return `sudo npm install -g ${name}@${version} && sudo mirror-apply`;
}
