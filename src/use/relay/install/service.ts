import { setTimeout as sleep } from 'node:timers/promises';
import { HOST } from '../../../host/limits.ts';
import { readTextFile } from '../../../host/read-text.ts';
import { run, succeeded } from '../../../host/run.ts';
import type { ImageReference } from '../../../registry/reference.ts';
import { putUnit, systemctl } from '../../install/units.ts';
import { serves } from '../ask-status.ts';
import { RUN_RELAY } from '../limits.ts';
import { backupIn, listenIn, serviceUnit, socketUnit, type UnitOrder } from './units.ts';

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
  const [service, socket] = await Promise.all([SERVICE_FILE, SOCKET_FILE].map(textOf));
  const listen = listenIn(socket ?? '');
  return listen === null ? null : { url: `http://${listen}`, backup: backupIn(service ?? '') };
}

/** `lines`: the relay's own last words, or systemd's; clean them before they are shown. */
export type PutUp =
  | { readonly kind: 'serving' }
  | { readonly kind: 'failed'; readonly lines: readonly string[] };

/** Writes the units, starts them and waits until an image's manifest comes through. What fails is left for `takeDown`. */
export async function putUp(
  order: UnitOrder,
  image: ImageReference,
  withinMs: number,
  signal: AbortSignal,
): Promise<PutUp> {
  const written = await writeUnits(order);
  if (written !== null) return { kind: 'failed', lines: [written] };
  for (const args of [['daemon-reload'], ['enable', '--now', ...UNITS]]) {
    const done = await systemctl(args);
    if (done.kind !== 'exited') return { kind: 'failed', lines: [done.kind] };
    if (done.code !== 0) return { kind: 'failed', lines: done.stderr.split('\n') };
  }
  const url = `http://${order.address.host}:${order.port}`;
  const until = performance.now() + withinMs;
  while (performance.now() < until && !signal.aborted) {
    if (await serves(url, image)) return { kind: 'serving' };
    await sleep(RUN_RELAY.pollMs);
  }
  return { kind: 'failed', lines: await lastLines() };
}

/** The units again, now that more is known. */
export async function rewriteUnits(order: UnitOrder): Promise<boolean> {
  const failed = await writeUnits(order);
  return failed === null && succeeded(await systemctl(['daemon-reload']));
}

/** Takes away all that `putUp` made, and what the relay kept. */
export async function takeDown(): Promise<boolean> {
  const steps = [
    ['disable', '--now', ...UNITS],
    ['clean', '--what=state', 'mirror-relay.service'],
  ];
  for (const args of steps) await systemctl(args);
  const gone = await Promise.all([SERVICE_FILE, SOCKET_FILE].map((path) => putUnit(path, null)));
  await systemctl(['daemon-reload']);
  await systemctl(['reset-failed', ...UNITS]);
  return gone.every((failure) => failure === null);
}

async function writeUnits(order: UnitOrder): Promise<string | null> {
  // A proxy's password is nobody's business.
  const mode = Object.keys(order.environment).length > 0 ? 'private' : 'keep';
  return (
    (await putUnit(SOCKET_FILE, socketUnit(order))) ?? (await putUnit(SERVICE_FILE, serviceUnit(order), mode))
  );
}

async function lastLines(): Promise<readonly string[]> {
  const args = ['--unit=mirror-relay.service', '--lines=10', '--output=cat', '--no-pager', '--quiet'];
  const told = await run('journalctl', args);
  return succeeded(told) ? told.stdout.split('\n').filter((line) => line !== '') : [];
}

async function textOf(path: string): Promise<string | null> {
  const read = await readTextFile(path, HOST.configBytes);
  return read.ok ? read.text : null;
}
