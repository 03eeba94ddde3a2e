import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Report } from '../../src/report/types.ts';
import { cleanEnv } from './processes.ts';

const MAIN = new URL('../../src/commands/mirror-check.js', import.meta.url).href;
const PROGRAM = `import(${JSON.stringify(MAIN)}).then(async ({ main }) => { process.exitCode = await main(process.argv.slice(1)); })`;

/** mirror-check itself, from these sources, in the user's namespace. */
export async function checkFrom(ns: string, args: readonly string[]): Promise<Report> {
  const words = [`--net=/run/netns/${ns}`, process.execPath, '-e', PROGRAM, '--', ...args];
  const options = { env: { ...cleanEnv, UV_THREADPOOL_SIZE: '32' }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return JSON.parse((await promisify(execFile)('nsenter', words, options)).stdout) as Report;
  } catch (error) {
    // Exit 1: none is usable; the report is there all the same.
    if (
      error instanceof Error &&
      'stdout' in error &&
      typeof error.stdout === 'string' &&
      error.stdout !== ''
    ) {
      return JSON.parse(error.stdout) as Report;
    }
    throw error;
  }
}
