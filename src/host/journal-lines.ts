import { run, succeeded } from './run.ts';

/** The last lines of systemd's journal that match (journalctl(1): `--unit=…`, `_UID=0`) since then, without the empty ones; none where it cannot be read. */
export async function journalLines(
  match: string,
  sinceSeconds: string,
  most: number,
): Promise<readonly string[]> {
  const result = await run('journalctl', [
    match,
    `--since=@${sinceSeconds}`,
    `--lines=${most}`,
    '--output=cat',
    '--no-pager',
    '--quiet',
  ]);
  return succeeded(result) ? result.stdout.split('\n').filter((line) => line !== '') : [];
}
