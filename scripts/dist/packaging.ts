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

export function ownCommand(name: string): readonly string[] {
  return [process.execPath, name];
}

/** There is one module for it. */
export function childModule(): Promise<unknown> {
  return import('../../src/use/unprivileged/survey-child.ts');
}
