#!/usr/bin/env node
/**
 * node bench/run.js <benchmark> [arguments]: compiles the benchmarks with the sources that they measure (Node 20 runs
 * no TypeScript) and runs bench/<benchmark>.ts. docs/performance.md names the benchmarks and what each one showed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z]+(\/[a-z-]+)?$/.test(name)) {
  console.error('usage: node bench/run.js <folder/benchmark> [arguments]');
  process.exit(2);
}
const compiler = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', `${here}tsconfig.json`],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
if (compiler.status !== 0) process.exit(70);
// What the sources read at run time, beside them as in the package.
for (const data of [
  'package.json',
  'mirrors.json',
  'schema',
  'assets',
  'test/engines/support/doctor-lab.mjs',
]) {
  cpSync(`${root}${data}`, `${root}.work/bench/${data}`, { recursive: true });
}
process.argv.splice(1, 2, name);
await import(pathToFileURL(`${root}.work/bench/bench/${name}.js`).href);
