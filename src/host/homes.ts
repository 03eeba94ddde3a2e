import { sep } from 'node:path';
import { HOST } from './limits.ts';
import { readTextFile } from './read-text.ts';

/** Is this a user's home, or that of the account `uid`, or inside one? Others of the system do not count: theirs are folders such as /bin. */
export async function isInHome(path: string, uid: number): Promise<boolean> {
  const passwd = await readTextFile('/etc/passwd', HOST.settingsBytes);
  return homesIn(passwd.ok ? passwd.text : '', uid).some(
    (home) => path === home || path.startsWith(home + sep),
  );
}

/** passwd(5): name, password, uid, gid, comment, home, shell. /home stands for accounts of a directory service. Pure. */
export function homesIn(passwd: string, owner: number): readonly string[] {
  const homes = passwd.split('\n').flatMap((line) => {
    const [, , id = '', , , home = ''] = line.split(':');
    const uid = Number(id);
    const counts = (uid >= FIRST_USER && uid !== NOBODY) || (uid === owner && uid !== 0);
    return counts && /^\/[^/]/.test(home) ? [home.replace(/\/$/, '')] : [];
  });
  return ['/home', '/Users', ...homes];
}

/** login.defs(5), UID_MIN; and the account that owns nothing. */
const FIRST_USER = 1000;
const NOBODY = 65_534;
