import { callerOfSudo, checkOwnCode } from '../../host/own-code.ts';
import { ownCode } from '../../host/own-code-parts.ts';
import { shellWord } from '../../host/shell-word.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { installCommand } from '../frame/installed-program.ts';
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
  const install = copyCommand();
  switch (safety.kind) {
    case 'safe':
      return null;
    case 'callers':
      display.note(
        `${words.plan.warningMark}${words.problem.callersProgram(cleanText(safety.path), install)}`,
      );
      return null;
    case 'unsafe':
    case 'file-failure': {
      const shown = { ...safety, path: cleanText(safety.path) };
      const sentence = words.problem.unsafeProgram(shown, install);
      return await refuse(settings, host, null, 'unsafe-program', 3, [sentence]);
    }
    default:
      return safety satisfies never;
  }
}

/** Makes a copy that belongs to root: of the package, or of the single executable that this is. */
function copyCommand(): string {
  const { node, root } = ownCode();
  if (root !== null) return installCommand({ sudo: true });
  return `sudo install -o root -g root -m 755 ${shellWord(cleanText(node))} /usr/local/bin/mirror-check`;
}
