import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');

/** The rows of a table, by its heading: names, then the second column. */
function rows(heading: string): readonly (readonly [string, string])[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| (.+) \|$/gm)].map(([, name = '', second = '']) => [
    name,
    second.replaceAll('`', '').trim(),
  ]);
}

interface Locked {
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const direct = Object.keys(lock.packages['']?.dependencies ?? {});

/** Where npm put it, found as Node finds it: the nearest node_modules upwards. */
function placeOf(name: string, from: string): string {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (Object.hasOwn(lock.packages, place)) return place;
    if (at === '') throw new Error(`${name} is not in the lock`);
  }
}

/** Every package that one brings along, by its place. */
function broughtBy(name: string): ReadonlySet<string> {
  const places = new Set([placeOf(name, '')]);
  for (const place of places) {
    const { dependencies, optionalDependencies } = lock.packages[place] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies }))
      places.add(placeOf(needed, place));
  }
  places.delete(placeOf(name, ''));
  return places;
}

const nameOf = (place: string): string =>
  place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Packages that a command's code imports, at once or later, in this process or in its child. */
function importedBy(command: string): ReadonlySet<string> {
  const found = new Set<string>();
  const files = new Set([join(ROOT, `src/commands/mirror-${command}.ts`)]);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const imports = [
      ...text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^;'"]*?\sfrom\s)?'([^']+)';/gms),
      ...text.matchAll(/\bimport\(\s*'([^']+)'/g),
    ].map(([, target = '']) => target);
    // The child's modules are named by the extension that this one has.
    const children = [...text.matchAll(/new URL\(`(\.[\w/-]*\w)\$\{/g)].map(([, target]) => `${target}.ts`);
    for (const target of [...imports, ...children]) {
      const path = join(dirname(file), target);
      if (target.startsWith('.')) files.add(path);
      else if (!target.startsWith('node:')) found.add(/^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target);
    }
  }
  expect([...files].filter((file) => !existsSync(file))).toEqual([]);
  return found;
}

describe('docs/dependencies.md', () => {
  it('has every package that is needed, and no other', () => {
    expect(rows('Packages').map(([name]) => name)).toEqual(direct.toSorted());
  });

  it('says truly which command loads it, and so what root runs', () => {
    const names = readdirSync(join(ROOT, 'src/commands')).flatMap(
      (file) => /^mirror-([a-z]+)\.ts$/.exec(file)?.[1] ?? [],
    );
    expect(names.length).toBeGreaterThan(5);
    const commands = names.toSorted().map((name) => [name, importedBy(name)] as const);
    for (const [name, loadedBy] of rows('Packages')) {
      const loading = commands.filter(([, packages]) => packages.has(name)).map(([command]) => command);
      expect([name, loadedBy]).toEqual([name, loading.join(', ')]);
    }
  });

  it('has all that these bring along, copy by copy', () => {
    const brought = direct.flatMap((name) =>
      [...broughtBy(name)].map((place) => `${nameOf(place)} by ${name}`),
    );
    expect(
      rows('What they bring along')
        .map(([name, by]) => `${name} by ${by}`)
        .toSorted(),
    ).toEqual(brought.toSorted());
    const installed = Object.entries(lock.packages).filter(
      ([place, { dev }]) => place !== '' && dev !== true,
    );
    expect(installed).toHaveLength(direct.length + brought.length);
  });
});
