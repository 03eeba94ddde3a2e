import type { EngineName } from '../../engines/engine.ts';
import { run } from '../../host/run.ts';
import { type SeenEngine, seeEngine } from './see-engine.ts';

/** An engine that asks a service of ours for images of this registry, whoever pointed it there. */
export interface Pointed {
  readonly engine: EngineName;
  readonly registry: string;
  readonly seen: SeenEngine;
  /** The addresses of ours among its mirrors, as they stand there. */
  readonly own: readonly string[];
  /** The others. */
  readonly rest: readonly string[];
}

/** Addresses of a service. */
export interface OwnAddresses {
  /** `http://address:port` */
  readonly urls: readonly string[];
  /** An address of which every port is ours; null: none. */
  readonly host: string | null;
}

/** Engines whose files we write, and where these lie; Docker's file may lie anywhere. */
const FOLDERS = { docker: '/etc/docker', containerd: '/etc/containerd', podman: '/etc/containers' } as const;

/** Looks at the list of each engine as it stands now. `known`: engines that are asked whatever lies there. */
export async function enginesPointedAt(
  addresses: OwnAddresses,
  registries: readonly string[],
  known: readonly string[],
): Promise<readonly Pointed[]> {
  const pointed: Pointed[] = [];
  for (const engine of ['docker', 'containerd', 'podman'] as const) {
    // Podman makes files of its own when it is asked.
    const isAsked = engine === 'docker' || known.includes(engine);
    if (!isAsked && (await filesNaming(addresses, [FOLDERS[engine]])).length === 0) continue;
    for (const registry of registries) {
      const seen = await seeEngine(engine, registry);
      const own = seen?.mirrors.filter((url) => isOwn(url, addresses)) ?? [];
      if (seen === null || own.length === 0) continue;
      pointed.push({ engine, registry, seen, own, rest: seen.mirrors.filter((url) => !own.includes(url)) });
    }
  }
  return pointed;
}

/** Files of engines in which such an address stands, as text; our own backups aside. */
export async function filesNaming(
  { urls, host }: OwnAddresses,
  folders: readonly string[] = Object.values(FOLDERS),
): Promise<readonly string[]> {
  const texts = [...urls.map((url) => new URL(url).host), ...(host === null ? [] : [`${host}:`])];
  if (texts.length === 0) return [];
  const found = await run('grep', [
    ...['-RlsF', '--exclude-dir=*.mirror-check-backups'],
    ...texts.flatMap((text) => ['-e', text]),
    ...['--', ...folders],
  ]);
  return found.kind === 'exited' ? found.stdout.split('\n').filter((path) => path !== '') : [];
}

/** Pure. */
export function isOwn(url: string, { urls, host }: OwnAddresses): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, hostname } = new URL(url);
  return hostname === host || urls.some((own) => new URL(own).origin === origin);
}
