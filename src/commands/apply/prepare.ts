import type { PlannedFile } from '../../change/types.ts';
import type { Engine, RefusalOf, Shapes } from '../../engines/engine.ts';
import { writableByOthers } from '../../host/safety.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { asAskedBy } from '../../use/as-asked-by.ts';
import type { KnownMirror } from '../../use/known-mirror.ts';
import { UsageError } from '../frame/usage-error.ts';
import { listBackupSets, planUndoOf, printBackup } from './backups.ts';
import { candidatesForApply } from './candidates.ts';
import type { AgreedPlan } from './carry-out.ts';
import { type ApplyHost, blank, refuse } from './host.ts';
import { look, refuseAbsence, writerOf } from './look.ts';
import type { ApplySettings } from './options.ts';
import type { ApplyOutcome } from './outcome.ts';
import { verdictSentence } from './plan-text.ts';
import type { Target } from './target.ts';

/** A plan for one engine and one registry, which nobody has seen yet; or how the run ended before there was one. */
export type Prepared<E extends Shapes> =
  | { readonly kind: 'ended'; readonly outcome: ApplyOutcome }
  | ({
      readonly kind: 'planned';
      readonly settings: ApplySettings;
      readonly probed: readonly KnownMirror[];
    } & Omit<AgreedPlan<E>, 'base' | 'part'>);

/** Look, check, plan. `earlier`: files that the same change will have written by then. Throws UsageError. */
export async function prepare<E extends Shapes>(
  engine: Engine<E>,
  given: ApplySettings,
  host: ApplyHost,
  earlier: readonly PlannedFile[] = [],
): Promise<Prepared<E>> {
  const ended = (outcome: ApplyOutcome): Prepared<E> => ({ kind: 'ended', outcome });
  const told = await engine.words(host.lang);
  const settings = { ...given, probe: asAskedBy(engine.name, given.probe) };
  const { registry } = settings.probe;
  if (engine.registries === 'docker.io' && registry !== 'docker.io') {
    throw new UsageError([host.words.usage.onlyDockerHub(told.title, cleanText(registry))]);
  }
  const looked = await look(engine, settings, told, host.asker);
  if (looked.kind === 'absent') return ended(await refuseAbsence(engine, looked, settings, host));
  const seen = engine.afterwards?.(looked.target.seen, earlier) ?? looked.target.seen;
  const target = { ...looked.target, seen };
  const { mode } = settings;
  if (mode.kind === 'backups') {
    return ended(
      mode.id === null
        ? await listBackupSets(settings, host, target)
        : await printBackup(settings, host, target, mode.id),
    );
  }
  const early = await refusedEarly(settings, target);
  if (early !== null) return ended(await refuseByPlan(settings, host, target, early));
  if (host.signal.aborted) return ended({ ...blank(settings, target), result: 'aborted', exitCode: 130 });
  tellForeignFile(target, host);

  const found = await candidatesForApply(settings, host, engine.probing(seen, settings.plan));
  if (found.kind === 'aborted')
    return ended({ ...blank(settings, target), result: 'aborted', exitCode: 130 });
  if (found.kind === 'failed')
    return ended(
      await refuse(settings, host, target, 'probe', found.status, [
        found.sentence,
        ...notRepaired(settings, host, target),
      ]),
    );
  const planned =
    settings.mode.kind === 'undo'
      ? await planUndoOf(settings, target, settings.mode.id, host)
      : {
          kind: 'apply' as const,
          plan: engine.planApply(seen, settings.plan, found.candidates),
          restore: [],
          keys: null,
        };
  if (planned.kind === 'no-undo')
    return ended(await refuse(settings, host, target, planned.reason, 3, planned.sentences));
  const { plan, restore, keys } = planned;
  if (plan.kind === 'refusal') return ended(await refuseByPlan(settings, host, target, plan));
  return { kind: 'planned', settings, target, plan, probed: found.probed, restore, keys };
}

/** Who else than root can write to the file of root's engine is root by it. It may be meant, so it is told and no more. */
function tellForeignFile<E extends Shapes>({ facts }: Target<E>, { asker, words, display }: ApplyHost): void {
  const { file, needsRoot } = facts;
  if (file.kind !== 'file' || writerOf(needsRoot, asker) === 'user') return;
  const reason = process.platform === 'win32' ? null : writableByOthers(file);
  if (reason === null) return;
  const { path, uid, gid, mode } = file;
  const foreign = { directory: cleanText(path), reason, uid, gid, mode };
  display.note(`${words.plan.warningMark}${words.plan.foreignFile(foreign)}`);
}

/** What can be known before any mirror is asked. */
async function refusedEarly<E extends Shapes>(
  { mode, plan, probe }: ApplySettings,
  { engine, seen }: Target<E>,
): Promise<RefusalOf<E> | null> {
  if (mode.kind !== 'apply') return null;
  const touchesMirrors = !plan.noProbe || probe.urls.length > 0 || plan.mirrorsOff;
  return (
    engine.planEarly(seen, plan, touchesMirrors) ?? (await engine.judgeFile?.(seen, touchesMirrors)) ?? null
  );
}

async function refuseByPlan<E extends Shapes>(
  settings: ApplySettings,
  host: ApplyHost,
  target: Target<E>,
  { reason, exitCode }: RefusalOf<E>,
): Promise<ApplyOutcome> {
  const { words, messages, display } = host;
  const sentences = target.told.refusal(reason, verdictSentence(words, messages.verdict));
  if (exitCode === 2) throw new UsageError(sentences);
  if (reason.kind !== 'no-fit-mirror')
    return await refuse(settings, host, target, reason.kind, exitCode, sentences);
  const next = [
    words.problem.noFitNext(settings.probe.urls.length > 0),
    ...notRepaired(settings, host, target),
  ];
  if (settings.verbose)
    return await refuse(settings, host, target, reason.kind, exitCode, [...sentences, ...next]);
  const [first = '', ...rest] = sentences;
  display.problem(first);
  for (const line of rest.slice(0, UNFIT_SHOWN)) display.problem(`  ${line}`);
  if (rest.length > UNFIT_SHOWN) display.problem(`  ${words.plan.moreUnfit(rest.length - UNFIT_SHOWN)}`);
  for (const line of next) display.problem(line);
  const outcome = blank(settings, target);
  return { ...outcome, result: 'refused', reason: reason.kind, exitCode, messages: [...sentences, ...next] };
}

/** Who wants a file repaired is told that it is as it was, and how it is had without a network. */
function notRepaired(
  { mode, plan }: ApplySettings,
  { words }: ApplyHost,
  { facts }: Pick<Target<Shapes>, 'facts'>,
): readonly string[] {
  if (mode.kind !== 'apply' || !plan.repair) return [];
  return [words.problem.notRepaired(cleanText(facts.file.path))];
}

/** Reasons that are told without --verbose. */
const UNFIT_SHOWN = 5;
