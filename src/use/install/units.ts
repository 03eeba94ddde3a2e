import { dirname } from 'node:path';
import { writePlannedFile } from '../../change/write-file.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { type RunResult, run } from '../../host/run.ts';
import { removeDeadTemps } from '../../host/temp-file.ts';
import { isMarked, marked } from './mark.ts';

export { hasSystemd } from '../../services/index.ts';

export function systemctl(args: readonly string[]): Promise<RunResult> {
  return run('systemctl', args, { timeoutMs: HOST.serviceMs });
}

/**
 * Writes a unit of ours, or the file with its secrets, or (null) takes it away, in one step; what stands there without our mark stays. `private`: for root's eyes. What went wrong in a
 * word; null: nothing. Needs root; systemd has to read its units anew afterwards.
 */
export async function putUnit(
  path: string,
  text: string | null,
  mode: 'keep' | 'private' = 'keep',
): Promise<string | null> {
  return await put(path, text === null ? null : marked(path, text), mode, (found) => isMarked(path, found));
}

/** The same for a file that its user knows by a line of its own. */
export async function putFile(path: string, text: string | null): Promise<string | null> {
  return await put(path, text, 'keep', () => true);
}

/** Removes what runs that were killed left beside these files: halves of them, with secrets. Needs root. */
export async function removeUnfinished(paths: readonly string[]): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of new Set(paths.map((path) => dirname(path))))
    removed.push(...(await removeDeadTemps(folder)));
  return removed;
}

async function put(
  path: string,
  text: string | null,
  mode: 'keep' | 'private',
  isOurs: (found: string) => boolean,
): Promise<string | null> {
  const state = await readFileState(path, HOST.configBytes);
  if (state.kind === 'file-failure') return `${path}: ${state.code}`;
  const found = bytesOf(state);
  if (found !== null && !isOurs(Buffer.from(found).toString())) return `${path}: not-ours`;
  await removeUnfinished([path]);
  const after = text === null ? null : Buffer.from(text);
  const file = { path, before: found, after, mode, judged: false, unit: true };
  const written = await writePlannedFile(file, null, async () => null);
  return written.kind === 'written' ? null : `${path}: ${written.kind}`;
}

/** A word of a command line or an assignment, as systemd reads it: systemd.syntax(7), systemd.unit(5) for %, systemd.service(5) for $. Pure. */
export function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$').replace(/[\\"]/g, '\\$&');
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/**
 * What a service's variables are written as in a file of their own (EnvironmentFile, systemd.exec(5)): those of a unit are told to everybody who asks
 * systemd. Pure.
 */
export function secretLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replace(/[\\"$`]/g, '\\$&')}"\n`)
    .join('');
}
