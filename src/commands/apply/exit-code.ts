import type { ApplyOutcome } from './outcome.ts';

/** The signal's own status where it ended the run in good order; what could not be put back is the worse news. Pure. */
export function exitCodeWhenStopped(
  { result, reason, exitCode }: Pick<ApplyOutcome, 'result' | 'reason' | 'exitCode'>,
  ofSignal: number | null,
): number {
  const stopped = result === 'aborted' || (reason === 'stopped' && result !== 'not-rolled-back');
  return stopped ? (ofSignal ?? exitCode) : exitCode;
}

/** What was done is done whether or not stdout took the news; where the text was all there was to have, it is missing. Pure. */
export function exitCodeUnheard({ result, exitCode }: Pick<ApplyOutcome, 'result' | 'exitCode'>): number {
  return result === 'done' || exitCode !== 0 ? exitCode : 3;
}
