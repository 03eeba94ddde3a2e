import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import type { Asker } from './find-endpoint.ts';
import { type HubLogin, hubLogin } from './hub-login.ts';

export interface Account {
  readonly name: string;
  readonly home: string | null;
}

/** The account of this uid in /etc/passwd; null where it has none there. */
export async function accountOf(uid: number): Promise<Account | null> {
  const passwd = await readText('/etc/passwd');
  // passwd(5): name, password, uid, gid, comment, home, shell.
  const [name = '', , , , , home] =
    passwd
      ?.split('\n')
      .map((line) => line.split(':'))
      .find((fields) => fields[2] === String(uid)) ?? [];
  return name === '' ? null : { name, home: home || null };
}

/** The home of the user who called sudo; null where nobody did, or the account has none. */
export async function sudoHome({ env, uid }: Asker): Promise<string | null> {
  const wanted = env['SUDO_UID'];
  if (uid !== 0 || wanted === undefined || !/^[1-9]\d*$/.test(wanted)) return null;
  return (await accountOf(Number(wanted)))?.home ?? null;
}

/** The first login at Docker Hub that one of these homes holds: root's own, that of the sudo user. */
export async function findHubLogin(
  asker: Asker,
  homes: readonly string[],
): Promise<(HubLogin & { readonly path: string }) | null> {
  const own = asker.env['DOCKER_CONFIG'];
  const directories = [...(own ? [own] : []), ...homes.map((home) => path.join(home, '.docker'))];
  for (const directory of new Set(directories)) {
    const file = path.join(directory, 'config.json');
    const text = await readText(file);
    const login = text === null ? null : hubLogin(text);
    if (login !== null) return { ...login, path: file };
  }
  return null;
}

async function readText(file: string): Promise<string | null> {
  const state = await readFileState(file, HOST.settingsBytes);
  return state.kind === 'file' ? state.bytes.toString('utf8') : null;
}
