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
  const { packages, searched } = root === null ? NOTHING : packagesOf(root);
  const [own, ...others] = packages;
  const pending = [node, ...(own === undefined ? [] : ownParts(own)), ...others];
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
  for (const path of searched) yield { path, leads: false };
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

interface Packages {
  /** The folders of a package and of all that it may load, itself first. */
  readonly packages: readonly string[];
  /** Directories where Node looks for one of them before it finds it, or finds none: a package that is put there is loaded. */
  readonly searched: readonly string[];
}

const NOTHING: Packages = { packages: [], searched: [] };

/** Found as Node finds them: the nearest node_modules upwards. */
function packagesOf(root: string): Packages {
  const found = new Set<string>([realpathSync(root)]);
  const searched = new Set<string>();
  for (const folder of found) {
    for (const name of manifestOf(folder).dependencies) {
      const place = nearest(folder, name, searched);
      if (place !== null) found.add(realpathSync(place));
    }
  }
  return { packages: [...found], searched: [...searched] };
}

function nearest(folder: string, name: string, searched: Set<string>): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (basename(at) !== 'node_modules') {
      const place = join(at, 'node_modules', name);
      if (existsSync(join(place, 'package.json'))) return place;
      searched.add(nearestThere(place));
    }
    if (at === dirname(at)) return null;
  }
}

/** Where somebody would have to write to put something at this path. */
function nearestThere(path: string): string {
  return existsSync(path) ? path : nearestThere(dirname(path));
}

interface Manifest {
  readonly dependencies: readonly string[];
  readonly files: readonly string[];
}

/** Of the package itself and of what npm installed for it. What it may do without it loads where it is there. */
function manifestOf(folder: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Partial<
    Readonly<Record<(typeof KINDS)[number], Readonly<Record<string, string>>>> & Pick<Manifest, 'files'>
  >;
  const dependencies = KINDS.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  return { dependencies, files: manifest.files ?? [] };
}

const KINDS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;
