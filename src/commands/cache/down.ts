import { addressOf } from '../../cache/index.ts';
import { shellWord } from '../../host/shell-word.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText, maskAddress } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { type InstalledCaches, installedCaches } from '../../use/cache/installed.ts';
import { configFile, dataFolder, UNIT_FOLDER } from '../../use/cache/places.ts';
import { clearUnfinished, storesOf, takeDown } from '../../use/cache/service.ts';
import { enginesPointedAt, filesNaming, type OwnAddresses, type Pointed } from '../../use/install/pointed.ts';
import { takeOff } from '../apply/take-off.ts';
import { isAgreed } from '../frame/agreed.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { DownSettings } from './settings.ts';
import { underLock } from './under-lock.ts';

/** `mirror-cache down`: the engine first, which must not be left with an address where nobody is. */
export async function down(settings: DownSettings, run: CommandRun<'cache'>): Promise<number> {
  const { words } = run;
  const told = words.cache.down;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  if (process.geteuid?.() === 0) await clearUnfinished();
  const installed = await installedCaches();
  if (installed.foreign.length > 0) {
    say(words.frame.service.foreign(installed.foreign));
    return 3;
  }
  const there = registriesOf(installed);
  if (there.length === 0 && !installed.units) {
    say(told.notInstalled);
    return 0;
  }
  const missing = settings.registries?.find((registry) => !there.includes(registry));
  if (missing !== undefined) {
    say(words.cache.usage.notInstalled(missing, there));
    return 3;
  }
  const part = partOf(installed, settings.registries ?? there);
  const registries = registriesOf(part.caches);
  if (process.geteuid?.() !== 0) {
    say(words.frame.service.needsRoot);
    return 6;
  }
  const folder = cleanText(dataFolder(installed.data));
  say(
    registries.length === 0 ? told.leftovers(UNIT_FOLDER) : told.plan(registries, settings.keepData, folder),
  );
  if (!settings.keepData)
    for (const { folder, name } of await somebodys(registries, installed.data))
      say(told.notItsOwn(cleanText(folder), cleanText(name)));
  for (const registry of part.caches.unreadable) say(told.edited(configFile(registry)));
  for (const { engine, registry, seen, own, rest } of await pointedAt(part.caches))
    say(told.engine(engine, registry, cleanText(seen.file), own.map(cleaned), rest.map(cleaned)));
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    if (!(await isAgreed(words.cache.up.question, settings, stop.signal))) {
      say(words.frame.service.noConsent);
      return stop.exitCode ?? 6;
    }
  } finally {
    stop.release();
  }
  return await underLock(words, say, installed, () => takeAway(part, settings.keepData, run, say));
}

/** The caches that go. */
interface Part {
  readonly caches: InstalledCaches;
  /** Some stay, and with them what all have in common. */
  readonly others: boolean;
}

function partOf(installed: InstalledCaches, registries: readonly string[]): Part {
  const others = registriesOf(installed).some((registry) => !registries.includes(registry));
  if (!others) return { caches: installed, others };
  const isOne = ({ registry }: { readonly registry: string }): boolean => registries.includes(registry);
  const caches = {
    ...installed,
    instances: installed.instances.filter(isOne),
    unreadable: installed.unreadable.filter((registry) => registries.includes(registry)),
    leftAddresses: installed.leftAddresses.filter(isOne),
    applied: installed.applied.filter(isOne),
    // Other ports of it are those of the caches that stay.
    ownAddress: null,
  };
  return { caches, others };
}

async function takeAway(
  { caches, others }: Part,
  keepData: boolean,
  { words, lang }: CommandRun<'cache'>,
  say: (line: string) => void,
): Promise<number> {
  const told = words.cache.down;
  const { applied, data } = caches;
  const addresses = addressesOf(caches);
  for (const pointed of await pointedAt(caches)) {
    const backup = applied.findLast(
      ({ engine, registry }) => engine === pointed.engine && registry === pointed.registry,
    );
    const code = await takeOff(pointed, addresses, backup?.backup ?? null, ['--lang', lang, '--yes']);
    if (code !== 0) return code;
  }
  const naming = await filesNaming(addresses);
  if (naming.length > 0) say(told.stillNamed(naming.map((path) => cleanText(path))));
  const registries = registriesOf(caches);
  const spared = await somebodys(registries, data);
  const keep = keepData ? registries : spared.map(({ registry }) => registry);
  const { gone, left } = await takeDown({ registries, keep, data, others });
  say(gone ? told.gone : told.left);
  if (gone && keepData) say(told.kept(cleanText(dataFolder(data))));
  if (left.length > 0) say(told.dataLeft(left.map((path) => cleanText(shellWord(path)))));
  return gone && left.length === 0 && (keepData || spared.length === 0) ? 0 : 3;
}

/** Folders that are not seen to hold a cache's store and nothing else: what is taken away there may be lost. `name`: what in it is somebody's; '': the store itself. */
async function somebodys(
  registries: readonly string[],
  data: string | null,
): Promise<readonly { readonly registry: string; readonly folder: string; readonly name: string }[]> {
  return (await storesOf(registries, data)).flatMap(({ registry, folder, store }) => {
    if (store.kind === 'empty' || store.kind === 'cache') return [];
    return [{ registry, folder, name: store.kind === 'foreign' ? store.name : '' }];
  });
}

/** Whoever pointed it there: a recorded backup may be gone, and what a killed run did is recorded nowhere. */
function pointedAt(installed: InstalledCaches): Promise<readonly Pointed[]> {
  const { applied } = installed;
  const registries = [...registriesOf(installed), ...applied.map(({ registry }) => registry)];
  return enginesPointedAt(
    addressesOf(installed),
    registries.length === 0 ? ['docker.io'] : [...new Set(registries)],
    applied.map(({ engine }) => engine),
  );
}

function addressesOf({ instances, leftAddresses, ownAddress }: InstalledCaches): OwnAddresses {
  return { urls: [...instances.map(addressOf), ...leftAddresses.map(({ url }) => url)], host: ownAddress };
}

function cleaned(url: string): string {
  return cleanText(maskAddress(url));
}

function registriesOf({ instances, unreadable }: InstalledCaches): readonly string[] {
  return [...instances.map(({ registry }) => registry), ...unreadable].sort();
}
