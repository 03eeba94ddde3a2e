/**
 * npm's `prepare`: compiles, after `npm ci` in a clone and before `npm pack`. A release's tree holds dist/ and is installed without
 * the compiler (`npm ci --omit=dev`), and the published package, which this belongs to for that alone, has no sources: there is nothing
 * to do there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = join(root, 'tsconfig.build.json');
const compiler = existsSync(project) ? find('typescript/package.json') : null;
if (compiler !== null) {
  const tsc = join(dirname(compiler), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 70;
} else if (!existsSync(join(root, 'dist', 'index.js'))) {
  process.stderr.write('dist/ is missing, and without the devDependencies it cannot be built: run npm ci\n');
  process.exitCode = 1;
}

function find(name) {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}
