import { addressOf, type CacheInstance } from '../../cache/index.ts';
import { DEFAULT_ENGINE } from '../../clients/engines.ts';
import { listBackups, newBackup } from '../../host/backup.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { AppliedTo } from '../../use/cache/units.ts';
import { seeEngine } from '../../use/install/see-engine.ts';
import { mirrorApply } from '../apply/command.ts';
import { undoBackup } from '../apply/take-off.ts';
import type { UpSettings } from './settings.ts';

type Engine = UpSettings['engine'];

/** Points an engine at each cache in turn. `code` 0: at all of them; 5: it may still ask one; else it is as it was. */
export async function applyCaches(
  instances: readonly CacheInstance[],
  images: ReadonlyMap<string, ImageReference>,
  engine: Engine,
  lang: string,
): Promise<{ readonly code: number; readonly applied: readonly AppliedTo[] }> {
  const applied: AppliedTo[] = [];
  for (const instance of instances) {
    const { code, backup } = await applyOne(instance, images.get(instance.registry) ?? null, engine, lang);
    if (backup !== null) applied.push({ engine, backup, registry: instance.registry });
    if (code === 0) continue;
    const undone = await undoApplied(applied, lang);
    return { code: undone === 0 ? code : undone, applied };
  }
  return { code: 0, applied };
}

/** Puts engines back as they were before they were pointed at caches, the last one first. The code of what failed, or 0. */
export async function undoApplied(applied: readonly AppliedTo[], lang: string): Promise<number> {
  for (const { engine, backup, registry } of applied.toReversed()) {
    const code = await undoBackup({ engine, registry }, backup, ['--lang', lang, '--yes']);
    if (code !== 0) return code;
  }
  return 0;
}

/** What somebody runs who wants to do it later. */
export function applyCommand(instance: CacheInstance, engine: Engine): string {
  const to = engine === DEFAULT_ENGINE ? '' : ` --engine ${engine}`;
  const registry = instance.registry === 'docker.io' ? '' : ` --registry ${instance.registry}`;
  return `sudo mirror-apply --no-probe${to}${registry} ${process.platform === 'linux' ? addressOf(instance) : `http://host.docker.internal:${instance.port}`}`;
}

async function applyOne(
  instance: CacheInstance,
  image: ImageReference | null,
  engine: Engine,
  lang: string,
): Promise<{ readonly code: number; readonly backup: string | null }> {
  const url = addressOf(instance);
  const seen = await seeEngine(engine, instance.registry);
  const before = seen === null ? [] : await listBackups(seen.file);
  const code = await mirrorApply([
    ...['--lang', lang, '--yes', '--no-probe', '--engine', engine, '--registry', instance.registry],
    ...(image === null ? [] : ['--image', image.familiar]),
    ...(instance.registry === 'docker.io' ? (seen?.noProxy(url) ?? []) : []),
    url,
  ]);
  return { code, backup: seen === null ? null : await newBackup(seen.file, before) };
}
