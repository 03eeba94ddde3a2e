import type { Hands } from '../../change/hands.ts';
import {
  carryOut,
  type Mishap,
  type Transaction,
  type TransactionOutcome,
} from '../../change/transaction.ts';
import type { PlanOf, Shapes, StaysInForce } from '../../engines/engine.ts';
import type { FileBefore } from '../../host/backup-format.ts';
import { shownOnOneLine } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSeconds } from '../../report/format.ts';
import { setLines } from './display.ts';
import type { ApplyHost } from './host.ts';
import type { ApplySettings } from './options.ts';
import { type ApplyOutcome, cleanLog, reasonOf } from './outcome.ts';
import { comeUpCommand, sameTarget } from './same-target.ts';
import type { Target } from './target.ts';

export interface AgreedPlan<E extends Shapes> {
  readonly target: Target<E>;
  readonly plan: PlanOf<E>;
  readonly base: ApplyOutcome;
  readonly restore: readonly FileBefore[];
  /** Of an undo; null: what the plan changes. */
  readonly keys: readonly string[] | null;
  /** Its place in a change of several engines. */
  readonly part?: Pick<Transaction<E['expect'], E['shown']>, 'group' | 'andThen' | 'locked'>;
}

/** Does it, and tells how it went. */
export async function carryOutPlan<E extends Shapes>(
  settings: ApplySettings,
  host: ApplyHost,
  agreed: AgreedPlan<E>,
): Promise<ApplyOutcome> {
  const { target, plan, base, restore } = agreed;
  const { engine, seen, facts } = target;
  const { words, display, asker, signal } = host;
  const keys = agreed.keys ?? engine.keysOf(seen, plan.stages);
  const hands = engine.hands(seen, keys);
  const outcome = await carryOut({
    hands,
    file: facts.file,
    stages: plan.stages,
    reason: settings.mode.kind === 'undo' ? 'undo' : 'apply',
    keys,
    restore,
    verifyPull: settings.verifyPull,
    mayStopContainers:
      plan.consent.some(({ kind }) => kind === 'stop-containers') ||
      (settings.yes && settings.plan.activate === 'restart'),
    toolVersion: base.tool.version,
    owner: { uid: asker.uid, env: asker.env },
    signal,
    ...agreed.part,
    onStep: (step) => {
      if (settings.verbose) display.note(words.outcome.step[step]);
    },
  });
  const aftermath = await aftermathOf(outcome, hands, agreed);
  const lines = linesOf(outcome, aftermath, settings, agreed, host);
  const colour = outcome.kind === 'done' ? display.chalk.green : display.chalk.red;
  const [first = '', ...rest] = lines.map((line) =>
    setLines(shownOnOneLine(line), display.columns).join('\n'),
  );
  await display.say(`\n${[colour(first), ...rest].join('\n')}\n`);
  return { ...base, ...resultOf(outcome, settings), messages: lines };
}

/** What a change that was put back has left behind. */
interface Aftermath {
  readonly stays: StaysInForce | null;
  /** Where its data is looked for now, if not where it was; null: as before. */
  readonly data: string | null;
  /** Containers that ran before, and do not run now. */
  readonly stopped: readonly string[];
}

/** By a look at the engine as it is now, not by what was foretold. */
async function aftermathOf<E extends Shapes>(
  outcome: TransactionOutcome<E['shown']>,
  hands: Hands<E['expect'], E['shown']>,
  { plan, target }: AgreedPlan<E>,
): Promise<Aftermath> {
  if (outcome.kind !== 'rolled-back' && outcome.kind !== 'not-rolled-back') return NOTHING_LEFT;
  const { told } = outcome;
  if (told !== 'reload' && told !== 'restart') return NOTHING_LEFT;
  const waiting = (await hands.waiting?.()) ?? null;
  return {
    stays: target.told.staysInForce?.(plan.warnings, waiting, told) ?? null,
    data: cleanedOr((await hands.dataElsewhere?.()) ?? null),
    stopped: ((await hands.stopped?.()) ?? []).map((name) => cleanText(name)),
  };
}

const NOTHING_LEFT: Aftermath = { stays: null, data: null, stopped: [] };

