import { SPOOL } from '../../fetch/limits.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import type { RelayEvent } from '../../use/relay/run-relay.ts';
import { relayEn } from '../../words/relay/en.ts';

/** One line of the log, in English whatever the language: journals are searched, and pasted into issues. Holds no secret: addresses come as they may be shown. */
export function logLine(event: RelayEvent): string {
  switch (event.kind) {
    case 'surveying':
      return `looking for the best mirrors of ${event.registry}`;
    case 'listening':
      return `serving ${event.registries.join(', ')} at ${event.url}`;
    case 'mirrors':
      return `mirrors of ${event.registry}, best first: ${event.urls.join(' ')}`;
    case 'trouble': {
      const { lastTrouble, rest } = event.health;
      const until = rest === null ? '' : `, left alone until ${new Date(rest.untilMs).toISOString()}`;
      const what = lastTrouble === null ? 'trouble' : relayEn.status.trouble[lastTrouble.trouble];
      return `${event.url}: ${what}${until}`;
    }
    case 'recheck-failed':
      return `the survey of ${event.registry} found no usable mirror; the old ones stay`;
    case 'disk':
      return event.isFull
        ? `the disk of ${cleanText(event.spool)} takes nothing more: ${formatSize(SPOOL.memoryBytes)} at a time pass through memory, what is larger is left to the engine's next mirror; free space there, or name another folder with --spool`
        : `the disk of ${cleanText(event.spool)} takes bytes again`;
    case 'not-saved':
      return `what was learned cannot be written down: ${event.code}`;
    case 'fault':
      return `a fault of our own: ${cleanText(event.error instanceof Error ? (event.error.stack ?? event.error.message) : String(event.error), 2_000)}`;
    default:
      return event satisfies never;
  }
}
