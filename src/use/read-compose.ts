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
 * The images of one compose file, or of `-`. A variable is what the environment says, else the file `.env` beside it, or those of COMPOSE_ENV_FILES.
 * https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 * `first`: of several files the one whose folder is the project's. Compose reads the `.env` of that folder for all of them; where that beside a file says something else, which
 * one is meant is not known, and told. That of standard input is the project's, else the working directory's.
 */
export async function readCompose(
  name: string,
  env: Environment,
  sources: Sources,
  first: string = name,
): Promise<ReadCompose> {
  const read = await readSource(name, 'compose', sources);
  if (read.kind === 'source') return read;
  const beside = name === '-' ? first : name;
  const found = await readWith(read.text, name, beside, env);
  if (found.kind === 'source' || isUrl(name) || dirname(beside) === dirname(first)) return found;
  const others = await readWith(read.text, name, first, env);
  const isSame = others.kind === 'images' && wordsOf(found) === wordsOf(others);
  return isSame ? found : { ...found, unread: [...found.unread, `.env: ${join(dirname(first), '.env')}`] };
}

function wordsOf({ images, unset }: Pick<ComposeImages, 'images' | 'unset'>): string {
  return JSON.stringify([images, unset]);
}

async function readWith(text: string, name: string, beside: string, env: Environment): Promise<ReadCompose> {
  // What the project is called is told by more than the environment.
  let variables: Variables = { COMPOSE_PROJECT_NAME: null };
  const { files, mayLack } = await envFiles(beside, env);
  for (const file of files) {
    const next = await readEnvFile(file, env, variables);
    if (next.kind === 'variables') variables = next.variables;
    else if (!mayLack || !/^ENO(?:ENT|TDIR)/.test(next.detail ?? '')) return next;
  }
  const { fault, ...found } = composeImages(text, { ...variables, ...env });
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
