import { getAsset } from 'node:sea';
import type { ChildRole } from '../../src/packaging.ts';

/** Stands in the place of src/packaging.ts in a single executable: https://nodejs.org/api/single-executable-applications.html */

export const PACKAGE_ROOT: string | null = null;

export function packageFile(path: string): string {
  return getAsset(path, 'utf8');
}

/** The word by which main.ts tells such a process from a command. */
export function childEntry(role: ChildRole): string {
  return `--child=${role}`;
}

/** The modules for it are part of the program; they are told apart by their names. */
export function childModule(href: string): Promise<unknown> {
  return href.includes('/outside-child.')
    ? import('../../src/use/doctor/outside-child.ts')
    : import('../../src/use/unprivileged/survey-child.ts');
}

export function ownCommand(name: string): readonly string[] {
  return [process.execPath, name];
}
