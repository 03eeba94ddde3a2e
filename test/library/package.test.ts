import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateReport } from '../support/validate-report.ts';

/** The library as somebody else's project has it: the example is compiled and run against the packed package. Needs a build. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const isWindows = process.platform === 'win32';

let project = '';
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'mirror-check-library-'));
  const packed = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], {
    cwd: ROOT,
    shell: isWindows,
  });
  const modules = join(project, 'node_modules');
  await mkdir(join(modules, 'mirror-check'), { recursive: true });
  await run(
    'tar',
    ['-xzf', packed.stdout.trim(), '-C', 'node_modules/mirror-check', '--strip-components=1'],
    {
      cwd: project,
    },
  );
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(manifest.dependencies), '@types/node', 'undici-types']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await cp(join(ROOT, 'examples'), project, { recursive: true });
}, 120_000);
afterAll(() => rm(project, { recursive: true }));

describe('the packed package', () => {
  it('compiles and runs its example', async () => {
    const tsc = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin',
      'tsc',
    );
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    await run(process.execPath, [tsc, ...options, 'usable-mirrors.ts'], { cwd: project });
    const { stdout, stderr } = await run(process.execPath, ['usable-mirrors.js', '--demo'], { cwd: project });
    expect(stdout).toMatch(/^(?:http:\/\/127\.0\.0\.1:\d+\/[a-z-]+ *\n){6}$/);
    expect(stderr).toMatch(/^dead: dead$/m);
    const report = JSON.parse(await readFile(join(project, 'report.json'), 'utf8'));
    expect(validateReport(report)).toEqual([]);
    expect(await readFile(join(project, 'report.md'), 'utf8')).toContain('| Mirror |');
  });

  it('tells all that is wrong with its options', async () => {
    const script = `import { checkMirrors } from 'mirror-check';
try { await checkMirrors({ timeout: -1, platform: 'x' }, { lang: 'zh' }); } catch (error) { console.log(error.name, error.sentences.length); }`;
    await writeFile(join(project, 'wrong.js'), script);
    const { stdout } = await run(process.execPath, ['wrong.js'], { cwd: project });
    expect(stdout).toBe('UsageError 2\n');
  });

  it('has nothing in it that only a clone needs', async () => {
    const top = await readdir(join(project, 'node_modules/mirror-check'));
    expect(top).not.toContain('src');
    expect(top).not.toContain('test');
  });

  it('has nothing to prepare, whoever installs from its folder', async () => {
    const modules = join(project, 'node_modules');
    await symlink(join(ROOT, 'node_modules/typescript'), join(modules, 'typescript'), 'junction');
    const folder = join(modules, 'mirror-check');
    const { scripts } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const [, script = ''] = String(scripts.prepare).split(' ');
    expect(await run(process.execPath, [script], { cwd: folder })).toEqual({ stdout: '', stderr: '' });
  });

  it('loads no HTTP client before it is called', async () => {
    const script = `import * as library from 'mirror-check';
console.log(Object.keys(library).join(' '), process.moduleLoadList.some((name) => /undici|tls/.test(name)));`;
    await writeFile(join(project, 'names.js'), script);
    const { stdout } = await run(process.execPath, ['names.js'], { cwd: project });
    expect(stdout).toBe('CODES FORMATS UsageError VERDICTS checkMirrors renderReport false\n');
  });
});
