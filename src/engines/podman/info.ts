import { RUN } from '../../host/limits.ts';
import { type RunResult, run, succeeded } from '../../host/run.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';

/** What `podman info` says is in force, for who runs it. */
export interface PodmanInfo {
  readonly kind: 'info';
  readonly version: string | null;
  readonly rootless: boolean;
  readonly registries: Readonly<Record<string, ShownRegistry>>;
}

export interface ShownRegistry {
  /** Where images of this name come from; another one than the name is a rewrite. */
  readonly location: string;
  readonly blocked: boolean;
  readonly insecure: boolean;
  readonly mirrors: readonly string[];
}

/** `lines`: podman's own words; clean them before they are shown. */
export interface NoInfo {
  readonly kind: 'no-info';
  readonly lines: readonly string[];
}

/** `config`: a registries.conf(5) that is read in place of the system's and the user's. */
export async function podmanInfo(config: string | null = null): Promise<PodmanInfo | NoInfo> {
  const env = config === null ? {} : { CONTAINERS_REGISTRIES_CONF: config };
  const result = await run('podman', ['info', '--format', 'json'], { env });
  return succeeded(result) ? readInfo(result.stdout) : { kind: 'no-info', lines: linesOf(result) };
}

/** Pure. */
export function readInfo(text: string): PodmanInfo | NoInfo {
  const info = parseJsonObject(Buffer.from(text), RUN.outputBytes);
  if (info === null) return { kind: 'no-info', lines: [] };
  const version = own(asObject(own(info, 'version')) ?? {}, 'Version');
  const security = asObject(own(asObject(own(info, 'host')) ?? {}, 'security')) ?? {};
  const shown = Object.entries(asObject(own(info, 'registries')) ?? {}).flatMap(([name, value]) => {
    const registry = asObject(value);
    return registry === null ? [] : [[name, readRegistry(registry)] as const];
  });
  return {
    kind: 'info',
    version: typeof version === 'string' ? version : null,
    rootless: own(security, 'rootless') === true,
    registries: Object.fromEntries(shown),
  };
}

function readRegistry(registry: Readonly<Record<string, unknown>>): ShownRegistry {
  const mirrors = own(registry, 'Mirrors');
  const location = own(registry, 'Location');
  return {
    location: typeof location === 'string' ? location : '',
    blocked: own(registry, 'Blocked') === true,
    insecure: own(registry, 'Insecure') === true,
    mirrors: (Array.isArray(mirrors) ? mirrors : []).flatMap((mirror: unknown) => {
      const where = own(asObject(mirror) ?? {}, 'Location');
      return typeof where === 'string' ? [where] : [];
    }),
  };
}

export function linesOf(result: RunResult): readonly string[] {
  if (result.kind !== 'exited') return [`podman: ${result.kind}`];
  return result.stderr.split('\n').filter((line) => line.trim() !== '');
}
