import type { FileHandle } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import type { ExistingFile } from './file-state.ts';
import { isThere } from './is-there.ts';
import { run, succeeded } from './run.ts';

/**
 * What a replacement could not take over from the file it replaces.
 *
 * - `extended`: ACL entries or extended attributes, or there is no GNU cp here to carry them over.
 * - `hard-links`: other names go on showing the old bytes.
 */
export const ATTRIBUTE_LOSSES = ['owner', 'mode', 'extended', 'selinux-label', 'hard-links'] as const;
export type AttributeLoss = (typeof ATTRIBUTE_LOSSES)[number];

/** A file on its way to its place. */
export interface OpenTemp {
  readonly handle: FileHandle;
  readonly path: string;
}

export interface OwnerAndMode {
  /** null: whoever made it. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Permission bits. */
  readonly mode: number;
}

export async function setOwnerAndMode(
  { handle }: OpenTemp,
  { owner, mode }: OwnerAndMode,
): Promise<readonly AttributeLoss[]> {
  const losses: AttributeLoss[] = [];
  // Owner before mode: a change of owner clears setuid and setgid.
  if (owner !== null && !(await attempt(() => handle.chown(owner.uid, owner.gid)))) losses.push('owner');
  if (!(await attempt(() => handle.chmod(mode)))) losses.push('mode');
  return losses;
}

/** Gives `temp` the mode, ACL, extended attributes and SELinux label of the file it is to replace. */
export async function copyExtended(from: ExistingFile, temp: OpenTemp): Promise<readonly AttributeLoss[]> {
  const losses: AttributeLoss[] = from.hardLinks > 1 ? ['hard-links'] : [];
  const selinux = await isThere('/sys/fs/selinux/enforce');
  for (const copy of attributeCopies(process.platform, selinux)) {
    const result = await run(copy.program, [...copy.args, '--', from.realPath, temp.path]);
    if (!succeeded(result)) losses.push(copy.loss);
  }
  return losses;
}

export interface AttributeCopy {
  readonly program: string;
  /** Before `-- <from> <to>`. */
  readonly args: readonly string[];
  /** What is lost when it fails. */
  readonly loss: AttributeLoss;
}

/**
 * The programs that carry over what Node has no call for. Pure.
 * GNU cp reports what it could not keep only for what is named: `--preserve=all` keeps quiet. Timestamps are not kept:
 * the file is new. macOS and Windows: Docker Desktop's file is a plain file of the user, and has neither.
 */
export function attributeCopies(platform: NodeJS.Platform, selinux: boolean): readonly AttributeCopy[] {
  if (platform !== 'linux') return [];
  const extended: AttributeCopy = {
    program: 'cp',
    args: ['--attributes-only', '--no-target-directory', '--preserve=mode,xattr'],
    loss: 'extended',
  };
  const label: AttributeCopy = {
    program: 'cp',
    args: ['--attributes-only', '--no-target-directory', '--preserve=context'],
    loss: 'selinux-label',
  };
  return selinux ? [extended, label] : [extended];
}

/** A new file gets the label that the policy has for its place, not the one of the process that made it. */
export async function restoreLabel(path: string): Promise<void> {
  if (await isThere('/sys/fs/selinux/enforce')) await run('restorecon', ['--', path]);
}

async function attempt(change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}
