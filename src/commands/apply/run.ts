import { holdsCredentials } from '../../change/masked-text.ts';
import { checkPlaces } from '../../change/places.ts';
import type { NotWritten } from '../../change/transaction.ts';
import { netFiles } from '../../change/types.ts';
import { clientsOf, formsFor } from '../../clients/engines.ts';
import {
  DEFAULT_ENGINE,
  type Engine,
  type EngineName,
  type PlanOf,
  type RefusalOf,
  type Shapes,
} from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import { bytesOf } from '../../host/file-state.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { KnownMirror } from '../../use/known-mirror.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import { UsageError } from '../frame/usage-error.ts';
import { listBackupSets, planUndoOf, printBackup } from './backups.ts';
import { candidatesForApply } from './candidates.ts';
import { carryOutPlan } from './carry-out.ts';
import { chooseEngine } from './choose-engine.ts';
import { type ApplyHost, blank, refuse, rootSentences } from './host.ts';
import { look, refuseAbsence, writerOf } from './look.ts';
import type { ApplySettings } from './options.ts';
import { type ApplyOutcome, planOutcome } from './outcome.ts';
import { renderPlan, verdictSentence } from './plan-text.ts';
import { rerunCommand } from './rerun-command.ts';
import { refusedAsUnsafe } from './safe-to-run.ts';
import type { KnownEngine, Target } from './target.ts';

/** Everything of `mirror-apply` after the command line: look, check, plan, show, agree, do. Throws UsageError. */
export async function runApply(settings: ApplySettings, host: ApplyHost): Promise<ApplyOutcome> {
  const unsafe = await refusedAsUnsafe(settings, host);
  if (unsafe !== null) return unsafe;
  const choice = await chooseEngine(settings, host);
  if (choice.kind === 'several') {
    const sentence = host.words.problem.whichEngine(choice.names);
    const refused = await refuse(settings, host, null, 'which-engine', 6, [sentence]);
    return { ...refused, result: 'no-consent' };
  }
  const { name, others } = choice;
  if (others.length > 0 && settings.mode.kind === 'apply')
    host.display.note(host.words.plan.otherEngines(others));
  return await withEngine(name, (engine) => applyTo(engine, settings, host));
}

async function applyTo<E extends Shapes>(
  engine: Engine<E>,
  given: ApplySettings,
  host: ApplyHost,
): Promise<ApplyOutcome> {
  const told = await engine.words(host.lang);
  const settings = { ...given, probe: asAskedBy(engine.name, given.probe) };
  const { registry } = settings.probe;
  if (engine.registries === 'docker.io' && registry !== 'docker.io') {
    throw new UsageError([host.words.usage.onlyDockerHub(told.title, cleanText(registry))]);
  }
  const looked = await look(engine, settings, told, host.asker);
  if (looked.kind === 'absent') return await refuseAbsence(looked, settings, host);
  const { target } = looked;
  const { seen } = target;
  const { mode } = settings;
  if (mode.kind === 'backups') {
    return mode.id === null
      ? await listBackupSets(settings, host, target)
      : await printBackup(settings, host, target, mode.id);
  }
  const early = await refusedEarly(settings, target);
  if (early !== null) return await refuseByPlan(settings, host, target, early);

  const found = await candidatesForApply(settings, host, engine.probing(seen, settings.plan));
  if (found.kind === 'aborted') return { ...blank(settings, target), result: 'aborted', exitCode: 130 };
  if (found.kind === 'failed') return await refuse(settings, host, target, 'probe', 70, [found.sentence]);
  const { probed } = found;
  const planned =
    settings.mode.kind === 'undo'
      ? await planUndoOf(settings, target, settings.mode.id, host)
      : { plan: engine.planApply(seen, settings.plan, found.candidates), restore: [], keys: null };
  if ('sentences' in planned)
    return await refuse(settings, host, target, planned.reason, 3, planned.sentences);
  const { plan } = planned;
  if (plan.kind === 'refusal') return await refuseByPlan(settings, host, target, plan);
  const { restore, keys } = planned;
  return await showAndDo({ target, plan, probed, restore, keys }, settings, host);
}

/** The survey asks as the engine will, for mirrors that its file can name. */
function asAskedBy(engine: EngineName, probe: ProbeSettings): ProbeSettings {
  const forms = formsFor(engine, probe.registry);
  // Docker's plan tells its two stores apart by itself.
  if (engine === DEFAULT_ENGINE) return { ...probe, forms };
  return { ...probe, engine, clients: clientsOf(engine) ?? probe.clients, forms };
}

type Planned<E extends Shapes> = Omit<Parameters<typeof carryOutPlan<E>>[2], 'base'> & {
  readonly probed: readonly KnownMirror[];
};

