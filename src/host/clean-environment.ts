/**
 * The environment of every program we run. Root looks for programs only where root installs them; a user's own PATH is
 * the user's choice, and what only administrators are expected to type (`service`, `rc-service`) is looked for behind it. Pure.
 */
export function cleanEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  uid: number | null,
): Record<string, string> {
  const clean: Record<string, string> = { LC_ALL: 'C', ...(uid === 0 ? { PATH: SYSTEM_PATH } : {}) };
  for (const name of uid === 0 ? ROOT_KEEPS : USER_KEEPS) {
    const value = env[name];
    if (value !== undefined && clean[name] === undefined) clean[name] = value;
  }
  return uid === null || uid === 0 ? clean : { ...clean, PATH: withAdministrators(clean['PATH'] ?? '') };
}

/** Debian gives a user a PATH without the folders of `sbin`. An empty entry means the current folder: it stays what it was. */
function withAdministrators(own: string): string {
  const folders = own === '' ? [] : own.split(':');
  return [...folders, ...ADMINISTRATORS.filter((folder) => !folders.includes(folder))].join(':');
}

const ADMINISTRATORS = ['/usr/local/sbin', '/usr/sbin', '/sbin'] as const;

/** Where a system installs programs. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';
const ROOT_KEEPS = ['HOME'] as const;
/** What a user's service manager (`systemctl --user`) and Windows need to start a program at all. */
const USER_KEEPS = [
  'PATH',
  'HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SystemRoot',
  'PATHEXT',
  'TEMP',
  'USERPROFILE',
] as const;
