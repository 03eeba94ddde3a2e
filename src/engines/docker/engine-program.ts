import path from 'node:path';
import { SYSTEM_PATH } from '../../host/clean-environment.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { firstProvenProgram, type ProgramProof, proveProgram } from '../../host/prove-program.ts';
import { ENGINE_PROGRAMS, SNAP_PROGRAM } from './engine-process.ts';
import type { Asker } from './find-endpoint.ts';
import { placedText, shellWords } from './shell-words.ts';

export interface FoundProgram {
  /** null: there is none. */
  readonly proof: ProgramProof | null;
  /** What the unit starts and is not an engine by any name that is known here; null: it starts one, or does not tell. */
  readonly script: string | null;
}

/**
 * The engine's own program, which judges a file: what its service starts, else what the proven process runs, else the one in the
 * system's PATH, each proven by its file. A user's own engine may lie in the user's own PATH. Where the service starts something of
 * somebody's own, the PATH has nothing to say.
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
}): Promise<FoundProgram> {
  // Windows has no such bits to prove it by; there it is what the administrator's PATH names.
  if (asker.platform !== 'linux') return { proof: { kind: 'proven', path: 'dockerd' }, script: null };
  const query = { names: ENGINE_PROGRAMS, owner };
  const [first] = execStart === null ? [] : shellWords(placedText(execStart));
  // systemd.service(5), "Special executable prefixes".
  const started = first?.text.replace(/^[-@:+!|]+/, '') ?? '';
  const ofUnit = started === '' ? null : await proveProgram(started, query);
  if (ofUnit?.kind === 'proven') return { proof: ofUnit, script: null };
  const isScript = ofUnit?.why === 'other-name' && !WRAPPERS.has(path.basename(started));
  const folders = owner === 0 ? SYSTEM_PATH : (asker.env['PATH'] ?? SYSTEM_PATH);
  const inPath = folders
    .split(':')
    .flatMap((folder) => [...ENGINE_PROGRAMS].map((name) => path.join(folder, name)));
  const files = [
    ...(daemon === null || daemon.program === null ? [] : [daemon.program]),
    ...(isScript ? [] : [...inPath, SNAP_PROGRAM]),
  ];
  const found = await firstProvenProgram(files, query);
  // Others can write into what the unit names: that is what there is to say, unless another is proven.
  const proof = found?.kind !== 'proven' && ofUnit?.why === 'unsafe' ? ofUnit : found;
  return { proof, script: isScript ? started : null };
}

/** Docker's own, and snapd's: they start the engine with the options that they are given. */
const WRAPPERS: ReadonlySet<string> = new Set(['dockerd-rootless.sh', 'snap']);
