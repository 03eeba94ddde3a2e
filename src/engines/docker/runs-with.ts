import { dirname } from 'node:path/posix';
import { knows, lastRunOn } from '../../host/backup.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { handedSockets } from '../../host/handed-sockets.ts';
import { HOST } from '../../host/limits.ts';
import { type Listener, listenersBeside, listenersOf } from '../../host/listeners.ts';
import { parseJson } from '../../host/parse-json.ts';
import { type ProcessIdentity, startedAt } from '../../host/process-identity.ts';
import { realPath } from '../../host/real-path.ts';
import type { LiveEngine } from './api/info.ts';
import { capabilitiesOf } from './capabilities.ts';
import { readDaemonJson, repairDaemonJson } from './daemon-json/index.ts';
import { type DockerdFlag, valuesOfFlag } from './flags.ts';
import type { Located } from './locate.ts';
import type { RunsWith } from './pending.ts';
import { objectOf } from './pending-values.ts';
import { hostOf, servesApi } from './reach.ts';
import { storageOf } from './storage.ts';
import { accountTexts, remapOf } from './subordinate-ids.ts';
import type { EngineVersion } from './version.ts';

/** What a running engine uses, looked at beside its file. `process`: null where it is not seen. */
export async function runsWith(
  { identity, shown, store, liveRestore, version }: LiveEngine,
  process: ProcessIdentity | null,
  /** `isRead`: it is the one that this process reads. */
  { file, isRead }: { readonly file: FileState; readonly isRead: boolean },
  { install }: Pick<Located, 'install'>,
  nextFlags: readonly DockerdFlag[],
): Promise<RunsWith> {
  const held = process === null ? null : await listenersOf(process.pid);
  // docker.socket's is there though `hosts` does not name it, and nobody answers at it then.
  const idle = process === null ? null : await handedSockets(process.pid);
  return {
    ...shown,
    ...(await storageOf(identity.dockerRootDir, version)),
    store,
    containerdByDefault: capabilitiesOf(version).containerdByDefault,
    liveRestore,
    rootDir: identity.dockerRootDir,
    remapped: identity.securityOptions.some((option) => /^name=userns(?:,|$)/.test(option)),
    execRoot: execRootOf(held ?? []),
    sockets:
      held === null
        ? null
        : held.flatMap((one) =>
            one.kind === 'unix' && servesApi(one.path) && !idle?.has(one.inode) ? [one.path] : [],
          ),
    ports: process === null || held === null ? null : portsOf(held, await listenersBeside(process.pid)),
    addresses: held === null ? null : held.flatMap(addressOf),
    defaults:
      install === 'rootful'
        ? { dataRoot: await realPath('/var/lib/docker'), execRoot: '/var/run/docker' }
        : null,
    ...(await wantedBy(bytesOf(file), nextFlags, version)),
    ...(isRead ? { ...(await changesOf(file, process)), ...(await leftBy(file, process)) } : UNREAD),
  };
}

/** Nothing of it can be in force, however old it is. */
const UNREAD = {
  fileChangedSince: true,
  fileSurelyChanged: true,
  leftByUs: false,
  othersWait: false,
} as const;

/** Where the next start with this text finds what lies outside of it; of a text that it cannot read, once that is repaired. */
export async function wantedBy(
  bytes: Uint8Array | null,
  nextFlags: readonly DockerdFlag[],
  version: EngineVersion | null,
): Promise<Pick<RunsWith, 'wantedRoot' | 'wantedSeccomp' | 'wantedRemap'>> {
  const text = bytes === null ? '' : readableText(bytes, version);
  const toldOr = (key: string): string | null => valuesOfFlag(nextFlags, key).at(-1) ?? textIn(text, key);
  const profile = toldOr('seccomp-profile');
  const remap = toldOr('userns-remap');
  const told = ['data-root', 'graph', 'g'].flatMap((name) => valuesOfFlag(nextFlags, name)).at(-1);
  const root = told ?? dataRootOf(text);
  const isFile = profile?.startsWith('/') === true;
  return {
    wantedSeccomp: !isFile ? 'none' : (await isMissing(profile)) ? 'missing' : 'there',
    wantedRemap: remap === null ? null : remapOf(remap, await accountTexts()),
    wantedRoot: root === null ? null : await realPath(root),
  };
}

