import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * How this copy is packaged: as the files of an npm package. A single executable has scripts/dist/packaging.ts in this place, with
 * the same exports.
 */

/** The folder with package.json; null: there is none, all is in the program itself. */
export const PACKAGE_ROOT: string | null = fileURLToPath(new URL('..', import.meta.url));

/** The text of a file that the package carries, by its path in it: `mirrors.json`, `schema/…`, `assets/…`. */
export function packageFile(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/** A process of ours that is not a command: what it is for. */
export type ChildRole = 'unprivileged' | 'names';

/** The argument by which node becomes such a process. */
export function childEntry(role: ChildRole): string {
  return fileURLToPath(new URL(`./host/${ENTRIES[role]}${EXTENSION}`, import.meta.url));
}

/** The words that start one of our commands: a program by its whole path, and its first arguments. */
export function ownCommand(name: string): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`../bin/${name}.js`, import.meta.url))];
}

const ENTRIES: Readonly<Record<ChildRole, string>> = {
  unprivileged: 'unprivileged-entry',
  names: 'names/entry',
};

/** As this file has been compiled, or not. */
const EXTENSION = extname(import.meta.url);

/** The module whose work the unprivileged child does, as `runUnprivileged` was given it. */
export function childModule(href: string): Promise<unknown> {
  return import(href);
}
