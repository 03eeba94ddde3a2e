import { cleanText } from '../../registry/untrusted-text.ts';
import type { RelayEvent } from '../../use/relay/run-relay.ts';

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
      return `${event.url}: ${lastTrouble?.trouble ?? 'trouble'}${until}`;
    }
    case 'recheck-failed':
      return `the survey of ${event.registry} found no usable mirror; the old ones stay`;
    case 'not-saved':
      return `what was learned cannot be written down: ${event.code}`;
    case 'fault':
      return `a fault of our own: ${cleanText(event.error instanceof Error ? (event.error.stack ?? event.error.message) : String(event.error), 2_000)}`;
    default:
      return event satisfies never;
  }
}
