import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../packaging.ts';

export interface OwnCode {
  /** The program that runs us. */
  readonly node: string;
  /** The package's folder, with package.json; null: all is in the program. */
  readonly root: string | null;
}

/** What this very process is made of. */
export function ownCode(): OwnCode {
  return { node: process.execPath, root: PACKAGE_ROOT };
}

/** A file or directory that has a say in what is run. */
export interface CodePart {
  readonly path: string;
  /** Only leads to the code; else it is a part of it. */
  readonly leads: boolean;
}

/** Links followed: node, what package.json says the package is made of, every package that it needs, and the directories above. Throws system errors. */
export function* partsOf({ node, root }: OwnCode): Generator<CodePart> {
  const led = new Set<string>();
  const walked = new Set<string>();
  const pending = [node, ...(root === null ? [] : packageParts(root))];
  for (const start of pending) {
    const real = realpathSync(start);
    for (let above = dirname(real); !led.has(above); above = dirname(above)) {
      led.add(above);
      yield { path: above, leads: true };
    }
    if (walked.has(real)) continue;
    walked.add(real);
    yield { path: real, leads: false };
    if (statSync(real).isDirectory()) yield* below(real, pending);
  }
}

function packageParts(root: string): readonly string[] {
  const [own = root, ...packages] = packagesOf(root);
  return [...ownParts(own), ...packages];
}

function ownParts(root: string): readonly string[] {
  const { files } = manifestOf(root);
  return [...new Set(['package.json', ...files])].map((name) => join(root, name)).filter(existsSync);
}

/** What a directory holds; what links lead to is put on the list. Packages inside are packages of their own. */
function* below(directory: string, pending: string[]): Generator<CodePart> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.name === 'node_modules') continue;
    if (entry.isSymbolicLink()) {
      pending.push(path);
      continue;
    }
    yield { path, leads: false };
    if (entry.isDirectory()) yield* below(path, pending);
  }
}

/** The folders of a package and of all that it needs, found as Node finds them: the nearest node_modules upwards. Itself first. */
function packagesOf(root: string): readonly string[] {
  const found = new Set<string>([realpathSync(root)]);
  for (const folder of found) {
    for (const name of manifestOf(folder).dependencies) {
      const place = nearest(folder, name);
      if (place !== null) found.add(realpathSync(place));
    }
  }
  return [...found];
}

function nearest(folder: string, name: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const place = join(at, 'node_modules', name);
    if (basename(at) !== 'node_modules' && existsSync(join(place, 'package.json'))) return place;
    if (at === dirname(at)) return null;
  }
}

interface Manifest {
  readonly dependencies: readonly string[];
  readonly files: readonly string[];
}

/** Of the package itself and of what npm installed for it. */
function manifestOf(folder: string): Manifest {
  const { dependencies = {}, files = [] } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { readonly dependencies?: Readonly<Record<string, string>>; readonly files?: readonly string[] };
  return { dependencies: Object.keys(dependencies), files };
}
