import { readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from '../../host/file-failure.ts';
import type { RunsWith } from './pending.ts';
import { type EngineVersion, isAtLeast } from './version.ts';

/** The drivers that an engine looks for without being told (moby daemon/graphdriver); `vfs` it takes for an empty folder alone. */
const DRIVERS = ['btrfs', 'zfs', 'overlay2', 'fuse-overlayfs', 'aufs', 'overlay', 'devicemapper'] as const;

/** `f_type` of statfs(2). */
const BTRFS = 0x9123683e;
const ZFS = 0x2fc12fc1;
const OVERLAY = 0x794c7630;

/** Which driver an engine would take there without being told. */
export async function storageOf(
  rootDir: string,
  version: EngineVersion | null,
): Promise<Pick<RunsWith, 'priorDrivers' | 'freshDriver'>> {
  return { priorDrivers: await priorDrivers(rootDir), freshDriver: await freshDriver(rootDir, version) };
}

async function priorDrivers(rootDir: string): Promise<readonly string[] | null> {
  const found: string[] = [];
  for (const driver of DRIVERS) {
    try {
      if ((await readdir(path.join(rootDir, driver))).length > 0) found.push(driver);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null;
    }
  }
  return found;
}

async function freshDriver(rootDir: string, version: EngineVersion | null): Promise<string | null> {
  try {
    const { type } = await statfs(rootDir);
    // What it takes there depends on what is installed.
    if (type === OVERLAY || type === ZFS) return null;
    if (type === BTRFS) return version !== null && isAtLeast(version, [23, 0, 0]) ? 'overlay2' : 'btrfs';
    return 'overlay2';
  } catch {
    return null;
  }
}