function readableText(bytes: Uint8Array, version: EngineVersion | null): string {
  const read = readDaemonJson(bytes, version);
  if (read.kind === 'document') return read.text;
  const repaired = repairDaemonJson(bytes);
  const strict = repaired.kind === 'repaired' ? readDaemonJson(repaired.bytes, version) : null;
  return strict?.kind === 'document' ? strict.text : '';
}

/** `graph`: the name before 17.05, which engines took until 23.0. */
function dataRootOf(text: string): string | null {
  return textIn(text, 'data-root') ?? textIn(text, 'graph');
}

function textIn(text: string, key: string): string | null {
  const found = objectOf(parseJson(text))[key];
  return typeof found === 'string' && found !== '' ? found : null;
}

/** A folder, too, is no profile. */
async function isMissing(profile: string): Promise<boolean> {
  const state = await readFileState(profile, HOST.configBytes);
  if (state.kind === 'file-failure') return state.code === 'not-a-file';
  return state.kind === 'absent';
}

/** dockerd listens on sockets of its own there: `<exec-root>/metrics.sock`, `<exec-root>/libnetwork/<id>.sock`. */
function execRootOf(held: readonly Listener[]): string | null {
  for (const listener of held) {
    if (listener.kind !== 'unix') continue;
    if (listener.path.endsWith('/metrics.sock')) return dirname(listener.path);
    if (/\/libnetwork\/[^/]+\.sock$/.test(listener.path)) return dirname(dirname(listener.path));
  }
  return null;
}

/** `reach.ts` has where one connects to; here it counts that all addresses are listened on. */
function addressOf(listener: Listener): NonNullable<RunsWith['addresses']> {
  if (listener.kind !== 'tcp') return [];
  const { address, port } = listener;
  const any = address.length === 8 ? '0.0.0.0' : '::';
  const host = /^0+$/.test(address) ? any : hostOf(address).replace(/^\[(.*)\]$/, '$1');
  return [{ host, port }];
}

function portsOf(held: readonly Listener[], beside: readonly Listener[]): RunsWith['ports'] {
  const own = new Set(held.map(({ inode }) => inode));
  const ports = (all: readonly Listener[]): readonly number[] =>
    all.flatMap((listener) => (listener.kind === 'tcp' ? [listener.port] : []));
  return { own: ports(held), others: ports(beside.filter(({ inode }) => !own.has(inode))) };
}

/** Of a backup that may not be read nothing is known. */
async function leftBy(
  file: FileState,
  process: ProcessIdentity | null,
): Promise<Pick<RunsWith, 'leftByUs' | 'othersWait'>> {
  const last = file.kind === 'file' ? await lastRunOn(file.path) : null;
  if (file.kind !== 'file' || last === null || !knows(last, file.sha256))
    return { leftByUs: false, othersWait: false };
  const started = process === null ? null : await startedAt(process);
  const { othersChangedAt, before } = last;
  const inForce =
    othersChangedAt === undefined
      ? !before.exists
      : started === null || Date.parse(othersChangedAt) <= started - START_MS;
  // As it was before a run that was killed: nothing has read it since.
  return { leftByUs: last.afterSha256 === file.sha256 || inForce, othersWait: !inForce };
}

async function changesOf(
  file: FileState,
  process: ProcessIdentity | null,
): Promise<Pick<RunsWith, 'fileChangedSince' | 'fileSurelyChanged'>> {
  const started = process === null ? null : await startedAt(process);
  if (started === null || file.kind !== 'file') return { fileChangedSince: null, fileSurelyChanged: null };
  // A restored file may bear an old time of change: that of its inode counts.
  return changedSince(Number(file.identity.ctimeNs / 1_000_000n), started);
}

/** Times in ms since 1970, `startedMs` as `startedAt` tells it. What is written for the next start errs on the side of a change; what is told as a fact does not err. Pure. */
export function changedSince(
  changedMs: number,
  startedMs: number,
): { readonly fileChangedSince: boolean; readonly fileSurelyChanged: boolean | null } {
  const fileChangedSince = changedMs > startedMs - START_MS;
  const isClose = fileChangedSince && changedMs <= startedMs + EARLY_MS + START_MS;
  return { fileChangedSince, fileSurelyChanged: isClose ? null : fileChangedSince };
}

/** A start may be told a tick (10 ms) too late, and times of files come from a clock that lags by as much. */
export const START_MS = 30;
/** And up to a second too early, where the moment of boot is known to the second alone. */
const EARLY_MS = 1000;
