import { getent } from './getent.ts';

/** Is a user alone in a group? Who may write as the group may then write as that user. */
export type IsOwnGroup = (gid: number, uid: number) => boolean;

/**
 * By the system's own word (getent(1)), which knows more than /etc: the user is in the group, nobody else is a member, and no other
 * account has it for its first group. That it has the user's number is not enough. false where it cannot be told. Synchronous, as the check of our own
 * code is; asked once of each.
 */
export const isOwnGroup: IsOwnGroup = (gid, uid) => {
  const key = `${gid} ${uid}`;
  const known = ASKED.get(key) ?? isAlone(getent(['group', String(gid)]), getent(['passwd']), gid, uid);
  ASKED.set(key, known);
  return known;
};

const ASKED = new Map<string, boolean>();

/** `group`: the line of that group (group(5)), empty where it has no name; `accounts`: all lines of passwd(5). null: not told. Pure. */
export function isAlone(group: string | null, accounts: string | null, gid: number, uid: number): boolean {
  if (group === null || accounts === null) return false;
  const users = accounts.split('\n').map((line) => {
    const [name = '', , id, first] = line.split(':');
    return { name, isOther: id !== String(uid), gid: first };
  });
  const own = users.filter(({ isOther }) => !isOther);
  const names = own.map(({ name }) => name);
  const members = (group.split(':')[3] ?? '').trim().split(',').filter(Boolean);
  // A user of another machine may be known by number alone.
  const isIn = gid === uid || members.length > 0 || own.some(({ gid: first }) => first === String(gid));
  return (
    isIn &&
    members.every((member) => names.includes(member)) &&
    !users.some(({ isOther, gid: first }) => isOther && first === String(gid))
  );
}