function linesOf<E extends Shapes>(
  outcome: TransactionOutcome<E['shown']>,
  { stays, data, stopped }: Aftermath,
  settings: ApplySettings,
  { plan, target }: AgreedPlan<E>,
  { words }: ApplyHost,
): readonly string[] {
  const { verifyPull, mode } = settings;
  switch (outcome.kind) {
    case 'done': {
      const [activation] = plan.stages.map((stage) => stage.activation);
      const { live, backup, lost, pulled } = outcome;
      const action = mode.kind === 'undo' ? 'undo' : 'apply';
      const more = live === null ? null : (target.told.moreInForce?.(live, plan.stages, action) ?? null);
      return [
        ...(activation === undefined
          ? []
          : more !== null && more.left.length > 0
            ? [words.outcome.doneBut(more.left)]
            : [words.outcome.done(activation)]),
        ...(live === null || more?.alone
          ? []
          : [words.outcome.shown(live.mirrors.map((url) => cleanText(url)))]),
        ...(more === null ? [] : [more.sentence]),
        ...(verifyPull === null
          ? []
          : pulled === null
            ? [words.outcome.notPulled(verifyPull)]
            : [words.outcome.pulled(verifyPull, formatSeconds(pulled.seconds), pulled.kept)]),
        ...lost.map((what) => words.outcome.lost(what)),
        ...(plan.afterwards ?? []).map(
          (warning) => `${words.plan.warningMark}${target.told.warning(warning)}`,
        ),
        ...(backup === null || !settings.tellsUndo
          ? []
          : [words.outcome.backup(backup.id, mode.kind === 'undo', sameTarget(settings, target.name))]),
      ];
    }
    case 'not-written':
      return [words.problem.notWritten(outcome.why)];
    case 'rolled-back':
    case 'not-rolled-back': {
      const { mishap, backup } = outcome;
      const said = mishap.kind === 'invalid' ? cleanLog(mishap.invalid.lines) : [];
      const detail = mishap.kind === 'pull' ? { ...mishap, detail: cleanText(mishap.detail, 400) } : mishap;
      const log = cleanLog(outcome.log);
      const command = comeUpCommand(target.facts.startCommand);
      const untried = target.told.untried?.(plan.warnings) ?? [];
      const along = wasRefused(mishap) ? target.told.refusedAlong?.(plan.warnings, log) : null;
      return [
        words.outcome.mishap(detail, target.told.title),
        ...said.map((line) => `  ${line}`),
        ...(log.length === 0 ? [] : [words.outcome.logHead, ...log.map((line) => `  ${line}`)]),
        ...(along ? [words.outcome.refusedAlong(along.path, along.keys)] : []),
        outcome.kind === 'not-rolled-back'
          ? words.outcome.notRolledBack(backup?.path ?? null, command, outcome.filesBack)
          : mishap.kind === 'invalid'
            ? words.outcome.unchanged
            : stays === null && data === null
              ? words.outcome.rolledBack
              : words.outcome.ownRolledBack,
        ...(stays === null ? [] : [words.outcome.staysInForce(stays, command)]),
        ...(data === null || stays?.hidesData === true ? [] : [words.outcome.dataElsewhere(data)]),
        ...(stopped.length === 0
          ? []
          : [words.outcome.stopped(stopped, data !== null || stays?.hidesData === true)]),
        ...(outcome.kind === 'not-rolled-back' && outcome.filesBack
          ? untried.map(({ path, keys }) => words.outcome.oldFileUntried(path, keys))
          : []),
        ...outcome.edited.map((path) => words.outcome.editedMeanwhile(path, outcome.kind === 'rolled-back')),
      ];
    }
    default:
      return outcome satisfies never;
  }
}

function cleanedOr(text: string | null): string | null {
  return text === null ? null : cleanText(text);
}

/** The engine was told to read the new file, and shows that it would not have it, or nothing of it. */
function wasRefused(mishap: Mishap): boolean {
  return (
    mishap.kind === 'activation' && (mishap.failure.kind === 'refused' || mishap.failure.kind === 'not-shown')
  );
}

function resultOf(
  outcome: TransactionOutcome<Shapes['shown']>,
  { verifyPull }: ApplySettings,
): Partial<ApplyOutcome> {
  const reason = reasonOf(outcome);
  switch (outcome.kind) {
    case 'done':
      return {
        result: 'done',
        backup: outcome.backup,
        inForce: outcome.live === null ? null : { mirrors: outcome.live.mirrors },
        pull:
          outcome.pulled === null || verifyPull === null
            ? null
            : { image: verifyPull, seconds: outcome.pulled.seconds },
        ...(verifyPull !== null && outcome.pulled === null ? { pullSkipped: 'engine-down' } : {}),
      };
    case 'not-written':
      return outcome.why.kind === 'containers-started'
        ? { result: 'no-consent', reason, exitCode: 6 }
        : { result: 'refused', reason, exitCode: 3 };
    case 'rolled-back':
    case 'not-rolled-back':
      return {
        result: outcome.kind,
        reason,
        exitCode: outcome.kind === 'rolled-back' ? 4 : 5,
        backup: outcome.backup,
        log: cleanLog(outcome.log),
      };
    default:
      return outcome satisfies never;
  }
}
