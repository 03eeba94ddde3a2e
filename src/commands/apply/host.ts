import type { Asker } from '../../engines/engine.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { packageInfo } from '../../package-info.ts';
import type { ApplyMessages } from '../../words/apply/messages.ts';
import type { Messages } from '../../words/index.ts';
import type { Lang } from '../../words/lang.ts';
import type { Display } from './display.ts';
import type { ApplySettings } from './options.ts';
import { type ApplyOutcome, engineOutcome } from './outcome.ts';
import { type RerunCommand, rerunCommand } from './rerun-command.ts';
import type { KnownEngine } from './target.ts';

/** What a run needs of the process it runs in. */
export interface ApplyHost {
  readonly lang: Lang;
  readonly messages: Pick<Messages, 'frame' | 'catalog' | 'verdict'>;
  readonly words: ApplyMessages;
  readonly display: Display;
  readonly asker: Asker;
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
}

/** An outcome in which all went well and nothing was done. */
export function blank({ mode }: ApplySettings, target: KnownEngine | null): ApplyOutcome {
  const { name, version } = packageInfo();
  return {
    schemaVersion: 1,
    tool: { name, version },
    action: mode.kind,
    result: 'done',
    exitCode: 0,
    reason: null,
    messages: [],
    engine: target === null ? null : engineOutcome(target),
    plan: null,
    backup: null,
    inForce: null,
    pull: null,
    log: [],
  };
}

/** Why a file cannot be read; and where root could, how. */
export function fileSentences(
  failure: FileFailure,
  host: Pick<ApplyHost, 'words' | 'argv' | 'asker'>,
): readonly string[] {
  const { platform, uid } = host.asker;
  const takesRoot = failure.code === 'permission-denied' && platform === 'linux' && uid !== 0;
  return [host.words.problem.notWritten(failure), ...(takesRoot ? rootSentences(host) : [])];
}

/** The command that does it as root. */
export function rootSentences({
  words,
  argv,
  asker,
}: Pick<ApplyHost, 'words' | 'argv' | 'asker'>): readonly string[] {
  const rerun = rerunCommand(argv, asker.env);
  return withPasswordNote(words.problem.needsRoot(rerun.command), rerun, words);
}

export function withPasswordNote(
  sentence: string,
  { passwordLeftOut }: RerunCommand,
  { problem }: ApplyMessages,
): readonly string[] {
  return [sentence, ...(passwordLeftOut ? [problem.passwordLeftOut] : [])];
}

/** Says why nothing is done. */
export async function refuse(
  settings: ApplySettings,
  { display }: Pick<ApplyHost, 'display'>,
  target: KnownEngine | null,
  reason: string,
  exitCode: number,
  messages: readonly string[],
): Promise<ApplyOutcome> {
  for (const message of messages) display.problem(message);
  return { ...blank(settings, target), result: 'refused', reason, exitCode, messages };
}
