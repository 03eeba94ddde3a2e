import { clearUpBeside } from '../../change/clear-up.ts';
import { maskCredentials } from '../../change/mask-credentials.ts';
import type { NotWritten } from '../../change/transaction.ts';
import {
  type Asker,
  type Inspection,
  type InspectionProblem,
  inspectDocker,
  type OtherUsersEngine,
  type Plan,
  planApply,
  planEarly,
  planInputOf,
  type Refusal,
} from '../../engines/docker/index.ts';
import { bytesOf } from '../../host/file-state.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ProbedMirror } from '../../use/unprivileged/probe-for-apply.ts';
import { UsageError } from '../frame/usage-error.ts';
import { listBackupSets, planUndoOf } from './backups.ts';
import { candidatesForApply } from './candidates.ts';
import { carryOutPlan } from './carry-out.ts';
import { type ApplyHost, blank, fileSentences, refuse, rootSentences, withPasswordNote } from './host.ts';
import type { ApplySettings } from './options.ts';
import { type ApplyOutcome, planOutcome } from './outcome.ts';
import { renderPlan } from './plan-text.ts';
import { rerunCommand } from './rerun-command.ts';
import { refusedAsUnsafe } from './safe-to-run.ts';

/** Everything of `mirror-apply` after the command line: look, check, plan, show, agree, do. Throws UsageError. */
export async function runApply(settings: ApplySettings, host: ApplyHost): Promise<ApplyOutcome> {
  const { words, asker, display } = host;
  const unsafe = await refusedAsUnsafe(settings, host);
  if (unsafe !== null) return unsafe;
  const looked = await look(settings, asker);
  if (looked.kind !== 'inspection') return await refuse(settings, host, null, ...problemOf(looked, host));
  const { inspection } = looked;
  if (settings.mode.kind === 'backups') return await listBackupSets(settings, host, inspection);
  const early = refusedEarly(settings, inspection);
  if (early !== null) return await refuseByPlan(settings, host, inspection, early);

  const found = await candidatesForApply(settings, host, inspection);
  if (found.kind === 'aborted') return { ...blank(settings, inspection), result: 'aborted', exitCode: 130 };
  if (found.kind === 'failed') return await refuse(settings, host, inspection, 'probe', 70, [found.sentence]);
  const { probed } = found;
  const planned =
    settings.mode.kind === 'undo'
      ? await planUndoOf(settings, inspection, settings.mode.id, host)
      : {
          plan: planApply(planInputOf(inspection, found.candidates, settings.plan)),
          restore: [],
          keys: null,
        };
  if ('sentences' in planned)
    return await refuse(settings, host, inspection, planned.reason, 3, planned.sentences);
  const { plan } = planned;
  if (plan.kind === 'refusal') return await refuseByPlan(settings, host, inspection, plan);

  const base = { ...blank(settings, inspection), plan: planOutcome(plan, probed) };
  if (settings.output === 'print') return await printFile(base, plan, inspection, host);
  await display.say(textOfPlan(plan, inspection, probed, settings, host));
  if (plan.stages.length === 0) {
    const inForce = inspection.engine.running && !plan.warnings.some(({ kind }) => kind === 'proxy-not-ours');
    await display.say(`\n${words.plan.nothingToDo(inForce)}\n`);
    if (settings.verifyPull === null) return { ...base, result: 'nothing-to-do' };
  }
  if (settings.output === 'dry-run') {
    await display.say(`\n${words.plan.dryRun}\n`);
    return { ...base, result: 'planned' };
  }
  if (needsRoot(inspection, asker) && plan.stages.length > 0) return await tellRoot(base, host);
  const missing = await missingConsent(plan, settings, host);
  if (missing !== null) {
    if (host.signal.aborted) return { ...base, result: 'aborted', exitCode: 130 };
    await display.say(`\n${missing}\n`);
    return { ...base, result: 'no-consent', reason: 'no-consent', exitCode: 6, messages: [missing] };
  }
  const { restore, keys } = planned;
  return await carryOutPlan(settings, host, { inspection, plan, base, restore, keys });
}

type Look =
  | { readonly kind: 'inspection'; readonly inspection: Inspection }
  | InspectionProblem
  | { readonly kind: 'not-written'; readonly why: NotWritten };

/** Looks at the engine and its file; who may write clears up after killed runs first. */
async function look(settings: ApplySettings, asker: Asker): Promise<Look> {
  const { dockerHost, config, output, mode } = settings;
  const inspection = await inspectDocker({ dockerHost, config }, asker);
  if (inspection.kind !== 'inspection') return inspection;
  const writes = output === 'plan-and-do' && mode.kind !== 'backups' && !needsRoot(inspection, asker);
  if (!writes) return { kind: 'inspection', inspection };
  const cleared = await clearUpBeside(inspection.file, { uid: asker.uid, env: asker.env });
  if (cleared.kind !== 'cleared') return { kind: 'not-written', why: cleared };
  if (!cleared.mended) return { kind: 'inspection', inspection };
  const again = await inspectDocker({ dockerHost, config }, asker);
  return again.kind === 'inspection' ? { kind: 'inspection', inspection: again } : again;
}

