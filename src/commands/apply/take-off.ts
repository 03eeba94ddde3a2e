import { listBackups } from '../../host/backup.ts';
import type { OwnAddresses, Pointed } from '../../use/install/pointed.ts';
import { isOwn } from '../../use/install/pointed.ts';
import { seeEngine } from '../../use/install/see-engine.ts';
import { mirrorApply, mirrorApplyForGood } from './command.ts';

/**
 * Has an engine no longer ask a service of ours, and keeps whatever else stands in its list. Where nothing came after the apply of `backup`, that is undone, byte for byte; else the
 * addresses alone are taken out. mirror-apply's exit code.
 */
export async function takeOff(
  { engine, registry, seen, own }: Pointed,
  addresses: OwnAddresses,
  backup: string | null,
  options: readonly string[],
): Promise<number> {
  const of = [...options, ...engineOptions({ engine, registry })];
  if (backup !== null && (await isLatest(seen.file, backup))) {
    const code = await mirrorApplyForGood([...of, '--undo', backup]);
    // What a plan would leave cannot be seen.
    if (code !== 0 || options.includes('--dry-run')) return code;
    // It may have stood there before.
    const left = (await seeEngine(engine, registry))?.mirrors.filter((url) => isOwn(url, addresses)) ?? [];
    return left.length === 0 ? 0 : await mirrorApplyForGood([...of, '--mirrors-off', ...left]);
  }
  return await mirrorApplyForGood([...of, '--mirrors-off', ...own]);
}

/** Puts back what a backup of mirror-apply has. Its exit code. */
export function undoBackup(of: EngineOf, backup: string, options: readonly string[]): Promise<number> {
  return mirrorApply([...options, ...engineOptions(of), '--undo', backup]);
}

interface EngineOf {
  readonly engine: string;
  readonly registry: string;
}

function engineOptions({ engine, registry }: EngineOf): readonly string[] {
  return ['--engine', engine, '--registry', registry];
}

async function isLatest(file: string, backup: string): Promise<boolean> {
  const ids = await listBackups(file);
  return !('kind' in ids) && ids[0] === backup;
}
