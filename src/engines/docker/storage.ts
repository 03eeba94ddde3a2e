import path from 'node:path';
import { fileSystemType } from '../../host/disk-space.ts';
import { isEmptyFolder } from '../../host/names-in.ts';
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
    const isEmpty = await isEmptyFolder(path.join(rootDir, driver));
    if (isEmpty === null) return null;
    if (!isEmpty) found.push(driver);
  }
  return found;
}

async function freshDriver(rootDir: string, version: EngineVersion | null): Promise<string | null> {
  const type = await fileSystemType(rootDir);
  // What it takes there depends on what is installed.
  if (type === null || type === OVERLAY || type === ZFS) return null;
  if (type === BTRFS) return version !== null && isAtLeast(version, [23, 0, 0]) ? 'overlay2' : 'btrfs';
  return 'overlay2';
}
