import path from 'node:path';
import { SYSTEM_PATH } from '../../host/clean-environment.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { firstProvenProgram, type ProgramProof } from '../../host/prove-program.ts';
import { ENGINE_PROGRAMS, SNAP_PROGRAM } from './engine-process.ts';
import type { Asker } from './find-endpoint.ts';
import { placedText, shellWords } from './shell-words.ts';

/**
 * The engine's own program, which judges a file: what the proven process runs, else what its unit starts, else the one in the
 * system's PATH, each proven by its file. A user's own engine may lie in the user's own PATH. null: there is none.
 */
export async function findEngineProgram({
  daemon,
  execStart,
  owner,
  asker,
}: {
  readonly daemon: ProvenProcess | null;
  /** As the unit has it; null where no unit is known. */
  readonly execStart: string | null;
  readonly owner: number;
  readonly asker: Pick<Asker, 'platform' | 'env'>;
}): Promise<ProgramProof | null> {
  // Windows has no such bits to prove it by; there it is what the administrator's PATH names.
  if (asker.platform !== 'linux') return { kind: 'proven', path: 'dockerd' };
  const [first] = execStart === null ? [] : shellWords(placedText(execStart));
  // systemd.service(5), "Special executable prefixes".
  const started = first?.text.replace(/^[-@:+!|]+/, '') ?? '';
  const folders = owner === 0 ? SYSTEM_PATH : (asker.env['PATH'] ?? SYSTEM_PATH);
  const files = [
    ...(daemon === null || daemon.program === null ? [] : [daemon.program]),
    ...(started === '' ? [] : [started]),
    ...folders.split(':').flatMap((folder) => [...ENGINE_PROGRAMS].map((name) => path.join(folder, name))),
    SNAP_PROGRAM,
  ];
  return await firstProvenProgram(files, { names: ENGINE_PROGRAMS, owner });
}
