import type { ChalkInstance } from 'chalk';
import { renderDiff } from '../../change/diff.ts';
import { netFiles } from '../../change/types.ts';
import type { ListedMirror } from '../../engines/choose/index.ts';
import type { PlanOf, Shapes, VerdictSentence } from '../../engines/engine.ts';
import { shownOnOneLine } from '../../registry/shown.ts';
import { formatBytesPerSecond, formatSeconds } from '../../report/format.ts';
import { type KnownMirror, outcomeAt } from '../../use/known-mirror.ts';
import type { ApplyMessages } from '../../words/apply/messages.ts';
import type { VerdictMessages } from '../../words/verdict/messages.ts';
import { displayWidth, padEnd, wrapWhole } from '../../words/width.ts';
import type { Target } from './target.ts';

export interface PlanView {
  readonly words: ApplyMessages;
  readonly verdicts: VerdictMessages;
  readonly chalk: ChalkInstance;
  readonly columns: number;
  readonly verbose: boolean;
  /** Nothing will follow that could tell what to know afterwards. */
  readonly afterwards: boolean;
  readonly tellsUnmeasured: boolean;
}

/** What a plan changes, how that takes effect, what it does to containers, and what to know about it. */
export function renderPlan<E extends Shapes>(
  plan: PlanOf<E>,
  target: Target<E>,
  probed: readonly KnownMirror[],
  view: PlanView,
): string {
  const { words, chalk, columns } = view;
  const { seen, told, facts } = target;
  const say = (text: string): readonly string[] => wrapWhole(shownOnOneLine(text), columns);
  const head = [
    ...say(told.engine(seen)).map((line) => chalk.bold(line)),
    ...say(words.plan.file(facts.file.path)),
  ];
  // Of several stages only the sum is worth showing: what stands between is gone a moment later.
  const diffs = netFiles(plan.stages);
  return [
    head,
    plan.mirrors === null ? [] : mirrorLines(plan.mirrors, probed, told, view),
    plan.stages.length === 0 ? [] : effectLines(plan, told, view),
    [
      ...plan.warnings.filter(({ kind }) => says(kind, plan, target, view)),
      ...(view.afterwards ? (plan.afterwards ?? []) : []),
    ].flatMap((warning) => noteLines(told.warning(warning), view)),
    diffs.map(
      (file) =>
        renderDiff(file, { chalk, hidden: words.plan.hiddenChange })?.trimEnd() ??
        say(words.plan.longDiff(file.path)).join('\n'),
    ),
  ]
    .filter((block) => block.length > 0)
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

/** How it was measured and what goes back say nothing where nothing is changed, nor who may read a file that is its owner's alone already. */
function says<E extends Shapes>(
  kind: string,
  { stages }: PlanOf<E>,
  { facts: { file } }: Target<E>,
  { tellsUnmeasured }: PlanView,
): boolean {
  if (kind === 'unprobed' && !tellsUnmeasured) return false;
  if (stages.length === 0 && (kind === 'unprobed' || kind === 'edited-since')) return false;
  return kind !== 'made-private' || file.kind !== 'file' || (file.mode & 0o077) !== 0;
}

function mirrorLines<E extends Shapes>(
  { listed, dropped, unfit }: NonNullable<PlanOf<E>['mirrors']>,
  probed: readonly KnownMirror[],
  told: Target<E>['told'],
  { words, verdicts, chalk, columns, verbose }: PlanView,
): readonly string[] {
  const width = Math.max(0, ...listed.map(({ displayUrl }) => displayWidth(shownOnOneLine(displayUrl))));
  const lines = listed.map((mirror, index) => {
    const mark = mirror.as === 'kept' ? words.plan.keptMark : mirror.wasConfigured ? '' : words.plan.newMark;
    const facts = [mark, ...measured(mirror, probed)].filter((fact) => fact !== '').join(', ');
    const name = shownOnOneLine(`${index + 1}. ${mirror.displayUrl}`);
    const oneLine = `  ${padEnd(name, width + 3)}  ${facts}`.trimEnd();
    if (displayWidth(oneLine) <= columns) return chalk.bold(oneLine);
    return [chalk.bold(`  ${name}`), ...(facts === '' ? [] : [`     ${facts}`])].join('\n');
  });
  const verdict = verdictSentence(words, verdicts);
  return [
    ...(listed.length === 0
      ? [words.plan.noMirrors]
      : [...wrapWhole(words.plan.mirrorsHead(told.title), columns), ...lines]),
    ...dropped.flatMap(({ displayUrl, why }) => indented(told.dropped(displayUrl, why, verdict), columns)),
    ...(verbose
      ? unfit.flatMap(({ displayUrl, why }) => indented(told.unfit(displayUrl, why, verdict), columns))
      : unfit.length === 0
        ? []
        : indented(words.plan.moreUnfit(unfit.length), columns)),
  ];
}

/** What a probe's verdict is in this language. */
export function verdictSentence({ plan }: ApplyMessages, verdicts: VerdictMessages): VerdictSentence {
  return (verdict, code, mirror) => plan.verdict(verdict, code, mirror, verdicts);
}

function measured(mirror: ListedMirror, probed: readonly KnownMirror[]): readonly string[] {
  const outcome = outcomeAt(mirror.url, probed);
  if (outcome === null) return [];
  const { pullSeconds, bytesPerSecond } = outcome;
  return [
    ...(pullSeconds === null ? [] : [formatSeconds(pullSeconds)]),
    ...(bytesPerSecond === null ? [] : [formatBytesPerSecond(bytesPerSecond)]),
  ];
}

function effectLines<E extends Shapes>(
  plan: PlanOf<E>,
  told: Target<E>['told'],
  { words, columns, chalk }: PlanView,
): readonly string[] {
  const [activation] = plan.stages.map((stage) => stage.activation);
  if (activation === undefined) return [];
  const effect = wrapWhole(shownOnOneLine(words.plan.effect(activation)), columns);
  if (activation.kind !== 'restart') return effect;
  const containers = wrapWhole(shownOnOneLine(told.containers(activation)), columns);
  return [
    ...effect,
    ...(activation.containers.stop > 0 ? containers.map((line) => chalk.yellow(line)) : containers),
  ];
}

function noteLines(text: string, { words, columns, chalk }: PlanView): readonly string[] {
  return wrapWhole(shownOnOneLine(`${words.plan.warningMark}${text}`), columns).map((line) =>
    chalk.yellow(line),
  );
}

function indented(text: string, columns: number): readonly string[] {
  return wrapWhole(shownOnOneLine(text), columns - 2).map((line) => `  ${line}`);
}