/** The engine of all users is root's to configure; that of one user is that user's. */
function needsRoot({ install }: Inspection, { platform, uid }: Asker): boolean {
  return platform === 'linux' && uid !== 0 && (install.install === 'rootful' || install.install === 'snap');
}

function problemOf(
  problem: Exclude<Look, { kind: 'inspection' }>,
  host: ApplyHost,
): [reason: string, exitCode: number, messages: readonly string[]] {
  const { words } = host;
  switch (problem.kind) {
    case 'bad-endpoint':
      throw new UsageError([words.usage.endpoint(problem.source, cleanText(maskCredentials(problem.text)))]);
    case 'bad-context':
      throw new UsageError([words.usage.context(cleanText(problem.name))]);
    case 'foreign':
      return [problem.install, 3, [words.problem.foreign(problem)]];
    case 'other-user':
      return [problem.kind, 3, tellUser(problem, host)];
    case 'no-engine':
      return [problem.kind, 3, [words.problem.noEngine]];
    case 'unreachable':
      return [problem.code, 3, [words.problem.unreachable(problem.code)]];
    case 'file-failure':
      return [problem.code, 3, fileSentences(problem, host)];
    case 'not-written':
      return [problem.why.kind, 3, [words.problem.notWritten(problem.why)]];
    default:
      return problem satisfies never;
  }
}

/** What can be known before any mirror is asked. */
function refusedEarly(settings: ApplySettings, inspection: Inspection): Refusal | null {
  if (settings.mode.kind !== 'apply') return null;
  const { plan, probe } = settings;
  const touchesMirrors = !plan.noProbe || probe.urls.length > 0 || plan.mirrorsOff;
  return planEarly(planInputOf(inspection, [], plan), touchesMirrors);
}

async function refuseByPlan(
  settings: ApplySettings,
  host: ApplyHost,
  inspection: Inspection,
  { reason, exitCode }: Refusal,
): Promise<ApplyOutcome> {
  const { words, messages, display } = host;
  const sentences = words.problem.refusal(reason, messages.verdict);
  if (exitCode === 2) throw new UsageError(sentences);
  if (reason.kind !== 'no-fit-mirror' || settings.verbose) {
    return await refuse(settings, host, inspection, reason.kind, exitCode, sentences);
  }
  const [first = '', ...rest] = sentences;
  display.problem(first);
  for (const line of rest.slice(0, UNFIT_SHOWN)) display.problem(`  ${line}`);
  if (rest.length > UNFIT_SHOWN) display.problem(`  ${words.plan.moreUnfit(rest.length - UNFIT_SHOWN)}`);
  const outcome = blank(settings, inspection);
  return { ...outcome, result: 'refused', reason: reason.kind, exitCode, messages: sentences };
}

/** Reasons that are told without --verbose. */
const UNFIT_SHOWN = 5;

async function printFile(
  base: ApplyOutcome,
  plan: Plan,
  { file }: Inspection,
  { display, words }: ApplyHost,
): Promise<ApplyOutcome> {
  for (const warning of plan.warnings)
    display.note(`${words.plan.warningMark}${words.plan.warning(warning)}`);
  const planned = plan.stages.flatMap(({ files }) => files).findLast(({ judged }) => judged);
  const bytes = planned === undefined ? bytesOf(file) : planned.after;
  await display.print(bytes ?? Buffer.from('{}\n'));
  return { ...base, result: 'planned' };
}

function textOfPlan(
  plan: Plan,
  inspection: Inspection,
  probed: readonly ProbedMirror[],
  { verbose }: ApplySettings,
  { words, messages, display }: ApplyHost,
): string {
  const { chalk, columns } = display;
  return renderPlan(plan, inspection, probed, { words, verdicts: messages.verdict, chalk, columns, verbose });
}

/** The engine is another user's: what that user has to run. */
function tellUser(
  { endpoint, uid, name, callsSudo }: OtherUsersEngine,
  { words, argv, asker }: ApplyHost,
): readonly string[] {
  const namesSocket = argv.some((word) => word === '--docker-host' || word.startsWith('--docker-host='));
  const rerun = rerunCommand(
    // The shell that it is run from has another DOCKER_HOST, and other contexts.
    namesSocket ? argv : ['--docker-host', endpoint, ...argv],
    asker.env,
    callsSudo ? { kind: 'self' } : { kind: 'user', user: name ?? `#${uid}`, uid },
  );
  return withPasswordNote(words.problem.otherUser(endpoint, name, uid, rerun.command), rerun, words);
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
  plan: Plan,
  { yes }: ApplySettings,
  { display, words, signal }: ApplyHost,
): Promise<string | null> {
  if (plan.stages.length === 0) return null;
  const open = plan.consent.find(({ given }) => !given);
  if (yes) return open === undefined ? null : words.problem.consentMissingForStop(open.count);
  if (!display.canAsk) {
    return open === undefined
      ? words.problem.consentMissing
      : words.problem.consentMissingForStop(open.count);
  }
  const stops = plan.consent[0];
  const question = stops === undefined ? words.plan.question : words.plan.stopQuestion(stops.count);
  return (await display.ask(`\n${question}`, signal)) ? null : words.problem.declined;
}
