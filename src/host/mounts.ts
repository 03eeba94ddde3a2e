import { readFile } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/**
 * Is something mounted exactly on this path? For a file that means a bind mount (a container's usual way to hand in
 * a configuration file): it cannot be renamed over. Linux only; false elsewhere, where the rename itself will tell.
 */
export async function isMountPoint(realPath: string): Promise<boolean> {
  try {
    return mountPointsOf(await readFile('/proc/self/mountinfo', 'utf8')).has(realPath);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}

/** The fifth field of each line of proc_pid_mountinfo(5), its octal escapes (`\040`) resolved. */
export function mountPointsOf(mountinfo: string): ReadonlySet<string> {
  const points = new Set<string>();
  for (const line of mountinfo.split('\n')) {
    const point = line.split(' ')[4];
    if (point !== undefined) points.add(unescapeOctal(point));
  }
  return points;
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
