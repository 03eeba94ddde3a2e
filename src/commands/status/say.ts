import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import type { StatusProblem } from '../../words/status/messages.ts';
import type { Words } from '../frame/command.ts';

/** A remark, not with --quiet. */
export function tell(sentence: string, quiet: boolean): void {
  if (!quiet) writeNote(shown(`${sentence}\n`));
}

/** What went wrong is said even when quiet. Exit 3. */
export function fail(
  name: string,
  problem: StatusProblem,
  detail: string,
  { status, frame }: Words<'status'>,
): 3 {
  const why = problem === 'unreadable' ? frame.note.systemError(detail) : detail;
  writeNote(shown(`${status.note.refused(name, problem, why)}\n`));
  return 3;
}

/** For builds that must come out the same each time: https://reproducible-builds.org/specs/source-date-epoch/ */
export function now(): number {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^\d{1,12}$/.test(epoch) ? Number(epoch) * 1000 : Date.now();
}
