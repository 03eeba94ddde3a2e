import path from 'node:path';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { namesIn } from '../../host/names-in.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';
import type { Asker } from '../engine.ts';

/** Where buildx keeps them, in a home. */
export const BUILDERS = '.docker/buildx/instances';

/** A builder of buildx's that runs in a container of its own, and so knows nothing of daemon.json. */
export interface Builder {
  readonly name: string;
  /** With what it has to be made again. */
  readonly options: readonly string[];
}

/** As `docker buildx` keeps them, one file each. */
export async function findBuilders({ home }: Asker): Promise<readonly Builder[]> {
  const folder = path.join(home, BUILDERS);
  const builders: Builder[] = [];
  for (const name of await namesIn(folder)) {
    const state = await readFileState(path.join(folder, name), HOST.configBytes);
    const builder = state.kind === 'file-failure' ? null : readBuilder(bytesOf(state) ?? Buffer.alloc(0));
    if (builder !== null) builders.push(builder);
  }
  return builders;
}

/** null: of another driver, or nothing that we know. One of several nodes is its user's to make again. Pure. */
export function readBuilder(bytes: Buffer): Builder | null {
  const instance = parseJsonObject(bytes, HOST.configBytes);
  if (instance === null || own(instance, 'Driver') !== 'docker-container') return null;
  const name = own(instance, 'Name');
  const nodes = own(instance, 'Nodes');
  if (typeof name !== 'string' || !/^[\w.-]+$/.test(name) || !Array.isArray(nodes) || nodes.length !== 1)
    return null;
  const node = asObject(nodes[0]) ?? {};
  const driver = Object.entries(asObject(own(node, 'DriverOpts')) ?? {});
  const flags = textsOf(own(node, 'Flags'));
  const platforms = (Array.isArray(own(node, 'Platforms')) ? [own(node, 'Platforms')].flat() : []).flatMap(
    (one: unknown) => {
      const platform = asObject(one) ?? {};
      const parts = ['os', 'architecture', 'variant'].map((key) => own(platform, key)).filter(Boolean);
      return parts.length < 2 ? [] : [parts.join('/')];
    },
  );
  const endpoint = own(node, 'Endpoint');
  return {
    name,
    options: [
      ...driver.flatMap(([key, value]) => ['--driver-opt', `${key}=${String(value)}`]),
      ...flags.flatMap((flag) => ['--buildkitd-flags', flag]),
      ...(platforms.length === 0 ? [] : ['--platform', platforms.join(',')]),
      ...(typeof endpoint === 'string' && /^[\w.-]+$/.test(endpoint) && endpoint !== 'default'
        ? [endpoint]
        : []),
    ],
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
