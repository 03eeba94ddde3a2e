import { isThere } from '../../host/is-there.ts';
import { succeeded } from '../../host/run.ts';
import { foreignFiles, ownText } from '../install/mark.ts';
import { putUnit, removeUnfinished, secretLines, systemctl } from '../install/units.ts';
import { type WatchUnits, watchService, watchTimer } from './units.ts';

/** The watch as systemd has it. Needs root. */
export const WATCH_FILES = {
  service: '/etc/systemd/system/mirror-watch.service',
  timer: '/etc/systemd/system/mirror-watch.timer',
  /** Whom to notify, and lists with a token: of a unit's own words and variables everybody is told. */
  secrets: '/etc/mirror-watch.env',
} as const;

/** systemd's place for what the service remembers. */
const STATE_FOLDER = '/var/lib/mirror-watch';

export const NOTIFY_VARIABLE = 'MIRROR_WATCH_NOTIFY';
/** Lists whose addresses hold what may be a token, with blanks between. */
export const LISTS_VARIABLE = 'MIRROR_WATCH_LISTS';

export async function isWatched(): Promise<boolean> {
  return (await ownText(WATCH_FILES.timer)) !== null;
}

/** Files of somebody else's where ours would be; what killed runs of ours left half written goes. Needs root. */
export async function inTheWayOfWatch(): Promise<readonly string[]> {
  await removeUnfinished(Object.values(WATCH_FILES));
  return await foreignFiles(Object.values(WATCH_FILES));
}

/** What went wrong, in the system's words; null: it is in force. What fails is left for `stopWatching`. */
export async function startWatching(
  units: Omit<WatchUnits, 'secrets'>,
  variables: Readonly<Record<string, string>>,
): Promise<string | null> {
  const secrets = Object.keys(variables).length === 0 ? null : secretLines(variables);
  const all = { ...units, secrets: secrets === null ? null : WATCH_FILES.secrets };
  const failed =
    (await putUnit(WATCH_FILES.secrets, secrets, 'private')) ??
    (await putUnit(WATCH_FILES.service, watchService(all))) ??
    (await putUnit(WATCH_FILES.timer, watchTimer(all)));
  if (failed !== null) return failed;
  for (const args of [['daemon-reload'], ['enable', '--now', 'mirror-watch.timer']]) {
    const done = await systemctl(args);
    if (done.kind !== 'exited') return done.kind;
    if (done.code !== 0) return done.stderr.trim();
  }
  return null;
}

/** Takes away all that `startWatching` made, and what was remembered. false: something of it is still there. */
export async function stopWatching(): Promise<boolean> {
  await systemctl(['disable', '--now', 'mirror-watch.timer']);
  await systemctl(['stop', 'mirror-watch.service']);
  // A unit whose last run failed is not cleaned (systemctl(1), clean).
  await systemctl(['reset-failed', 'mirror-watch.service']);
  await systemctl(['clean', '--what=state', 'mirror-watch.service']);
  const failures = await Promise.all(Object.values(WATCH_FILES).map((path) => putUnit(path, null)));
  await systemctl(['daemon-reload']);
  await systemctl(['reset-failed', 'mirror-watch.service', 'mirror-watch.timer']);
  return !(await isThere(STATE_FOLDER)) && failures.every((failure) => failure === null);
}

/** Does the timer run? */
export async function isTimerActive(): Promise<boolean> {
  return succeeded(await systemctl(['is-active', '--quiet', 'mirror-watch.timer']));
}

/** How the service's last run ended, where that was not well, in systemd's word: `exit-code`, `timeout` … (systemd.service(5)). null: well, not run yet, or not to be seen. */
export async function lastRunFailed(): Promise<string | null> {
  const shown = await systemctl(['show', '--property=Result', '--value', 'mirror-watch.service']);
  const result = succeeded(shown) ? shown.stdout.trim() : '';
  return result === '' || result === 'success' ? null : result;
}
