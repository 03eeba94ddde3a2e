import {
  addressesIn,
  type CacheInstance,
  describesCache,
  parseConfig,
  registryOf,
} from '../../cache/index.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { readTextFile } from '../../host/read-text.ts';
import { foreignFiles, ownText } from '../install/mark.ts';
import {
  ADDRESS_UNIT,
  CONFIG_FOLDER,
  configFile,
  MOUNT_UNIT,
  PRUNE_UNIT,
  SERVICE_UNIT,
  secretFile,
  TIMER_UNIT,
  UNIT_FOLDER,
  unitFile,
} from './places.ts';
import { type AppliedTo, addressIn, appliedIn, boundIn, dataIn } from './units.ts';

export interface InstalledCaches {
  readonly instances: readonly CacheInstance[];
  /** Registries with a cache whose configuration is gone, or was edited so that it no longer says what ours says. */
  readonly unreadable: readonly string[];
  /** Where the configurations of these may still say that they listen: `http://address:port`. */
  readonly leftAddresses: readonly { readonly registry: string; readonly url: string }[];
  /** Some unit of ours lies there, with caches or without. */
  readonly units: boolean;
  /** Files of somebody else's, where the units and secrets of caches would be. */
  readonly foreign: readonly string[];
  readonly ownAddress: string | null;
  readonly applied: readonly AppliedTo[];
  /** The folder of `--data`; null: none. */
  readonly data: string | null;
  /** null: no timer keeps a bound. */
  readonly maxBytes: number | null;
}

/** The caches that stand as services on this machine, by the names of their files and of the links by which systemd starts them; anybody may look. */
export async function installedCaches(): Promise<InstalledCaches> {
  const foreignUnits = await foreignFiles(UNITS.map(unitFile));
  const names = await namesOf(foreignUnits);
  const read = await Promise.all(
    names.map(async (name) => {
      const registry = registryOf(name);
      const text = (await textOf(configFile(registry))) ?? '';
      const instance = parseConfig(registry, text);
      return { registry, instance, left: instance === null ? addressesIn(text) : [] };
    }),
  );
  const [service, address, prune, timer, mount] = await Promise.all(
    UNITS.map((unit) => ownText(unitFile(unit))),
  );
  return {
    instances: read.flatMap(({ instance }) => (instance === null ? [] : [instance])),
    unreadable: read.flatMap(({ registry, instance }) => (instance === null ? [registry] : [])),
    leftAddresses: read.flatMap(({ registry, left }) => left.map((url) => ({ registry, url }))),
    units: [service, address, prune, timer, mount].some((text) => text !== null),
    foreign: [...foreignUnits, ...(await foreignFiles(names.map((name) => secretFile(registryOf(name)))))],
    ownAddress: addressIn(address ?? ''),
    applied: appliedIn(service ?? ''),
    data: dataIn(mount ?? ''),
    maxBytes: boundIn(prune ?? ''),
  };
}

const UNITS: readonly string[] = [SERVICE_UNIT, ADDRESS_UNIT, PRUNE_UNIT, TIMER_UNIT, MOUNT_UNIT];

/**
 * Of an instance: started by systemd from a template of ours (or by what such a one left), or its secrets lie there, or a configuration that says whose it is; a copy under another name
 * is not.
 */
async function namesOf(foreignUnits: readonly string[]): Promise<readonly string[]> {
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
      if (foreignUnits.includes(unitFile(template))) return [];
      const [start = '', end = ''] = template.split('@');
      const names = await listFolder(`${UNIT_FOLDER}/${folder}`);
      return endingWith(
        end,
        names.filter((name) => name.startsWith(`${start}@`)),
      ).map((name) => name.slice(start.length + 1));
    }),
  );
  const secrets = await Promise.all(
    endingWith('.env', files).map(
      async (name) => [name, await ownText(secretFile(registryOf(name)))] as const,
    ),
  );
  const names = [
    ...texts.flatMap(([name, text]) => (describesCache(registryOf(name), text) ? [name] : [])),
    ...secrets.flatMap(([name, text]) => (text === null ? [] : [name])),
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
