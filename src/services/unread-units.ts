import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../host/is-there.ts';
import { run, succeeded } from '../host/run.ts';
import { propertiesIn } from './systemd-properties.ts';

/**
 * Files of these units that a daemon-reload would bring into force: since systemd read them they came, went or were changed. Drop-ins that
 * came or went are named; where none did and systemd tells of a change (`NeedDaemonReload`), the youngest of what it has read. Of a drop-in in
 * a folder that is new as well it tells nothing.
 */
export async function unreadUnitFiles(
  [program, ...scope]: readonly [string, ...string[]],
  units: readonly string[],
): Promise<readonly string[]> {
  const properties = ['Id', 'NeedDaemonReload', 'FragmentPath', 'DropInPaths'];
  const shown = await run(program, [
    ...scope,
    'show',
    ...properties.map((name) => `--property=${name}`),
    '--',
    ...units,
  ]);
  if (!succeeded(shown)) return [];
  const files: string[] = [];
  for (const unit of parseUnits(shown.stdout)) files.push(...(await changedFiles(unit)));
  return files;
}

export interface ShownUnit {
  readonly id: string;
  readonly needsReload: boolean;
  /** Unit file and drop-ins, as systemd has read them. */
  readonly read: readonly string[];
}

/** The output of `systemctl show`, one unit a block; of those that are there. Pure. */
export function parseUnits(text: string): readonly ShownUnit[] {
  return text.split(/\n\s*\n/).flatMap((block): readonly ShownUnit[] => {
    const valuesOf = propertiesIn(block);
    const [fragment] = valuesOf('FragmentPath');
    if (fragment === undefined) return [];
    return [
      {
        id: valuesOf('Id')[0] ?? '',
        needsReload: valuesOf('NeedDaemonReload')[0] === 'yes',
        read: [fragment, ...valuesOf('DropInPaths').flatMap((value) => value.split(' '))],
      },
    ];
  });
}

async function changedFiles({ id, needsReload, read }: ShownUnit): Promise<readonly string[]> {
  const there: string[] = [];
  const gone: string[] = [];
  for (const file of read) ((await isThere(file)) ? there : gone).push(file);
  const known = new Set(read.map(spelled));
  const came = (await dropInsOf(id)).filter((file) => !known.has(spelled(file)));
  if (came.length + gone.length > 0 || !needsReload) return [...came, ...gone];
  const youngest = await Promise.all(there.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
  return youngest
    .toSorted((one, other) => other.at - one.at)
    .slice(0, 1)
    .map(({ file }) => file);
}

/** Of the system's manager, the weightiest folder first: a file hides those of its name in later ones (systemd.unit(5)). */
const UNIT_FOLDERS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
];

async function dropInsOf(unit: string): Promise<readonly string[]> {
  const byName = new Map<string, string>();
  for (const folder of UNIT_FOLDERS) {
    const below = path.join(folder, `${unit}.d`);
    const names = await readdir(below).catch((): readonly string[] => []);
    for (const name of names.filter((one) => one.endsWith('.conf'))) {
      if (!byName.has(name)) byName.set(name, path.join(below, name));
    }
  }
  const files: string[] = [];
  for (const file of byName.values()) if (await saysSomething(file)) files.push(file);
  return files;
}

/** A link to /dev/null takes the file of its name away, and says nothing itself. */
async function saysSomething(file: string): Promise<boolean> {
  const seen = await stat(file).catch(() => null);
  return seen?.isFile() === true && seen.size > 0;
}

/** One of the two is a link to the other. */
function spelled(file: string): string {
  return file.replace(/^\/usr\/lib\//, '/lib/');
}
