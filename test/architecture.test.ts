import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** docs/architecture.md as a failing check: who may import whom, and which files stay pure. */

const SRC = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

interface Source {
  /** Path under src/, with forward slashes. */
  readonly path: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path));
const byPath = new Map(sources.map((source) => [source.path, source]));

function readSource(path: string): Source {
  const code = readFileSync(join(SRC, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
  const statics = [...code.matchAll(/^(?:import|export)\s(type\s)?(?:[^;'"]*?\sfrom\s)?'([^']+)';/gms)];
  const lazies = [...code.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)];
  const local = (specifier: string): string =>
    specifier.startsWith('.')
      ? relative(SRC, resolve(SRC, dirname(path), specifier))
          .split(sep)
          .join('/')
      : specifier;
  return {
    path: path.split(sep).join('/'),
    code,
    imports: [
      ...statics.map(([, type, target]) => ({
        target: local(target ?? ''),
        typeOnly: type !== undefined,
        lazy: false,
      })),
      ...lazies.map(([, target]) => ({ target: local(target ?? ''), typeOnly: false, lazy: true })),
    ],
  };
}

/** From the top. Folders of one floor do not import each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['index'],
  ['library'],
  ['commands'],
  ['status', 'use', 'terminal'],
  ['doctor', 'relay', 'cache', 'sync'],
  ['fetch'],
  ['survey'],
  ['report'],
  ['words'],
  ['engines'],
  ['probe', 'demo'],
  ['clients', 'change', 'catalog'],
  ['services'],
  ['host', 'registry', 'rank'],
  ['names'],
  ['limits', 'package-info', 'package-schema'],
  ['packaging'],
];

const EXPORTED_TYPE = /^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (?!\{)(\w+)/gm;

const isPure = (path: string): boolean =>
  /^(?:rank|report|clients|doctor|cache)\//.test(path) ||
  /^probe\/(?:verdict|classify|plan|codes|meter[a-z-]*)\.ts$/.test(path) ||
  /^engines\/[^/]+\/plan(?:\.ts|\/)/.test(path);

/** Pure itself, in a folder that is not. */
const QUOTES = 'host/shell-word.ts';

const offenders = (rule: (source: Source) => readonly string[]): string[] =>
  sources.flatMap((source) => rule(source).map((what) => `${source.path}: ${what}`));

const valueImports = (source: Source): Import[] => source.imports.filter(({ typeOnly }) => !typeOnly);

describe('architecture', () => {
  it('reads the sources and their imports', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(byPath.get('survey/survey.ts')?.imports.map(({ target }) => target)).toContain('probe/probe.ts');
  });

  it('an exported type has its name to itself', () => {
    const places = new Map<string, string[]>();
    for (const { path, code } of sources) {
      for (const [, name = ''] of code.matchAll(EXPORTED_TYPE)) {
        places.set(name, [...(places.get(name) ?? []), path]);
      }
    }
    expect(places.size).toBeGreaterThan(500);
    expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  it('pure files know no clock, environment, file, socket or chalk singleton', () => {
    const impure =
      /\b(?:process|performance|setTimeout|setInterval|fetch|console)\s*[.(]|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/;
    const forbidden = /^node:(?!buffer$|util$|path(?:\/posix)?$)|^(?:undici|execa|chalk|commander)$/;
    expect(
      offenders(({ path, code, imports }) => {
        if (!isPure(path)) return [];
        const loaded = imports.filter(({ target, typeOnly }) => !typeOnly && forbidden.test(target));
        return [...loaded.map(({ target }) => target), ...(code.match(impure) ?? [])];
      }),
    ).toEqual([]);
  });

  it('text that may be shown is made in one place', () => {
    expect(
      offenders(({ path, code }) =>
        path !== 'registry/shown.ts' && /\bas\s+(?:unknown\s+as\s+)?Shown\b/.test(code) ? ['as Shown'] : [],
      ),
    ).toEqual([]);
  });

  it('pure files import no impure folder', () => {
    const impure = /^(?:host|services|commands|use|demo|status|terminal)\/|^registry\/transport\//;
    expect(
      offenders((source) =>
        isPure(source.path)
          ? valueImports(source)
              .filter(({ target }) => impure.test(target) && target !== QUOTES)
              .map(({ target }) => target)
          : [],
      ),
    ).toEqual([]);
  });

  it.each([
    ['undici', /^registry\/transport\//],
    [
      'node:net',
      /^(?:registry\/transport|registry\/address|registry\/reference|registry\/no-proxy|registry\/go-url|demo|host|engines|relay\/allow)\b/,
    ],
    ['node:tls', /^(?:registry\/transport|demo)\b/],
    ['node:http', /^(?:demo|engines|relay)\b/],
    ['node:https', /^(?:demo|engines)\b/],
    ['node:dns', /^names\//],
    ['node:dns/promises', /^names\//],
    ['execa', /^host\//],
    ['node:child_process', /^host\//],
    ['node:fs', /^(?:host|status|terminal)\/|^packaging\.ts$/],
    ['node:fs/promises', /^(?:host|services|status)\/|^catalog\/|^terminal\/|^fetch\/spool\//],
    ['commander', /^commands\//],
  ])('only its own place imports %s', (module, place) => {
    expect(
      offenders((source) =>
        valueImports(source).some(({ target }) => target === module) && !place.test(source.path)
          ? [module]
          : [],
      ),
    ).toEqual([]);
  });

  it('undici and execa are reached lazily from the commands', () => {
    const eager = (path: string, seen: Set<string> = new Set()): Set<string> => {
      for (const { target, typeOnly, lazy } of byPath.get(path)?.imports ?? []) {
        if (typeOnly || lazy || seen.has(target)) continue;
        seen.add(target);
        eager(target, seen);
      }
      return seen;
    };
    for (const { path } of sources.filter((source) => /^commands\/mirror-[a-z]+\.ts$/.test(source.path))) {
      const loaded = eager(path);
      for (const heavy of ['undici', 'execa', 'cli-table3', 'chalk', 'json5', 'tldts']) {
        expect(loaded.has(heavy), `${path} loads ${heavy} at start`).toBe(false);
      }
    }
  });

  it('only terminal/ writes to stdout and stderr', () => {
    expect(
      offenders(({ path, code }) =>
        path.startsWith('terminal/')
          ? []
          : (code.match(/\bconsole\.\w+|process\.(?:stdout|stderr)\.write/g) ?? []),
      ),
    ).toEqual([]);
  });

  it('only commands/, terminal/ and the unprivileged child know the command line', () => {
    expect(
      offenders(({ path, code }) =>
        /^(?:commands|terminal)\/|^host\/unprivileged-entry\.ts$/.test(path)
          ? []
          : (code.match(/process\.(?:argv|exitCode|exit)\b/g) ?? []),
      ),
    ).toEqual([]);
  });

  it('a folder’s inside is its own: sub-folders are entered by index.ts or a file named for the purpose', () => {
    const insides = [
      {
        inside: /^registry\/transport\/(?!index\.ts|types\.ts|proxy\.ts|post-json\.ts)/,
        owner: /^registry\/transport\//,
      },
      { inside: /^engines\/[^/]+\/(?!index\.ts)/, owner: /^engines\// },
      { inside: /^services\/(?!index\.ts)/, owner: /^services\// },
      { inside: /^probe\/steps\/(?!cross-check\.ts)/, owner: /^probe\// },
    ];
    expect(
      offenders(({ path, imports }) =>
        imports
          .filter(({ target }) =>
            insides.some(({ inside, owner }) => inside.test(target) && !owner.test(path)),
          )
          .map(({ target }) => target),
      ),
    ).toEqual([]);
  });

  it('only engines/ knows an engine by name; the others have the seam, the table and the choice', () => {
    expect(
      offenders(({ path, imports }) =>
        path.startsWith('engines/')
          ? []
          : imports
              .map(({ target }) => target)
              .filter((target) => /^engines\/(?!(?:engine|index)\.ts$|choose\/)/.test(target)),
      ),
    ).toEqual([]);
  });

  it('an engine knows no other engine', () => {
    const nameOf = (path: string): string | undefined =>
      /^engines\/(?!(?:choose|files)\/)([^/]+)\//.exec(path)?.[1];
    expect(
      offenders(({ path, imports }) =>
        imports
          .map(({ target }) => target)
          .filter((target) => nameOf(path) !== undefined && nameOf(target) !== undefined)
          .filter((target) => nameOf(target) !== nameOf(path)),
      ),
    ).toEqual([]);
  });

  it('no arrow runs back up: a folder imports from floors below its own alone, types included', () => {
    const floorOf = (path: string): number => {
      const folder = path.split('/')[0]?.replace(/\.ts$/, '') ?? '';
      return FLOORS.findIndex((floor) => floor.includes(folder));
    };
    expect(sources.map(({ path }) => path).filter((path) => floorOf(path) < 0)).toEqual([]);
    expect(
      offenders(({ path, imports }) =>
        imports
          .map(({ target }) => target)
          .filter((target) => byPath.has(target) && target.split('/')[0] !== path.split('/')[0])
          .filter((target) => floorOf(target) <= floorOf(path)),
      ),
    ).toEqual([]);
  });

  it('has a line for each folder in docs/architecture.md, and no other', () => {
    const map = readFileSync(join(SRC, '../docs/architecture.md'), 'utf8');
    const told = [...map.matchAll(/^\| `src\/([a-z-]+)\/` \|/gm)].map(([, folder]) => folder);
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(told.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  it('has no import circle', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
        if (!typeOnly && byPath.has(target)) walk(target, [...trail, path]);
      }
      done.add(path);
    };
    for (const { path } of sources) walk(path, []);
    expect(circles).toEqual([]);
  });
});
