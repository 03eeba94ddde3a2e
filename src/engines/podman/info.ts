import { RUN } from '../../host/limits.ts';
import { type RunResult, run, succeeded } from '../../host/run.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';
import { type RegistryTable, type TableKeys, tableOf } from './entries.ts';

/** What `podman info` says is in force, for who runs it. */
export interface PodmanInfo {
  readonly kind: 'info';
  readonly version: string | null;
  readonly rootless: boolean;
  /** What it goes by, all files together. */
  readonly registries: readonly RegistryTable[];
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
  const shown = Object.entries(asObject(own(info, 'registries')) ?? {});
  return {
    kind: 'info',
    version: typeof version === 'string' ? version : null,
    rootless: own(security, 'rootless') === true,
    // `registries.search` is among them, a list of names.
    registries: shown.flatMap(([prefix, value]) => {
      const table = asObject(value);
      return table === null ? [] : [{ ...tableOf(table, AS_SHOWN), prefix }];
    }),
  };
}

/** As Go's encoder spells them. */
const AS_SHOWN: TableKeys = {
  prefix: 'Prefix',
  location: 'Location',
  blocked: 'Blocked',
  insecure: 'Insecure',
  mirror: 'Mirrors',
};

export function linesOf(result: RunResult): readonly string[] {
  if (result.kind !== 'exited') return [`podman: ${result.kind}`];
  return result.stderr.split('\n').filter((line) => line.trim() !== '');
}
