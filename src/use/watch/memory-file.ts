import { join } from 'node:path';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { isRecord, parseJson } from '../../host/parse-json.ts';
import { readTextFile } from '../../host/read-text.ts';
import { WATCH } from './limits.ts';
import type { WatchMemory } from './memory.ts';

/** null: nothing is remembered yet, or what lies there is not what we write. */
export async function readMemory(path: string): Promise<WatchMemory | null> {
  const read = await readTextFile(path, WATCH.stateBytes);
  const json = read.ok ? parseJson(read.text) : null;
  if (!isRecord(json)) return null;
  const [wanted, left] = [urlsOf(json['wanted']), urlsOf(json['left'])];
  // An earlier release did not have it.
  const unfit = urlsOf(json['unfit']) ?? [];
  return wanted === null ? null : { wanted, left, unfit };
}

/** For root's eyes: it spells personal addresses out. Rejects with the system's error. */
export async function writeMemory(path: string, { wanted, left, unfit }: WatchMemory): Promise<void> {
  await makeOutputFolder(join(path, '..'));
  await writeOutputFile(path, `${JSON.stringify({ wanted, left, unfit }, null, 2)}\n`, 'owner');
}

function urlsOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((url) => typeof url === 'string') ? value : null;
}
