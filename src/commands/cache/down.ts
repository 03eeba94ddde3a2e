import { shown } from '../../registry/shown.ts';
import { askYesNo, canAsk } from '../../terminal/prompt.ts';
import { writeNote } from '../../terminal/streams.ts';
import { installedCaches, takeDown } from '../../use/cache/service.ts';
import { mirrorApply } from '../apply/command.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { DownSettings } from './command.ts';

/** `mirror-cache down`: the engine first, which must not be left with an address where nobody is. */
export async function down(
  { keepData, yes, input }: DownSettings,
  { words, lang }: CommandRun<'cache'>,
): Promise<number> {
  const told = words.cache.down;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const { instances, applied } = await installedCaches();
  const registries = instances.map(({ registry }) => registry);
  if (registries.length === 0) {
    say(told.notInstalled);
    return 0;
  }
  if (process.geteuid?.() !== 0) {
    say(words.cache.up.needsRoot);
    return 6;
  }
  say(told.plan(registries, keepData));
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    if (!yes && !(input && canAsk() && (await askYesNo(words.cache.up.question, stop.signal)))) {
      say(words.cache.up.noConsent);
      return stop.exitCode ?? 6;
    }
  } finally {
    stop.release();
  }
  for (const { engine, backup } of applied.toReversed()) {
    const code = await mirrorApply(['--lang', lang, '--engine', engine, '--yes', '--undo', backup]);
    if (code !== 0) return code;
  }
  const gone = await takeDown(registries, keepData ? registries : []);
  say(gone ? told.gone : told.left);
  if (gone && keepData) say(told.kept('/var/lib/private/mirror-cache'));
  return gone ? 0 : 3;
}
