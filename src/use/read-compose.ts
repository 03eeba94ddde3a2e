import { dirname, join } from 'node:path';
import { readTextFile } from '../host/read-text.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { type ComposeImages, composeImages } from './compose-images.ts';
import { parseDotEnv } from './dot-env.ts';
import type { Variables } from './interpolate.ts';
import { COMPOSE } from './limits.ts';
import { isUrl, readSource, type Sources, shownName } from './read-source.ts';
import type { SourceProblem } from './survey-problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type ReadCompose = ({ readonly kind: 'images' } & Omit<ComposeImages, 'fault'>) | SourceProblem;

/** The images of one compose file, or of `-`. A variable is what the environment says, else the file `.env` beside it, of standard input that of the working directory. */
export async function readCompose(name: string, env: Environment, sources: Sources): Promise<ReadCompose> {
  const read = await readSource(name, 'compose', sources);
  if (read.kind === 'source') return read;
  const dotEnv = isUrl(name) ? null : join(name === '-' ? '.' : dirname(name), '.env');
  const values = dotEnv === null ? { kind: 'env' as const, env } : await withDotEnv(dotEnv, env);
  if (values.kind === 'source') return values;
  const { fault, ...found } = composeImages(read.text, values.env);
  if (fault === null) return { kind: 'images', ...found };
  return {
    kind: 'source',
    option: 'compose',
    name: shownName(name),
    reason: fault.reason,
    detail: fault.detail === null ? null : cleanText(fault.detail),
  };
}

/** What the environment has counts more. https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/ */
async function withDotEnv(
  path: string,
  env: Environment,
): Promise<{ readonly kind: 'env'; readonly env: Variables } | SourceProblem> {
  const problem = (reason: SourceProblem['reason'], detail: string | null): SourceProblem => ({
    kind: 'source',
    option: 'env-file',
    name: path,
    reason,
    detail,
  });
  const read = await readTextFile(path, COMPOSE.envBytes);
  if (!read.ok) {
    if (read.reason === 'unreadable' && /^ENO(?:ENT|TDIR)/.test(read.detail)) return { kind: 'env', env };
    return problem(read.reason, cleanText(read.detail) || null);
  }
  const parsed = parseDotEnv(read.text, env);
  return parsed.kind === 'fault'
    ? problem('not-env', `line ${parsed.line}`)
    : { kind: 'env', env: parsed.variables };
}
