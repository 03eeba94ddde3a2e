import { basename } from 'node:path';
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

/** The modules for it are part of the program, by the names that build.mjs lets them have. Rejects for any other. */
export function childModule(href: string): Promise<unknown> {
  const load = CHILD_MODULES[basename(href)];
  return load?.() ?? Promise.reject(new Error(`no such module in this program: ${href}`));
}

const CHILD_MODULES: Readonly<Record<string, () => Promise<unknown>>> = {
  'outside-child.js': () => import('../../src/use/doctor/outside-child.ts'),
  'survey-child.js': () => import('../../src/use/unprivileged/survey-child.ts'),
};

export function ownCommand(name: string): readonly string[] {
  return [process.execPath, name];
}
