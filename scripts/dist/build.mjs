/**
 * npm run dist [FOLDER]: single executables for Linux, their archives, packages (deb, rpm) and install.sh, in .work/dist unless another
 * folder is named. One file holds node, every command and what the package carries. It needs no Node, but glibc 2.28, libstdc++ and libatomic. The same commit gives the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { LINKS, makeArchive, makeDeb, makeRpm } from './package.mjs';
import { script, servicesScript } from './script.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = resolve(process.argv[2] ?? join(root, '.work/dist'));
const scratch = join(root, '.work/dist-build');
const pinned = JSON.parse(readFileSync(new URL('node.json', import.meta.url), 'utf8'));
const { version, homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const ARCHITECTURES = ['x64', 'arm64'];

rmSync(scratch, { recursive: true, force: true });
rmSync(out, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });
mkdirSync(out, { recursive: true });

const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? commitTime());
const nodes = Object.fromEntries(ARCHITECTURES.map((arch) => [arch, fetchNode(arch)]));
const main = await bundle('main', [ownPackaging()]);
const made = await import(pathToFileURL(await bundle('pages', [])).href);
const pages = await made.pages(made.COMMANDS, { version, homepage });
const installer = { VERSION: version, LINKS: LINKS.join(' '), SERVICES: servicesScript() };
for (const arch of ARCHITECTURES) {
  const executable = join(scratch, `mirror-check-${arch}`);
  const config = `${executable}.json`;
  writeFileSync(config, JSON.stringify(seaConfig(main, nodes[arch], executable)));
  // Where it was built stands in the program: relative, so that every place gives the same bytes.
  run(nodes[process.arch], ['--build-sea', config], scratch);
  const program = { executable, arch, version, out, scratch, epoch, root, pages };
  const archive = makeArchive(program);
  installer[`SHA256_${arch.toUpperCase()}`] = digest(archive, 'sha256', 'hex');
  installer[`BYTES_${arch.toUpperCase()}`] = statSync(archive).size;
  makeDeb(program);
  makeRpm(program);
}
writeFileSync(join(out, 'install.sh'), script('install.sh', installer), { mode: 0o755 });
const sums = readdirSync(out).map((name) => `${digest(join(out, name), 'sha256', 'hex')}  ${name}\n`);
writeFileSync(join(out, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));

/** Of the commit that is built, in seconds; 1980 where there is none. */
function commitTime() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '315532800';
}

/** The newest LTS that npm carries, checked against the hash that stands beside this file. */
function fetchNode(arch) {
  const name = `node-linux-${arch}`;
  const file = run('npm', [
    'pack',
    '--silent',
    `${name}@${pinned.version}`,
    '--pack-destination',
    scratch,
  ]).trim();
  const packed = join(scratch, file);
  if (`sha512-${digest(packed, 'sha512', 'base64')}` !== pinned[arch])
    throw new Error(`${file} is not the pinned one`);
  const folder = join(scratch, name);
  mkdirSync(folder);
  run('tar', ['-xzf', packed, '-C', folder]);
  return join(folder, 'package/bin/node');
}

/** One module of all commands and what they need. Where a package has both, its ES modules: jsonc-parser's other form is not to be bundled. */
async function bundle(entry, plugins) {
  const outfile = join(scratch, `${entry}.mjs`);
  await build({
    entryPoints: [join(root, `scripts/dist/${entry}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    mainFields: ['module', 'main'],
    // In a single executable node forgets it as soon as memory has been cleaned: an address that is none of a file, with the ending of what is compiled.
    define: { 'import.meta.url': JSON.stringify('file:///mirror-check.js') },
    // What is CommonJS among them asks for node's modules by require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
    legalComments: 'eof',
    // Half of the time to start is spent on reading the program. Names stay, for what is told of a fault.
    minifyWhitespace: true,
    minifySyntax: true,
    absWorkingDir: root,
    logLevel: 'warning',
    plugins,
  });
  return outfile;
}

/** What the package carries is part of the program, not a file beside it. */
function ownPackaging() {
  return {
    name: 'packaging',
    setup({ onResolve }) {
      onResolve({ filter: /\/packaging\.ts$/ }, ({ importer }) =>
        dirname(importer) === join(root, 'scripts/dist') && importer.endsWith('packaging.ts')
          ? null
          : { path: join(root, 'scripts/dist/packaging.ts') },
      );
    },
  };
}

function seaConfig(main, executable, output) {
  const carried = ['package.json', 'mirrors.json', ...filesOf('schema'), ...filesOf('assets')];
  return {
    main: relative(scratch, main),
    mainFormat: 'module',
    executable,
    output,
    assets: Object.fromEntries(carried.map((path) => [path, join(root, path)])),
    disableExperimentalSEAWarning: true,
    // NODE_OPTIONS could load somebody's code into root's process.
    execArgvExtension: 'none',
    useSnapshot: false,
    // A cache is one machine's: the bytes would differ.
    useCodeCache: false,
  };
}

function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length))
    .sort();
}

function digest(path, algorithm, encoding) {
  return createHash(algorithm).update(readFileSync(path)).digest(encoding);
}

function run(program, args, cwd = root) {
  const { status, stdout, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error !== undefined || status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${error ?? `exit ${status}`}`);
  return stdout;
}
