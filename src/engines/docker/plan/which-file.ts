import type { ApplyOptions, PlanInput } from './input.ts';
import type { DockerRefusal } from './types.ts';

/**
 * Would what is written there come into force, and stay? The process that runs reads one file, and its next start may read another: by a new
 * `--config-file=`, or from another folder. A reload of the one is lost with the other, and a restart brings all of the other along. Pure.
 */
export function whichFile(
  { engine, install }: Pick<PlanInput, 'engine' | 'install'>,
  activate: ApplyOptions['activate'],
): DockerRefusal | null {
  const { running, file: now, next } = engine;
  const { configPath: path } = install;
  if (!running || now === null || next.file === null) return null;
  const isNext = path === next.file;
  if (path !== now && !isNext) {
    return activate === 'none' ? null : refuse({ kind: 'other-file', path, reads: now });
  }
  if (now === next.file || (isNext && (activate === 'none' || activate === 'restart'))) return null;
  return refuse({ kind: 'file-moves', path: now, next: next.file });
}

function refuse(reason: DockerRefusal['reason']): DockerRefusal {
  return { kind: 'refusal', exitCode: 3, reason };
}
