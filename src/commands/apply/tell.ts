import { holdsCredentials } from '../../change/masked-text.ts';
import type { Engine, PlanOf, Shapes } from '../../engines/engine.ts';
import { bytesOf } from '../../host/file-state.ts';
import type { KnownMirror } from '../../use/known-mirror.ts';
import { type ApplyHost, rootSentences } from './host.ts';
import type { ApplySettings } from './options.ts';
import { otherFileLines } from './other-files.ts';
import type { ApplyOutcome } from './outcome.ts';
import { renderPlan } from './plan-text.ts';
import { printCommand } from './rerun-command.ts';
import type { Job } from './several.ts';
import type { Target } from './target.ts';

/** `--print`: the new file and nothing else on stdout. */
export async function printFile<E extends Shapes>(
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
  if (bytes !== null && holdsCredentials(bytes, planned?.hide))
    warnings.push(words.plan.printedPassword(facts.file.path));
  for (const warning of warnings) display.note(`${words.plan.warningMark}${warning}`);
  const others = otherFileLines(plan.stages, planned?.path ?? facts.file.path, facts.startCommand, words);
  for (const line of others) display.note(line);
  await display.print(bytes ?? Buffer.from(facts.emptyFile));
  return { ...base, result: 'planned', messages: [...base.messages, ...others] };
}

/** The plan as a person reads it. */
export function textOfPlan<E extends Shapes>(
  plan: PlanOf<E>,
  target: Target<E>,
  probed: readonly KnownMirror[],
  { verbose, output, tellsUnmeasured }: ApplySettings,
  { words, messages, display }: ApplyHost,
): string {
  const { chalk, columns } = display;
  const afterwards = output === 'dry-run' || target.facts.needsRoot;
  const view = { words, verdicts: messages.verdict, chalk, columns, verbose, afterwards, tellsUnmeasured };
  return renderPlan(plan, target, probed, view);
}

/** What a person types to do what was shown. */
export async function tellByHand(
  commandsFor: ReturnType<NonNullable<Engine<Shapes>['byHand']>>,
  base: ApplyOutcome,
  job: Job,
  { display, words, argv, asker }: ApplyHost,
): Promise<ApplyOutcome> {
  const lines = commandsFor(printCommand(argv, asker.env, job).command);
  await display.tell(words.plan.byHand);
  // What is typed stands on one line, however long.
  await display.say(`${lines.map((line) => `  ${line}`).join('\n')}\n`);
  return {
    ...base,
    result: 'refused',
    reason: 'by-hand',
    exitCode: 3,
    messages: [words.plan.byHand, ...lines],
  };
}

/** The command that does as root what was shown. */
export async function tellRoot(
  base: ApplyOutcome,
  { display, words, argv, asker }: ApplyHost,
): Promise<ApplyOutcome> {
  const messages = rootSentences({ words, argv, asker });
  await display.say(`\n${messages.join('\n')}\n`);
  return { ...base, result: 'needs-root', reason: 'needs-root', exitCode: 3, messages };
}
