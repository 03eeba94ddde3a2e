import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from '../../../host/file-failure.ts';
import { isThere } from '../../../host/is-there.ts';
import { journalLines } from '../../../host/journal-lines.ts';
import { makeOutputFolder, removeOutput, writeOutputFile } from '../../../host/output-file.ts';
import { succeeded } from '../../../host/run.ts';
import { authority } from '../../../names/authority.ts';
import type { ImageReference } from '../../../registry/reference.ts';
import { NO_STATE, renderState } from '../../../relay/index.ts';
import { foreignFiles, ownText } from '../../install/mark.ts';
import { putUnit, removeUnfinished, secretLines, systemctl } from '../../install/units.ts';
import { serves } from '../ask-status.ts';
import { RUN_RELAY } from '../limits.ts';
import { backupIn, listenIn, SECRETS_FILE, serviceUnit, socketUnit, type UnitOrder } from './units.ts';

/** The relay as systemd has it. Needs root. */
export const SERVICE_FILE = '/etc/systemd/system/mirror-relay.service';
export const SOCKET_FILE = '/etc/systemd/system/mirror-relay.socket';
const UNITS = ['mirror-relay.socket', 'mirror-relay.service'] as const;

export interface InstalledRelay {
  /** `http://address:port` */
  readonly url: string;
  /** Of mirror-apply; null: the engine was not configured. */
  readonly backup: string | null;
}

/** null: it is not installed. */
export async function installedRelay(): Promise<InstalledRelay | null> {
  const [service, socket] = await Promise.all([SERVICE_FILE, SOCKET_FILE].map(ownText));
  const listen = listenIn(socket ?? '');
  return listen === null ? null : { url: `http://${listen}`, backup: backupIn(service ?? '') };
}

/** Files of somebody else's where ours would be; what killed runs of ours left half written goes. Needs root. */
export async function inTheWayOfRelay(): Promise<readonly string[]> {
  await removeUnfinished(FILES);
  return await foreignFiles(FILES);
}

const FILES: readonly string[] = [SERVICE_FILE, SOCKET_FILE, SECRETS_FILE];

/** `lines`: the relay's own last words, or systemd's; clean them before they are shown. */
export type PutUp =
  | { readonly kind: 'serving' }
  | { readonly kind: 'failed'; readonly lines: readonly string[] };

export interface ServiceStart {
  /** Its manifest has to come through, */
  readonly image: ImageReference;
  /** within so long. */
  readonly withinMs: number;
  /** Mirrors of docker.io to begin with, best first, in place of a survey; null: those that the units name, or a survey. */
  readonly mirrors: readonly string[] | null;
  readonly signal: AbortSignal;
}

/** Writes the units, starts them and waits until an image's manifest comes through. What fails is left for `takeDown`. */
export async function putUp(
  order: UnitOrder,
  { image, withinMs, mirrors, signal }: ServiceStart,
): Promise<PutUp> {
  const since = Math.floor(Date.now() / 1000);
  const steps: readonly (() => Promise<string | null>)[] = [
    () => writeUnits(order),
    () => asked(['daemon-reload']),
    // What an earlier one left.
    () => cleanState(),
    () => (mirrors === null ? Promise.resolve(null) : remember(mirrors)),
    () => asked(['enable', '--now', ...UNITS]),
  ];
  for (const step of steps) {
    const failure = await step();
    if (failure !== null) return { kind: 'failed', lines: failure.split('\n') };
  }
  const url = `http://${authority(order.address.host, order.port)}`;
  const until = performance.now() + withinMs;
  while (performance.now() < until && !signal.aborted) {
    if (await serves(url, image)) return { kind: 'serving' };
    await sleep(RUN_RELAY.pollMs);
  }
  return { kind: 'failed', lines: await lastLines(since) };
}

/** The units again, now that more is known. */
export async function rewriteUnits(order: UnitOrder): Promise<boolean> {
  const failed = await writeUnits(order);
  return failed === null && succeeded(await systemctl(['daemon-reload']));
}

/** What `takeDown` takes away of what is there. */
export async function standing(): Promise<readonly string[]> {
  const all = [...FILES, STATE_FOLDER];
  const there = await Promise.all(all.map(isThere));
  return all.filter((_, index) => there[index]);
}

/** Takes away all that `putUp` made, and what the relay kept. */
export async function takeDown(): Promise<boolean> {
  await systemctl(['disable', '--now', ...UNITS]);
  const left = await cleanState();
  const gone = await Promise.all(FILES.map((path) => putUnit(path, null)));
  await systemctl(['daemon-reload']);
  await systemctl(['reset-failed', ...UNITS]);
  return [left, ...gone].every((failure) => failure === null);
}

/** What went wrong in systemd's words; null: nothing. */
async function asked(args: readonly string[]): Promise<string | null> {
  const done = await systemctl(args);
  if (done.kind !== 'exited') return done.kind;
  return done.code === 0 ? null : done.stderr;
}

/** Where systemd keeps what is the service's; the folder is given to the service's user when it starts. */
const STATE_FOLDER = '/var/lib/mirror-relay';
const STATE_FILE = `${STATE_FOLDER}/state.json`;

/** As though an earlier run had measured them. What went wrong; null: nothing. */
async function remember(urls: readonly string[]): Promise<string | null> {
  const mirrors = new Map([['docker.io', { measuredMs: Date.now(), urls }]]);
  try {
    await makeOutputFolder(STATE_FOLDER);
    await writeOutputFile(STATE_FILE, renderState({ ...NO_STATE, mirrors }));
    return null;
  } catch (error) {
    return `${STATE_FILE}: ${errnoOf(error)}`;
  }
}

/** What went wrong; null: nothing is left. */
async function cleanState(): Promise<string | null> {
  await systemctl(['clean', '--what=state', 'mirror-relay.service']);
  if (!(await isThere(STATE_FOLDER))) return null;
  // It never started: the folder is still ours.
  try {
    await removeOutput(STATE_FILE, 'file');
    await removeOutput(STATE_FOLDER, 'folder');
    return null;
  } catch (error) {
    return `${STATE_FOLDER}: ${errnoOf(error)}`;
  }
}

async function writeUnits(order: UnitOrder): Promise<string | null> {
  // A proxy's password is nobody's business.
  const secrets = secretLines(order.environment);
  return (
    (await putUnit(SECRETS_FILE, secrets === '' ? null : secrets, 'private')) ??
    (await putUnit(SOCKET_FILE, socketUnit(order))) ??
    (await putUnit(SERVICE_FILE, serviceUnit(order)))
  );
}

/** What the service itself said since then; if it came to say nothing, what systemd says of it. `Deactivated successfully` beside the former is no reason. */
async function lastLines(sinceSeconds: number): Promise<readonly string[]> {
  for (const whose of ['_SYSTEMD_UNIT=mirror-relay.service', '--unit=mirror-relay.service']) {
    const lines = await journalLines(whose, String(sinceSeconds), 10);
    if (lines.length > 0) return lines;
  }
  return [];
}
