import { callerOfSudo, checkOwnCode } from '../../host/own-code.ts';
import { ownCode } from '../../host/own-code-parts.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { copyForRoot } from '../frame/copy-for-root.ts';
import { releasesPage } from '../frame/installed-program.ts';
import { type ApplyHost, refuse } from './host.ts';
import type { ApplySettings } from './options.ts';
import type { ApplyOutcome } from './outcome.ts';

/**
 * The first thing that root does: who beside root could change the program that runs? The user who called sudo is told of in a
 * note; anybody else is reason enough to end. null: go on.
 */
export async function refusedAsUnsafe(
  settings: ApplySettings,
  host: ApplyHost,
): Promise<ApplyOutcome | null> {
  const { asker, words, display } = host;
  if (asker.uid !== 0) return null;
  const safety = checkOwnCode(ownCode(), callerOfSudo(asker.env));
  if (safety.kind === 'safe') return null;
  const copy = await copyForRoot(safety);
  switch (safety.kind) {
    case 'callers':
      display.note(
        `${words.plan.warningMark}${words.problem.callersProgram(cleanText(safety.path), copy, releasesPage())}`,
      );
      return null;
    case 'unsafe':
    case 'file-failure': {
      const shown = { ...safety, path: cleanText(safety.path) };
      const sentence = words.problem.unsafeProgram(shown, copy, releasesPage());
      return await refuse(settings, host, null, 'unsafe-program', 3, [sentence]);
    }
    default:
      return safety satisfies never;
  }
}
