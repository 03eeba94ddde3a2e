import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { readTextFile } from '../host/read-text.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { type ComposeImages, composeImages } from './compose-images.ts';
import { interpolate } from './interpolate.ts';
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

/** Compose reads it in the same way: what the environment has counts more. https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/ */
async function withDotEnv(
  path: string,
  env: Environment,
): Promise<{ readonly kind: 'env'; readonly env: Environment } | SourceProblem> {
  const read = await readTextFile(path, COMPOSE.envBytes);
  if (!read.ok) {
    if (read.reason === 'unreadable' && /^ENO(?:ENT|TDIR)/.test(read.detail)) return { kind: 'env', env };
    const detail = cleanText(read.detail) || null;
    return { kind: 'source', option: 'compose', name: path, reason: read.reason, detail };
  }
  const known: Record<string, string | undefined> = { ...env };
  for (const [name, value] of Object.entries(parseEnv(read.text))) {
    if (Object.hasOwn(env, name) || value === undefined) continue;
    // What it is made of is not known: then nor is it.
    const { text } = interpolate(value, known);
    if (text !== null) known[name] = text;
  }
  return { kind: 'env', env: known };
}
