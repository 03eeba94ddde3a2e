import { dirname, join } from 'node:path';
import { isFolder } from '../host/is-folder.ts';
import { readUnledTextFile } from '../host/read-text.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { type ComposeImages, composeImages } from './compose-images.ts';
import { type DotEnv, parseDotEnv } from './dot-env.ts';
import type { Variables } from './interpolate.ts';
import { COMPOSE } from './limits.ts';
import { isUrl, readSource, type Sources, shownName } from './read-source.ts';
import type { SourceProblem } from './survey-problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type ReadCompose = ({ readonly kind: 'images' } & Omit<ComposeImages, 'fault'>) | SourceProblem;

/**
 * The images of one compose file, or of `-`. A variable is what the environment says, else the file `.env` beside it (of standard input that of the working directory), or
 * those of COMPOSE_ENV_FILES. https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 */
export async function readCompose(name: string, env: Environment, sources: Sources): Promise<ReadCompose> {
  const read = await readSource(name, 'compose', sources);
  if (read.kind === 'source') return read;
  let variables: Variables = {};
  const { files, mayLack } = await envFiles(name, env);
  for (const file of files) {
    const next = await readEnvFile(file, env, variables);
    if (next.kind === 'variables') variables = next.variables;
    else if (!mayLack || !/^ENO(?:ENT|TDIR)/.test(next.detail ?? '')) return next;
  }
  const { fault, ...found } = composeImages(read.text, { ...variables, ...env });
  if (fault === null) return { kind: 'images', ...found };
  return {
    kind: 'source',
    option: 'compose',
    name: shownName(name),
    reason: fault.reason,
    detail: fault.detail === null ? null : cleanText(fault.detail),
  };
}

/** As compose chooses them (`WithEnvFiles` in https://github.com/compose-spec/compose-go): what is named has to be there, and a folder `.env` is somebody's Python. */
async function envFiles(
  name: string,
  env: Environment,
): Promise<{ readonly files: readonly string[]; readonly mayLack: boolean }> {
  const named = env['COMPOSE_ENV_FILES'] ?? '';
  if (named !== '') return { files: named.split(','), mayLack: false };
  const beside = join(name === '-' ? '.' : dirname(name), '.env');
  const isOff = isUrl(name) || /^(?:1|t|true)$/i.test(env['COMPOSE_DISABLE_ENV_FILE'] ?? '');
  return { files: isOff || (await isFolder(beside)) ? [] : [beside], mayLack: true };
}

/** `before`: what the files before it say. */
async function readEnvFile(
  path: string,
  env: Environment,
  before: Variables,
): Promise<Extract<DotEnv, { kind: 'variables' }> | SourceProblem> {
  const problem = (reason: SourceProblem['reason'], detail: string | null): SourceProblem => ({
    kind: 'source',
    option: 'env-file',
    name: path,
    reason,
    detail,
  });
  const read = await readUnledTextFile(path, COMPOSE.envBytes);
  if (!read.ok) return problem(read.reason, cleanText(read.detail) || null);
  const parsed = parseDotEnv(read.text, env, before);
  return parsed.kind === 'fault' ? problem('not-env', `line ${parsed.line}`) : parsed;
}
