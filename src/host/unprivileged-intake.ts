import type { Confinement, DropFailure } from './privileges.ts';
import { parseReport } from './unprivileged-wire.ts';

/**
 * - `not-started`, `load-failed`: before it gave up its privileges; it has talked to nobody. `detail` holds its last words.
 * - `drop-failed`: some privilege would have been left. It has talked to nobody either.
 * - `bad-message`, `too-much`: it broke the agreed form or bounds.
 * - `stalled`: no sign of life. `late`: not done by the deadline. `crashed`: it ended without having finished.
 * - `aborted`: it was asked to end and did not.
 */
export type ErrandOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'failure'; readonly code: 'not-started' | 'load-failed'; readonly detail: string }
  | { readonly kind: 'failure'; readonly code: 'drop-failed'; readonly drop: DropFailure }
  | { readonly kind: 'failure'; readonly code: Misconduct };

export type Misconduct = 'bad-message' | 'too-much' | 'stalled' | 'late' | 'crashed' | 'aborted';

/** What a line of the child's comes to. */
export type Taken<Message> =
  | { readonly kind: 'alive' }
  | { readonly kind: 'ready'; readonly lacking: readonly Confinement[] }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'end'; readonly outcome: ErrandOutcome };

/** Looks at the child's lines one after another: their form, their order, their number. Nothing else of them gets any further. */
export function createIntake<Message>(
  parse: (value: unknown) => Message | null,
  most: { readonly messages: number; readonly beats: number },
): (line: string) => Taken<Message> {
  let ready = false;
  let messages = 0;
  let beats = 0;
  return (line) => {
    const report = parseReport(line);
    if (report === null) return misconduct('bad-message');
    switch (report.type) {
      case 'beat':
        beats++;
        return beats > most.beats ? misconduct('too-much') : { kind: 'alive' };
      case 'ready':
        if (ready) return misconduct('bad-message');
        ready = true;
        return { kind: 'ready', lacking: report.lacking };
      case 'drop-failed':
        return { kind: 'end', outcome: { kind: 'failure', code: 'drop-failed', drop: report.code } };
      case 'done':
        return ready ? { kind: 'end', outcome: { kind: 'finished' } } : misconduct('bad-message');
      case 'message': {
        messages++;
        if (messages > most.messages) return misconduct('too-much');
        const message = ready ? parse(report.value) : null;
        return message === null ? misconduct('bad-message') : { kind: 'message', message };
      }
      default:
        return report satisfies never;
    }
  };
}

export function misconduct(code: Misconduct): { readonly kind: 'end'; readonly outcome: ErrandOutcome } {
  return { kind: 'end', outcome: { kind: 'failure', code } };
}
