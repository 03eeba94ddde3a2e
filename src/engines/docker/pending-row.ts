import type { DockerdFlag } from './flags.ts';
import type { NextStart } from './next-start.ts';
import type { PendingKey, RunsWith } from './pending.ts';

/** What the next start, or the reload, reads. */
export interface NextRead {
  readonly by: 'reload' | 'restart';
  readonly file: Readonly<Record<string, unknown>>;
  /** Of the process that runs. */
  readonly flags: readonly DockerdFlag[];
  readonly next: Pick<NextStart, 'flags'>;
}

/** One setting that a running engine shows. */
export interface PendingRow {
  /** Its names in the file, today's first. */
  readonly keys: readonly [string, ...string[]];
  /** Its names on the command line. */
  readonly options: readonly [string, ...string[]];
  /** A reload reads it anew (moby daemon/reload.go). */
  readonly reloads: boolean;
  /** It names a file, a link, a user or a port: what that is can change though the setting does not. */
  readonly pointsElsewhere?: true;
  /** An option's values as the file would have them. */
  readonly ofOptions: (texts: readonly string[]) => unknown;
  /** `value`: undefined where it is set nowhere, which means the engine's default. null: it is in force. */
  readonly effect: (value: unknown, runs: RunsWith, next: NextRead) => PendingKey['effect'] | null;
}

/** A key that is gone: a restart goes back to the default, a reload leaves what is (moby daemon/reload.go). Options that are not seen may say it too. */
export function isReset<Value>(
  live: Value,
  fallback: Value,
  { sockets }: RunsWith,
  { by }: NextRead,
): PendingKey['effect'] | null {
  return by === 'restart' && sockets !== null && live !== fallback ? 'other' : null;
}
