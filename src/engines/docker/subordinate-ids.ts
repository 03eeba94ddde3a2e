import { HOST } from '../../host/limits.ts';
import { readTextFile } from '../../host/read-text.ts';
import type { RunsWith } from './pending.ts';

/** What /etc/passwd, /etc/subuid and /etc/subgid say; null: it may not be read, or is not there. */
export interface AccountTexts {
  readonly passwd: string | null;
  readonly subuid: string | null;
  readonly subgid: string | null;
}

export async function accountTexts(): Promise<AccountTexts> {
  const [passwd = null, subuid = null, subgid = null] = await Promise.all(
    ['/etc/passwd', '/etc/subuid', '/etc/subgid'].map(async (file) => {
      const read = await readTextFile(file, HOST.settingsBytes);
      return read.ok ? read.text : null;
    }),
  );
  return { passwd, subuid, subgid };
}

/**
 * Where the ids that `userns-remap` takes begin: the user alone decides, whatever group stands behind the colon (moby/sys/user:
 * LoadIdentityMapping). Ranges by the uid count before those by the name. Pure.
 */
export function remapOf(wanted: string, { passwd, subuid, subgid }: AccountTexts): RunsWith['wantedRemap'] {
  const [user = ''] = wanted.split(':');
  // The engine makes that user itself.
  if (user === '' || user === 'default' || subuid === null || subgid === null) return null;
  const account = linesOf(passwd ?? '').find(([name, , uid]) => name === user || uid === user);
  // It may be known to another source of accounts.
  if (account === undefined) return null;
  const [name = '', , uid = ''] = account;
  return { uids: startsOf(subuid, uid, name), gids: startsOf(subgid, uid, name) };
}

/** subuid(5): `name or uid:first:count`. */
function startsOf(text: string, uid: string, name: string): readonly number[] {
  const of = (who: string): readonly number[] =>
    linesOf(text).flatMap(([owner, first]) => (owner === who ? [Number(first)] : []));
  const byUid = of(uid);
  return byUid.length > 0 ? byUid : of(name);
}

function linesOf(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) => line.trim().split(':'));
}
