import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './file-failure.ts';
import { checkProgramSafety, type Safety } from './safety.ts';

/** Whose program it is, and by which names it goes. */
export interface ProgramQuery {
  /** File names, without directories. */
  readonly names: ReadonlySet<string>;
  /** 0: a program of the system. Else what a user has installed counts as well, for that user alone. */
  readonly owner: number;
}

/**
 * - `missing`: no such file, or none that we may look at.
 * - `unsafe`: somebody else can write into it, or put another one in its place.
 */
export type ProgramProof =
  | { readonly kind: 'proven'; readonly path: string }
  | { readonly kind: 'unproven'; readonly path: string; readonly why: 'missing' | 'other-name' }
  | {
      readonly kind: 'unproven';
      readonly path: string;
      readonly why: 'unsafe';
      readonly unsafe: Extract<Safety, { kind: 'unsafe' }>;
    };

/** Is the file at this absolute path a program that may be run under one of these names, its own or the one that links to it? */
export async function proveProgram(file: string, { names, owner }: ProgramQuery): Promise<ProgramProof> {
  if (!path.isAbsolute(file)) return { kind: 'unproven', path: file, why: 'missing' };
  try {
    const real = await realpath(file);
    if (!(await stat(real)).isFile()) return { kind: 'unproven', path: file, why: 'missing' };
    if (!names.has(path.basename(file)) && !names.has(path.basename(real))) {
      return { kind: 'unproven', path: file, why: 'other-name' };
    }
    // By the path that was given: each link on the way is somebody's word as well.
    const safety = await checkProgramSafety(file, owner);
    if (safety.kind === 'unsafe') return { kind: 'unproven', path: file, why: 'unsafe', unsafe: safety };
    return safety.kind === 'safe'
      ? { kind: 'proven', path: real }
      : { kind: 'unproven', path: file, why: 'missing' };
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return { kind: 'unproven', path: file, why: 'missing' };
  }
}

/** The first of these files that is proven; else what speaks against the first that is there; null: none is. */
export async function firstProvenProgram(
  files: readonly string[],
  query: ProgramQuery,
): Promise<ProgramProof | null> {
  let refused: ProgramProof | null = null;
  for (const file of files) {
    const proof = await proveProgram(file, query);
    if (proof.kind === 'proven') return proof;
    if (proof.why !== 'missing') refused ??= proof;
  }
  return refused;
}
