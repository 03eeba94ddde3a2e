import { CACHE, type PullLog, readPullLog } from '../../cache/index.ts';
import { run, succeeded } from '../../host/run.ts';
import { SERVICE_UNIT, unitOf } from './places.ts';

/** What the journal has of a cache, since `sinceMs` or its begin; null: it cannot be read. Root and the group systemd-journal may. */
export async function readJournal(registry: string, sinceMs: number | null): Promise<PullLog | null> {
  const told = await run(
    'journalctl',
    [
      `--unit=${unitOf(SERVICE_UNIT, registry)}`,
      ...(sinceMs === null ? [] : [`--since=@${Math.floor(sinceMs / 1000)}`]),
      `--lines=${CACHE.logLines}`,
      // What it logs of each request beside the access log is ten times as much.
      '--grep=HTTP/1\\.[01]" 20|scheduler entry',
      '--output=cat',
      '--no-pager',
      '--quiet',
    ],
    { maxOutputBytes: CACHE.logBytes },
  );
  // 1: nothing matches, or nothing may be read; then it says so.
  if (told.kind === 'exited' && told.code === 1 && told.stderr.trim() === '' && (await mayRead()))
    return readPullLog([]);
  return succeeded(told) ? readPullLog(told.stdout.split('\n')) : null;
}

/** A user who may not is shown an empty journal of his own. */
async function mayRead(): Promise<boolean> {
  const told = await run('journalctl', ['--lines=1', '--output=cat', '--no-pager', '--quiet', '_UID=0']);
  return succeeded(told) && told.stdout !== '';
}
