import { type CacheInstance, describesCache, parseConfig, registryOf } from '../../cache/index.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { readTextFile } from '../../host/read-text.ts';
import {
  ADDRESS_UNIT,
  CONFIG_FOLDER,
  configFile,
  MOUNT_UNIT,
  PRUNE_UNIT,
  SERVICE_UNIT,
  TIMER_UNIT,
  UNIT_FOLDER,
  unitFile,
} from './places.ts';
import { type AppliedTo, addressIn, appliedIn, boundIn, dataIn } from './units.ts';

export interface InstalledCaches {
  readonly instances: readonly CacheInstance[];
  /** Registries with a cache whose configuration is gone, or was edited so that it no longer says what ours says. */
  readonly unreadable: readonly string[];
  /** Some unit of ours lies there, with caches or without. */
  readonly units: boolean;
  readonly ownAddress: string | null;
  readonly applied: readonly AppliedTo[];
  /** The folder of `--data`; null: none. */
  readonly data: string | null;
  /** null: no timer keeps a bound. */
  readonly maxBytes: number | null;
}

/** The caches that stand as services on this machine, by the names of their files and of the links by which systemd starts them; anybody may look. */
export async function installedCaches(): Promise<InstalledCaches> {
  const read = await Promise.all(
    (await namesOf()).map(async (name) => {
      const registry = registryOf(name);
      return { registry, instance: parseConfig(registry, (await textOf(configFile(registry))) ?? '') };
    }),
  );
  const [service, address, prune, timer, mount] = await Promise.all(
    [SERVICE_UNIT, ADDRESS_UNIT, PRUNE_UNIT, TIMER_UNIT, MOUNT_UNIT].map((unit) => textOf(unitFile(unit))),
  );
  return {
    instances: read.flatMap(({ instance }) => (instance === null ? [] : [instance])),
    unreadable: read.flatMap(({ registry, instance }) => (instance === null ? [registry] : [])),
    units: [service, address, prune, timer, mount].some((text) => text !== null),
    ownAddress: addressIn(address ?? ''),
    applied: appliedIn(service ?? ''),
    data: dataIn(mount ?? ''),
    maxBytes: boundIn(prune ?? ''),
  };
}

/** Of an instance: started by systemd, or its secrets lie there, or a configuration that says whose it is; a copy under another name is not. */
async function namesOf(): Promise<readonly string[]> {
  const files = await listFolder(CONFIG_FOLDER);
  const texts = await Promise.all(
    endingWith('.yml', files).map(
      async (name) => [name, (await textOf(configFile(registryOf(name)))) ?? ''] as const,
    ),
  );
  const links = await Promise.all(
    (
      [
        ['multi-user.target.wants', SERVICE_UNIT],
        ['timers.target.wants', TIMER_UNIT],
      ] as const
    ).map(async ([folder, template]) => {
      const [start = '', end = ''] = template.split('@');
      const names = await listFolder(`${UNIT_FOLDER}/${folder}`);
      return endingWith(
        end,
        names.filter((name) => name.startsWith(`${start}@`)),
      ).map((name) => name.slice(start.length + 1));
    }),
  );
  const names = [
    ...texts.flatMap(([name, text]) => (describesCache(registryOf(name), text) ? [name] : [])),
    ...endingWith('.env', files),
    ...links.flat(),
  ];
  return [...new Set(names)].filter((name) => INSTANCE.test(name)).sort();
}

function endingWith(end: string, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (name.endsWith(end) ? [name.slice(0, -end.length)] : []));
}

/** As `instanceName` makes them, so that what is named is a file of that folder. */
const INSTANCE = /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?:_\d{1,5})?$/;

/** null: it is not there, or cannot be read. */
async function textOf(path: string): Promise<string | null> {
  const read = await readTextFile(path, HOST.configBytes);
  return read.ok ? read.text : null;
}
