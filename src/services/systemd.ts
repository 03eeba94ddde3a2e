import { homedir } from 'node:os';
import { isFolder } from '../host/is-folder.ts';
import { isThere } from '../host/is-there.ts';
import { journalLines } from '../host/journal-lines.ts';
import { HOST } from '../host/limits.ts';
import { run, succeeded } from '../host/run.ts';
import { perform, readableFiles } from './actions.ts';
import { isGone } from './is-gone.ts';
import { parseUnitProperties, parseUnitState, type UnitState } from './systemd-properties.ts';
import type { CommandLineSources, ServiceManager, ServiceStatus } from './types.ts';
import { unreadUnitFiles } from './unread-units.ts';

export interface SystemdUnit {
  /** The user's own manager (`systemctl --user`), for a rootless engine. */
  readonly user: boolean;
  readonly unit: string;
  /** The socket that starts the unit; it fails with it, and has to be reset with it. null: none. */
  readonly socket: string | null;
}

/** systemd, or a user's systemd. */
export function systemd({ user, unit, socket }: SystemdUnit): ServiceManager {
  const systemctl = user ? (['systemctl', '--user'] as const) : (['systemctl'] as const);
  return {
    kind: user ? 'systemd-user' : 'systemd',
    traits: { restarts: true, readsDropIns: true, hasUnits: true },
    status: () => unitStatus(systemctl, unit),
    startsOnConnection: async () => !isGone(await unitStatus(systemctl, socketOf(unit))),
    async reload(known) {
      // A unit on its way up would get the signal before the engine can take it, and die of it.
      const status = known ?? (await unitStatus(systemctl, unit));
      return status === 'active' ? await perform([...systemctl, 'reload', unit]) : { kind: 'not-up' };
    },
    restart: () => perform([...systemctl, 'restart', unit]),
    start: () => perform([...systemctl, 'start', unit]),
    reloadUnits: () => perform([...systemctl, 'daemon-reload']),
    resetFailed: () => perform([...systemctl, 'reset-failed', unit, ...(socket === null ? [] : [socket])]),
    recentLogLines: (since) => journal(user, unit, since),
    commandLineSources: () => sources(systemctl, unit, socket),
    commands: {
      reload: [...systemctl, 'reload', unit],
      restart: [...systemctl, 'restart', unit],
      start: [...systemctl, 'start', unit],
    },
  };
}

/** Does systemd run this machine? sd_booted(3) */
export function hasSystemd(): Promise<boolean> {
  return isThere('/run/systemd/system');
}

/** What systemd says of a unit; null: no systemd runs, or it does not know the unit. */
export async function lookAtUnit(user: boolean, unit: string): Promise<UnitState | null> {
  if (!user && !(await hasSystemd())) return null;
  const scope = user ? ['--user'] : [];
  const properties = ['LoadState', 'MainPID', 'ExecStart'].map((name) => `--property=${name}`);
  const result = await run('systemctl', [...scope, 'show', ...properties, '--', unit]);
  return succeeded(result) ? parseUnitState(result.stdout) : null;
}

type Systemctl = readonly [string, ...string[]];

/** systemd.socket(5): it starts the service of its own name. */
function socketOf(unit: string): string {
  return unit.replace(/\.service$/, '.socket');
}

async function unitStatus([program, ...scope]: Systemctl, unit: string): Promise<ServiceStatus> {
  // Its exit code is 3 for all that is not active; the word tells.
  const result = await run(program, [...scope, 'is-active', '--', unit]);
  return result.kind === 'exited' ? parseActiveState(result.stdout.trim()) : 'unknown';
}

/** The words of `systemctl is-active`. Pure. */
export function parseActiveState(word: string): ServiceStatus {
  switch (word) {
    case 'active':
    case 'activating':
    case 'deactivating':
    case 'failed':
    case 'inactive':
      return word;
    case 'reloading':
    case 'refreshing':
      return 'activating';
    default:
      return 'unknown';
  }
}

function journal(user: boolean, unit: string, since: Date): Promise<readonly string[]> {
  const match = user ? `--user-unit=${unit}` : `--unit=${unit}`;
  return journalLines(match, String(Math.floor(since.getTime() / 1000)), HOST.logLines);
}

async function sources(
  [program, ...scope]: Systemctl,
  unit: string,
  socket: string | null,
): Promise<CommandLineSources> {
  const properties = ['FragmentPath', 'DropInPaths', 'EnvironmentFiles', 'ExecStart', 'WorkingDirectory'];
  const args = [...scope, 'show', ...properties.map((name) => `--property=${name}`), '--', unit];
  const result = await run(program, args);
  if (!succeeded(result)) return { execStart: null, files: [], folder: null };
  const { paths, execStart, workingDirectory } = parseUnitProperties(result.stdout);
  const [unread, inherited, folder, files] = await Promise.all([
    unreadUnitFiles([program, ...scope], [unit, ...(socket === null ? [] : [socket])]),
    managerVariables([program, ...scope]),
    startFolder(workingDirectory, scope.length > 0),
    readableFiles(paths),
  ]);
  return { execStart, files, folder, unread, ...(inherited && { inherited }) };
}

/** `DefaultEnvironment=` of the manager, `systemctl set-environment`, and what it was started with (systemctl(1)); null: it does not tell. */
async function managerVariables([program, ...scope]: Systemctl): Promise<readonly string[] | null> {
  const result = await run(program, [...scope, 'show-environment']);
  if (!succeeded(result)) return null;
  return result.stdout.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
}

/** WorkingDirectory= of systemd.exec(5): a user's own manager starts in his home, the system's in /, and `!` marks one that may be missing. */
async function startFolder(told: string | null, user: boolean): Promise<string | null> {
  const usual = user ? homedir() : '/';
  if (told === null) return usual;
  const folder = told.replace(/^!/, '');
  // Whose home that is, `User=` decides: that of who keeps an engine of the whole machine.
  if (folder === '~') return homedir();
  if (folder !== told && !(await isFolder(folder))) return usual;
  return folder;
}
