import { Buffer } from 'node:buffer';
import { readTextFile } from '../../host/read-text.ts';
import { BODY_LIMITS } from '../../limits.ts';
import { type Credentials, credentialsIn } from '../../registry/push/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { Destination } from '../../sync/index.ts';
import type { LoginLack } from '../../words/sync/messages.ts';
import type { SourceProblem } from '../survey-problem.ts';
import { authFiles } from './places.ts';

export interface LoginFound {
  readonly kind: 'login';
  /** null: there is none in the files. */
  readonly credentials: Credentials | null;
  /** A program that keeps the login, and is not asked; null: there is none. */
  readonly helper: string | null;
  /** The file that has them; null: none has. */
  readonly path: string | null;
  /** Files that were looked into and have none, as far as that is worth a word: nobody misses an entry in a file that was not named. */
  readonly lacks: readonly { readonly why: LoginLack; readonly path: string }[];
}

/** The login at the destination: from the file that the user named, else from the first of the usual ones that has one. */
export async function loginAt(
  { base, prefix }: Destination,
  authFile: string | null,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<LoginFound | SourceProblem> {
  let helper: string | null = null;
  const lacks: { readonly why: LoginLack; readonly path: string }[] = [];
  for (const path of authFile === null ? authFiles(env, home) : [authFile]) {
    const read = await readTextFile(path, BODY_LIMITS.configBytes);
    if (!read.ok) {
      if (authFile === null) {
        if (!/^ENO(?:ENT|TDIR)/.test(read.detail)) lacks.push({ why: 'unreadable', path });
        continue;
      }
      const detail = cleanText(read.detail) || null;
      return { kind: 'source', option: 'auth-file', name: path, reason: read.reason, detail };
    }
    const found = credentialsIn(Buffer.from(read.text), base.host, prefix);
    if (found.kind === 'found')
      return {
        kind: 'login',
        credentials: found.credentials,
        helper: null,
        path,
        lacks: lacks.filter(({ why }) => why !== 'undecodable'),
      };
    if (found.kind === 'helper') helper ??= found.helper;
    if (found.kind === 'undecodable' || (found.kind === 'none' && authFile !== null))
      lacks.push({ why: found.kind, path });
    if (found.kind === 'not-a-config' && authFile !== null)
      return { kind: 'source', option: 'auth-file', name: path, reason: 'not-a-config', detail: null };
    if (found.kind === 'not-a-config' && read.text.trim() !== '') lacks.push({ why: 'broken', path });
  }
  return { kind: 'login', credentials: null, helper, path: null, lacks };
}
