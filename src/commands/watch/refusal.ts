import { callerOfSudo, checkOwnCode } from '../../host/own-code.ts';
import { ownCode } from '../../host/own-code-parts.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { WatchMessages } from '../../words/watch/messages.ts';
import { copyForRoot } from '../frame/copy-for-root.ts';
import { releasesPage } from '../frame/installed-program.ts';

/** Not on this system, not without root, not by a program that somebody beside root can change. null: go on. */
export async function refusedToWatch(
  told: WatchMessages['refusal'],
): Promise<{ readonly sentence: string; readonly code: number } | null> {
  if (process.platform !== 'linux') return { sentence: told.onlyLinux, code: 3 };
  if (process.geteuid?.() !== 0) return { sentence: told.needsRoot, code: 6 };
  const safety = checkOwnCode(ownCode(), callerOfSudo(process.env));
  if (safety.kind === 'safe') return null;
  const copy = await copyForRoot(safety);
  return { sentence: told.unsafe(cleanText(safety.path), copy, releasesPage()), code: 3 };
}
