import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
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

/** A file, directory or link that has a say in what is run. */
export interface CodePart {
  readonly path: string;
  /** `code`: a part of it. `folder`, `link`: leads to it. */
  readonly role: 'code' | 'folder' | 'link';
}

/**
 * Node, what package.json says the package is made of, every package that it needs, and all that lies on the way to them: each folder
 * and each link, since who can put another link in its place chooses what is loaded. Throws system errors.
 */
export function* partsOf({ node, root }: OwnCode): Generator<CodePart> {
  const led = new Set<string>();
  const walked = new Set<string>();
  const { packages, searched } = root === null ? NOTHING : packagesOf(root);
  const [own, ...others] = packages;
  const pending = [node, ...(own === undefined ? [] : ownParts(own)), ...others];
  for (const start of pending) {
    const way = wayTo(start);
    // The nearest first: it says best what is wrong.
    for (const part of way.parts.toReversed()) {
      if (led.has(part.path)) continue;
      led.add(part.path);
      yield part;
    }
    if (walked.has(way.end)) continue;
    walked.add(way.end);
    yield { path: way.end, role: 'code' };
    if (lstatSync(way.end).isDirectory()) yield* below(way.end, pending);
  }
  for (const path of searched) yield { path, role: 'code' };
}

interface Way {
  readonly parts: readonly CodePart[];
  /** No link. */
  readonly end: string;
}

/** As the kernel goes: path_resolution(7). */
function wayTo(path: string): Way {
  const { root } = parse(path);
  const parts: CodePart[] = [{ path: root, role: 'folder' }];
  let current = root;
  let rest = path.split('/').filter(Boolean);
  for (let links = 0; links <= MAX_LINKS; ) {
    const name = rest.shift();
    if (name === undefined) return { parts, end: current };
    const next = join(current, name);
    const stats = lstatSync(next);
    if (stats.isSymbolicLink()) {
      links++;
      parts.push({ path: next, role: 'link' });
      const target = readlinkSync(next);
      rest = [...target.split('/').filter(Boolean), ...rest];
      if (target.startsWith('/')) current = root;
      continue;
    }
    if (rest.length > 0) parts.push({ path: next, role: 'folder' });
    current = next;
  }
  throw Object.assign(new Error(`too many links: ${path}`), { code: 'ELOOP' });
}

/** As many as the kernel follows. */
const MAX_LINKS = 40;

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
    yield { path, role: 'code' };
    if (entry.isDirectory()) yield* below(path, pending);
  }
}

interface Packages {
  /** The folders of a package and of all that it may load, itself first, by the paths under which Node finds them: links may lead there. */
  readonly packages: readonly string[];
  /** Directories where Node looks for one of them before it finds it, or finds none: a package that is put there is loaded. */
  readonly searched: readonly string[];
}

const NOTHING: Packages = { packages: [], searched: [] };

/** Found as Node finds them: the nearest node_modules upwards, of the folder that the links lead to. */
function packagesOf(root: string): Packages {
  const found = new Set<string>([root]);
  const searched = new Set<string>();
  for (const place of found) {
    const folder = realpathSync(place);
    for (const name of manifestOf(folder).dependencies) {
      const nearer = nearest(folder, name, searched);
      if (nearer !== null) found.add(nearer);
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