async function showAndDo<E extends Shapes>(
  { target, plan, probed, restore, keys }: Planned<E>,
  settings: ApplySettings,
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
    await display.say(`\n${nothing}\n`);
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
    await display.say(`\n${words.plan.dryRun}\n`);
    return { ...base, result: 'planned' };
  }
  if (steps !== undefined && plan.stages.length > 0) return await tellByHand(steps, base, host);
  if (facts.needsRoot && plan.stages.length > 0) return await tellRoot(base, host);
  const missing = await missingConsent(plan, settings, host);
  if (missing !== null) {
    if (host.signal.aborted) return { ...base, result: 'aborted', exitCode: 130 };
    await display.say(`\n${missing}\n`);
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
  if (reason.kind !== 'no-fit-mirror' || settings.verbose) {
    return await refuse(settings, host, target, reason.kind, exitCode, sentences);
  }
  const [first = '', ...rest] = sentences;
  display.problem(first);
  for (const line of rest.slice(0, UNFIT_SHOWN)) display.problem(`  ${line}`);
  if (rest.length > UNFIT_SHOWN) display.problem(`  ${words.plan.moreUnfit(rest.length - UNFIT_SHOWN)}`);
  const outcome = blank(settings, target);
  return { ...outcome, result: 'refused', reason: reason.kind, exitCode, messages: sentences };
}

/** Reasons that are told without --verbose. */
const UNFIT_SHOWN = 5;

async function printFile<E extends Shapes>(
  base: ApplyOutcome,
  plan: PlanOf<E>,
  { told, facts }: Target<E>,
  { display, words }: ApplyHost,
): Promise<ApplyOutcome> {
  const planned = plan.stages.flatMap(({ files }) => files).findLast(({ judged }) => judged);
  const bytes = planned === undefined ? bytesOf(facts.file) : planned.after;
  // Whoever puts the file in place gives it its mode.
  const warnings = plan.warnings
    .filter(({ kind }) => kind !== 'made-private')
    .map((one) => told.warning(one));
  if (bytes !== null && holdsCredentials(bytes)) warnings.push(words.plan.printedPassword(facts.file.path));
  for (const warning of warnings) display.note(`${words.plan.warningMark}${warning}`);
  await display.print(bytes ?? Buffer.from(facts.emptyFile));
  return { ...base, result: 'planned' };
}

function textOfPlan<E extends Shapes>(
  plan: PlanOf<E>,
  target: Target<E>,
  probed: readonly KnownMirror[],
  { verbose, output }: ApplySettings,
  { words, messages, display }: ApplyHost,
): string {
  const { chalk, columns } = display;
  const afterwards = output === 'dry-run' || target.facts.needsRoot;
  const view = { words, verdicts: messages.verdict, chalk, columns, verbose, afterwards };
  return renderPlan(plan, target, probed, view);
}

/** What a person types to do what was shown. */
async function tellByHand(
  { name, commands }: NonNullable<ReturnType<NonNullable<Engine<Shapes>['byHand']>>>,
  base: ApplyOutcome,
  { display, words, argv, asker }: ApplyHost,
): Promise<ApplyOutcome> {
  const again = rerunCommand(
    [...argv.filter((word) => word !== '--yes' && word !== '-y'), '--print'],
    asker.env,
    {
      kind: 'self',
    },
  );
  const messages = [words.plan.byHand, `${again.command} > ${name}`, ...commands];
  const [first, ...lines] = messages;
  await display.say(`\n${[first, ...lines.map((line) => `  ${line}`)].join('\n')}\n`);
  return { ...base, result: 'refused', reason: 'by-hand', exitCode: 3, messages };
}

async function tellRoot(
  base: ApplyOutcome,
  { display, words, argv, asker }: ApplyHost,
): Promise<ApplyOutcome> {
  const messages = rootSentences({ words, argv, asker });
  await display.say(`\n${messages.join('\n')}\n`);
  return { ...base, result: 'needs-root', reason: 'needs-root', exitCode: 3, messages };
}

/** null: somebody agreed. */
async function missingConsent(
  { stages, consent }: Pick<PlanOf<Shapes>, 'stages' | 'consent'>,
  { yes }: ApplySettings,
  { display, words, signal }: ApplyHost,
): Promise<string | null> {
  if (stages.length === 0) return null;
  const pending = consent.find((one) => one.kind === 'pending');
  // Nobody is asked that in passing, and --yes is no answer to it.
  if (pending !== undefined && !pending.given) return words.problem.consentMissingForPending(pending.keys);
  const stops = consent.find((one) => one.kind === 'stop-containers');
  if (yes)
    return stops === undefined || stops.given ? null : words.problem.consentMissingForStop(stops.count);
  if (!display.canAsk) {
    return stops === undefined || stops.given
      ? words.problem.consentMissing
      : words.problem.consentMissingForStop(stops.count);
  }
  const question = stops === undefined ? words.plan.question : words.plan.stopQuestion(stops.count);
  return (await display.ask(`\n${question}`, signal)) ? null : words.problem.declined;
}
