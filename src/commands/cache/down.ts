import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import { STATE_FOLDER } from '../../use/cache/places.ts';
import { installedCaches, takeDown } from '../../use/cache/service.ts';
import { mirrorApply } from '../apply/command.ts';
import { isAgreed } from '../frame/agreed.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { DownSettings } from './command.ts';

/** `mirror-cache down`: the engine first, which must not be left with an address where nobody is. */
export async function down(settings: DownSettings, { words, lang }: CommandRun<'cache'>): Promise<number> {
  const { keepData } = settings;
  const told = words.cache.down;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const { instances, applied, data } = await installedCaches();
  const registries = instances.map(({ registry }) => registry);
  if (registries.length === 0) {
    say(told.notInstalled);
    return 0;
  }
  if (process.geteuid?.() !== 0) {
    say(words.frame.service.needsRoot);
    return 6;
  }
  say(told.plan(registries, keepData));
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    if (!(await isAgreed(words.cache.up.question, settings, stop.signal))) {
      say(words.frame.service.noConsent);
      return stop.exitCode ?? 6;
    }
  } finally {
    stop.release();
  }
  for (const { engine, backup } of applied.toReversed()) {
    const code = await mirrorApply(['--lang', lang, '--engine', engine, '--yes', '--undo', backup]);
    if (code !== 0) return code;
  }
  const gone = await takeDown(registries, keepData ? registries : [], data);
  say(gone ? told.gone : told.left);
  if (gone && keepData) say(told.kept(data ?? STATE_FOLDER));
  return gone ? 0 : 3;
}
