import { addressOf } from '../../cache/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { putUp, rewriteService, takeDown } from '../../use/cache/service.ts';
import type { UpWords } from '../../words/cache/messages.ts';
import { applyCaches, applyCommand, undoApplied } from './apply-caches.ts';
import type { Ready } from './prepare-up.ts';
import type { UpSettings } from './settings.ts';

interface Carrying {
  readonly told: UpWords;
  readonly say: (line: string) => void;
  readonly lang: string;
  readonly signal: AbortSignal;
}

/** The caches first, the engine when they serve; what fails takes all of it back, and leaves caches that were there before. */
export async function carryOutUp(
  { apply, engine }: UpSettings,
  { order, images, account, installed, kept }: Ready,
  { told, say, lang, signal }: Carrying,
): Promise<number> {
  const { instances, units } = order;
  const registries = instances.map(({ registry }) => registry);
  const putBack = async (code: number): Promise<number> => {
    const others = installed.instances.length > 0;
    // What an earlier cache left with --keep-data stays.
    const { gone, left } = await takeDown({ registries, keep: kept, data: units.data, others });
    say(gone && left.length === 0 ? told.putBack : told.notPutBack);
    return code;
  };
  say(told.waiting);
  const outcome = await putUp(order, images, signal);
  if (outcome.kind === 'stopped') return await putBack(4);
  if (outcome.kind === 'failed') {
    if (outcome.registry !== null) say(told.ofRegistry(outcome.registry));
    const isMissing = outcome.why === 'no-manifest' && account !== null;
    say(told.failed[isMissing ? 'no-manifest-for-account' : outcome.why]);
    for (const line of outcome.lines) say(`  ${cleanText(line, 400)}`);
    return await putBack(4);
  }
  for (const instance of instances) say(told.done(instance.registry, addressOf(instance)));
  if (!apply) {
    say(told.applyYourself(instances.map((instance) => applyCommand(instance, engine))));
    return 0;
  }
  const { code, applied } = await applyCaches(instances, images, engine, lang);
  // 5: the engine may still ask a cache.
  if (code !== 0) return code === 5 ? 5 : await putBack(code);
  if (await rewriteService({ ...units, applied: [...units.applied, ...applied] })) return 0;
  // Nobody would know later what to take back.
  const undone = await undoApplied(applied, lang);
  return undone === 0 ? await putBack(3) : undone;
}
