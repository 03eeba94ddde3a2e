import { checkPlaces } from '../../change/places.ts';
import type { NotWritten } from '../../change/transaction.ts';
import { netFiles } from '../../change/types.ts';
import type { Shapes } from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import { carryOutPlan } from './carry-out.ts';
import { chooseEngine, jobsOf } from './choose-engine.ts';
import { missingConsent } from './consent.ts';
import { type ApplyHost, blank, refuse } from './host.ts';
import { writerOf } from './look.ts';
import type { ApplySettings } from './options.ts';
import { type ApplyOutcome, planOutcome } from './outcome.ts';
import { type Prepared, prepare } from './prepare.ts';
import { refusedAsUnsafe } from './safe-to-run.ts';
import type { KnownEngine } from './target.ts';
import { printFile, tellByHand, tellRoot, textOfPlan } from './tell.ts';

/** Everything of `mirror-apply` after the command line: look, check, plan, show, agree, do. Throws UsageError. */
export async function runApply(settings: ApplySettings, host: ApplyHost): Promise<ApplyOutcome> {
  const unsafe = await refusedAsUnsafe(settings, host);
  if (unsafe !== null) return unsafe;
  const jobs = await jobsOf(settings, host);
  if (jobs !== null) {
    if (jobs.length > 0) return await (await import('./several.ts')).applySeveral(jobs, settings, host);
    return await refuse(settings, host, null, 'no-engine', 3, [host.words.problem.noEngines]);
  }
  const choice = await chooseEngine(settings, host);
  if (choice.kind === 'several') {
    const sentence = host.words.problem.whichEngine(choice.names);
    const refused = await refuse(settings, host, null, 'which-engine', 6, [sentence]);
    return { ...refused, result: 'no-consent' };
  }
  const { name, others } = choice;
  if (others.length > 0 && settings.mode.kind === 'apply')
    host.display.note(host.words.plan.otherEngines(others));
  return await withEngine(
    name,
    async (engine) => {
      const prepared = await prepare(engine, settings, host);
      return prepared.kind === 'ended' ? prepared.outcome : await showAndDo(prepared, host);
    },
    settings.probe.registry,
  );
}

async function showAndDo<E extends Shapes>(
  { target, plan, probed, restore, keys, settings }: Extract<Prepared<E>, { kind: 'planned' }>,
  host: ApplyHost,
): Promise<ApplyOutcome> {
  const { words, display } = host;
  const { engine, seen, facts } = target;
  const base = { ...blank(settings, target), plan: planOutcome(plan, probed) };
  if (settings.output === 'print') return await printFile(base, plan, target, host);
  await display.say(textOfPlan(plan, target, probed, settings, host));
  if (plan.stages.length === 0) {
    const nothing =
      settings.mode.kind === 'undo'
        ? words.plan.nothingToUndo
        : words.plan.nothingToDo(engine.inForce(seen, plan));
    await display.tell(nothing);
    if (settings.verifyPull === null || engine.byHand !== undefined)
      return { ...base, result: 'nothing-to-do' };
  }
  const steps = engine.byHand?.(seen);
  if (steps === undefined && (settings.output === 'dry-run' || facts.needsRoot)) {
    const paths = netFiles(plan.stages).map(({ path }) => path);
    const why = await checkPlaces(paths, writerOf(facts.needsRoot, host.asker));
    if (why !== null) return await refuseToWrite(why, base, settings, host, target);
  }
  if (settings.output === 'dry-run') {
    await display.tell(words.plan.dryRun);
    return { ...base, result: 'planned' };
  }
  if (steps !== undefined && plan.stages.length > 0) {
    const job = { engine: engine.name, registry: settings.probe.registry };
    return await tellByHand(steps, base, job, host);
  }
  if (facts.needsRoot && plan.stages.length > 0) return await tellRoot(base, host);
  const missing = await missingConsent(plan, settings, host);
  if (missing !== null) {
    if (host.signal.aborted) return { ...base, result: 'aborted', exitCode: 130 };
    await display.tell(missing);
    return { ...base, result: 'no-consent', reason: 'no-consent', exitCode: 6, messages: [missing] };
  }
  return await carryOutPlan(settings, host, { target, plan, base, restore, keys });
}

async function refuseToWrite(
  why: NotWritten,
  { plan }: ApplyOutcome,
  settings: ApplySettings,
  host: ApplyHost,
  target: KnownEngine,
): Promise<ApplyOutcome> {
  const reason = why.kind === 'file-failure' ? why.code : why.kind;
  const refused = await refuse(settings, host, target, reason, 3, [host.words.problem.notWritten(why)]);
  return { ...refused, plan };
}
