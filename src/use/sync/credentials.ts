import { Buffer } from 'node:buffer';
import { readTextFile } from '../../host/read-text.ts';
import { BODY_LIMITS } from '../../limits.ts';
import { type Credentials, credentialsIn } from '../../registry/push/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { Destination } from '../../sync/index.ts';
import type { SourceProblem } from '../survey-problem.ts';
import { authFiles } from './places.ts';

export interface LoginFound {
  readonly kind: 'login';
  /** null: there is none in the files. */
  readonly credentials: Credentials | null;
  /** A program that keeps the login, and is not asked; null: there is none. */
  readonly helper: string | null;
  /** Why the file that the user named has none: no entry, or one that is no login. null: it has one, or none was named. */
  readonly lacks: 'none' | 'undecodable' | null;
}

/** The login at the destination: from the file that the user named, else from the first of the usual ones that has one. */
export async function loginAt(
  { base, prefix }: Destination,
  authFile: string | null,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<LoginFound | SourceProblem> {
  let helper: string | null = null;
  let lacks: LoginFound['lacks'] = null;
  for (const path of authFile === null ? authFiles(env, home) : [authFile]) {
    const read = await readTextFile(path, BODY_LIMITS.configBytes);
    if (!read.ok) {
      if (authFile === null) continue;
      const detail = cleanText(read.detail) || null;
      return { kind: 'source', option: 'auth-file', name: path, reason: read.reason, detail };
    }
    const found = credentialsIn(Buffer.from(read.text), base.host, prefix);
    if (found.kind === 'found')
      return { kind: 'login', credentials: found.credentials, helper: null, lacks: null };
    if (found.kind === 'helper') helper ??= found.helper;
    if ((found.kind === 'none' || found.kind === 'undecodable') && authFile !== null) lacks = found.kind;
    if (found.kind === 'not-a-config' && authFile !== null)
      return { kind: 'source', option: 'auth-file', name: path, reason: 'not-a-config', detail: null };
  }
  return { kind: 'login', credentials: null, helper, lacks };
}
