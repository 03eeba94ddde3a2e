import { isInHome } from '../../host/homes.ts';
import type { CodeSafety } from '../../host/own-code.ts';
import { type OwnCode, ownCode } from '../../host/own-code-parts.ts';
import { hasSafeNpm } from '../../host/root-npm.ts';
import { shellWord } from '../../host/shell-word.ts';
import { topOfOwner } from '../../host/top-of-owner.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { CopyForRoot } from '../../words/frame/messages.ts';
import { installCommand } from './installed-program.ts';

/** Where install.sh puts the single executable for all users. */
const ROOTS_OWN = '/usr/local/bin/mirror-check';

/**
 * What to tell of a program that somebody other than root can change: a way that is none of his. `safety` is null of one that is root's own and stands
 * where it cannot stay.
 */
export async function copyForRoot(
  safety: Exclude<CodeSafety, { kind: 'safe' }> | null,
  code: OwnCode = ownCode(),
): Promise<CopyForRoot> {
  if (code.root === null) {
    // What lies in a home is its owner's to change until it is copied; install.sh holds the hash of what it puts down.
    if (/^\/(?:home|root)\//.test(code.node)) return { install: 'sudo sh install.sh', mend: null };
    // A file is not copied over itself.
    if (code.node === ROOTS_OWN) return await mended(safety);
    const copy = `sudo install -o root -g root -m 755 ${shellWord(cleanText(code.node))} ${ROOTS_OWN}`;
    return { install: copy, mend: null };
  }
  return hasSafeNpm() ? { install: installCommand({ sudo: true }), mend: null } : await mended(safety);
}

async function mended(safety: Exclude<CodeSafety, { kind: 'safe' }> | null): Promise<CopyForRoot> {
  const none = { install: null, mend: null };
  if (safety?.kind !== 'unsafe' || (await isInHome(safety.path, safety.uid))) return none;
  switch (safety.reason) {
    case 'foreign-owner': {
      const top = shellWord(cleanText(topOfOwner(safety.path, safety.uid)));
      return { ...none, mend: `sudo chown -R --from=${safety.uid} root: ${top}` };
    }
    case 'group-writable':
    case 'world-writable':
      return { ...none, mend: `sudo chmod go-w ${shellWord(cleanText(safety.path))}` };
    case 'access-list':
      return none;
    default:
      return safety.reason satisfies never;
  }
}
