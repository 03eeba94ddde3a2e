import type { PlanOf, Shapes } from '../../engines/engine.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ApplyHost } from './host.ts';
import type { ApplySettings } from './options.ts';

/** Asks once for all that is to be done. null: somebody agreed. */
export async function missingConsent(
  { stages, consent }: Pick<PlanOf<Shapes>, 'stages' | 'consent'>,
  { yes }: ApplySettings,
  { display, words, signal }: ApplyHost,
): Promise<string | null> {
  if (stages.length === 0) return null;
  const pending = consent.find((one) => one.kind === 'pending');
  // That is not asked in passing, and --yes does not answer it.
  if (pending !== undefined && !pending.given) {
    return words.problem.consentMissingForPending(
      pending.keys.map((key) => cleanText(key)),
      pending.atStart === true,
    );
  }
  const stops = consent.find((one) => one.kind === 'stop-containers');
  if (yes)
    return stops === undefined || stops.given ? null : words.problem.consentMissingForStop(stops.count);
  if (!display.canAsk) {
    return stops === undefined || stops.given
      ? words.problem.consentMissing
      : words.problem.consentMissingForStop(stops.count);
  }
  const question = stops === undefined ? words.plan.question : words.plan.stopQuestion(stops.count);
  return (await display.ask(`\n${question}`, signal)) ? null : words.problem.declined;
}
