import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Compiled {
  /** Absolute path of the JavaScript of a file given as `src/….ts` or `test/….ts`. */
  readonly pathOf: (source: string) => string;
  remove(): Promise<void>;
}

/**
 * JavaScript of some sources and all that they import, for tests that need a process of its own: Node 20 runs no
 * TypeScript. It lies under node_modules, so that packages are found from there.
 */
export async function compile(sources: readonly string[]): Promise<Compiled> {
  // With a test's own sources the folders above src/ come along.
  const base = sources.every((source) => source.startsWith('src/')) ? 'src/' : '';
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'mirror-check-test-'));
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      rootDir: join(root, base),
      outDir,
      types: ['node'],
    },
    files: sources.map((source) => join(root, source)),
    include: [],
  };
  // Beside src/ stands the package, whose version is told.
  if (base === '') await cp(join(root, 'package.json'), join(outDir, 'package.json'));
  else await writeFile(join(outDir, 'package.json'), '{"type":"module"}');
  await writeFile(join(outDir, 'tsconfig.json'), JSON.stringify(config));
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(manifest), 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', join(outDir, 'tsconfig.json')]);
  return {
    pathOf: (source) => join(outDir, source.slice(base.length).replace(/\.ts$/, '.js')),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
