import { lstatSync } from 'node:fs';
import { firstWithAccessList } from './access-list.ts';
import { type FileFailure, fileFailureFrom } from './file-failure.ts';
import { type OwnCode, partsOf } from './own-code-parts.ts';
import { restsOnOwnGroup, type UnsafeReason, unsafeReason } from './safety.ts';

/**
 * Whether root alone decides what root runs here.
 *
 * - `callers`: `path` belongs to the user who called sudo, who is root whenever he likes: nvm, fnm, Homebrew, a clone.
 * - `unsafe`: somebody else can change `path`, and so be root at the next run.
 */
export type CodeSafety =
  | { readonly kind: 'safe' }
  | { readonly kind: 'callers'; readonly path: string }
  | {
      readonly kind: 'unsafe';
      readonly path: string;
      readonly reason: UnsafeReason;
      readonly uid: number;
      readonly gid: number;
    }
  | FileFailure;

/**
 * Holds node, the package, the packages that it needs and every directory and link on the way to them to the rule for files that root writes
 * (safety.ts), with one difference: a sticky directory such as /tmp may lead to them. A new name in it does no harm, unless Node looks
 * there for a package, and what stands in it can be renamed or removed by its owner alone, who is looked at next. Synchronous, since nothing else is to
 * happen before: 60 ms for two and a half thousand files.
 *
 * `caller`: the user who called sudo; null where nobody did.
 */
export function checkOwnCode(code: OwnCode, caller: number | null): CodeSafety {
  if (process.platform === 'win32') return { kind: 'safe' };
  let callers: string | null = null;
  const shared: CodeEntry[] = [];
  try {
    for (const { path, role } of partsOf(code)) {
      const stats = lstatSync(path);
      const { uid, gid } = stats;
      // The bits of a link mean nothing: its owner's word is all that it is.
      const mode = stats.isSymbolicLink() ? 0 : stats.mode;
      if (unsafeReason({ uid, gid, mode }, 0) === null) continue;
      if (role === 'folder' && (mode & STICKY) !== 0 && (uid === 0 || uid === caller)) continue;
      const reason = unsafeReason({ uid, gid, mode }, caller ?? 0);
      if (reason !== null) return { kind: 'unsafe', path, reason, uid, gid };
      callers ??= path;
      if (restsOnOwnGroup({ mode })) shared.push({ path, uid, gid });
    }
    const listed = firstWithAccessList(shared.map(({ path }) => path));
    const entry = shared.find(({ path }) => path === listed);
    if (entry !== undefined) return { kind: 'unsafe', reason: 'access-list', ...entry };
  } catch (error) {
    return fileFailureFrom(error, code.root ?? code.node);
  }
  return callers === null ? { kind: 'safe' } : { kind: 'callers', path: callers };
}

interface CodeEntry {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
}

/** inode(7) */
const STICKY = 0o1000;

/** Whom `SUDO_UID` names: sudo(8) sets it. A word of the environment, so taken only as an id that is not root's. */
export function callerOfSudo(env: Readonly<Record<string, string | undefined>>): number | null {
  const text = env['SUDO_UID'];
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}
