import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clockEnvironment } from '../support/clock-environment.ts';
import { temporaryFolder } from './support.ts';

/** The place in which the scheduled job runs: a repository with a bare one for its remote. */

/** The project's own folder, without a slash at its end. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const run: typeof execFile.__promisify__ = promisify(execFile);

export interface Workshop {
  readonly folder: string;
  readonly origin: string;
  readonly env: Readonly<Record<string, string>>;
  git(folder: string, ...words: readonly string[]): Promise<string>;
  script(name: string, ...words: readonly string[]): Promise<string>;
}

/**
 * What of the environment makes the scripts' `date` and git say this time, in seconds of the epoch. GNU has `-d @…` for it, BSD
 * `-r …`. The program that they call has the system's time all the same.
 */
export async function standingClock(
  folder: string,
  seconds: number,
): Promise<{ readonly PATH: string; readonly GIT_COMMITTER_DATE: string }> {
  const { PATH = '' } = process.env;
  const bin = join(folder, 'clock');
  await mkdir(bin, { recursive: true });
  const date = `#!/bin/sh\nPATH=\${PATH#*:}\ndate -d @${seconds} "$@" 2>/dev/null || date -r ${seconds} "$@"\n`;
  await writeFile(join(bin, 'date'), date, { mode: 0o755 });
  return { PATH: `${bin}:${PATH}`, GIT_COMMITTER_DATE: `${seconds} +0000` };
}

/** `tool`: the tree whose scripts are run. */
export async function workshop(tool: string = ROOT): Promise<Workshop> {
  const folder = await temporaryFolder();
  const env = {
    ...clockEnvironment(),
    // A month that ended between two runs would begin the branch anew.
    ...(await standingClock(folder, Math.floor(Date.now() / 1_000))),
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    VANTAGE: 'lab',
    README: 'README.md',
    BASE_URL: 'https://status.example.com',
  };
  const origin = join(folder, 'origin.git');
  const work = join(folder, 'work');
  const git = async (at: string, ...words: readonly string[]): Promise<string> =>
    (await run('git', ['-C', at, ...words], { env })).stdout.trim();
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  await git(folder, 'init', '--quiet', '--initial-branch=main', work);
  await writeFile(
    join(work, 'README.md'),
    'before\n<!-- mirror-status:begin -->\n<!-- mirror-status:end -->\nafter\n',
  );
  await git(work, 'add', '.');
  await git(work, 'commit', '--quiet', '-m', 'start');
  await git(work, 'remote', 'add', 'origin', origin);
  await git(work, 'push', '--quiet', 'origin', 'main');
  return {
    folder: work,
    origin,
    env,
    git,
    script: async (name, ...words) =>
      (await run('bash', [join(tool, 'scripts', name), ...words], { cwd: work, env })).stdout,
  };
}

/** The program of the action's last step, as bash gets it. */
export async function actionStep(tool: string = ROOT): Promise<string> {
  const action = await readFile(join(tool, 'action.yml'), 'utf8');
  const [, step = ''] = /^ {6}run: \|\n((?: {8}.*\n)+)/m.exec(action) ?? [];
  return step.replace(/^ {8}/gm, '');
}
