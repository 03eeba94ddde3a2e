import type { PlannedFile } from '../../../change/types.ts';
import {
  type DaemonJsonDocument,
  type DaemonJsonProblem,
  type Excerpt,
  excerptAt,
  type FileFinding,
  type RepairedDaemonJson,
  readDaemonJson,
  repairDaemonJson,
} from '../daemon-json/index.ts';
import type { EngineVersion } from '../version.ts';
import type { DockerRefusal, FatalFinding, FileRole } from './types.ts';

export interface ReadFile {
  readonly kind: 'read';
  readonly document: DaemonJsonDocument;
  /** null where nothing had to be repaired. */
  readonly repaired: RepairedDaemonJson | null;
}

/** The file as this engine reads it, or with `--repair` as it would read it; else why it can't be touched. */
export function readForPlan(
  path: string,
  bytes: Uint8Array | null,
  version: EngineVersion | null,
  repair: boolean,
): ReadFile | DockerRefusal {
  const document = readDaemonJson(bytes, version);
  if (document.kind === 'document') return { kind: 'read', document, repaired: null };
  const unreadable = unreadableFile(path, bytes, document);
  if (!repair || bytes === null) return unreadable;
  const repaired = repairDaemonJson(bytes);
  if (repaired.kind === 'unrepairable') {
    const { code } = repaired;
    return refusal({
      kind: 'unrepairable',
      path,
      code,
      problem: document,
      excerpt: excerptOf(bytes, document),
    });
  }
  const strict = readDaemonJson(repaired.bytes, version);
  if (strict.kind === 'problem') return unreadableFile(path, repaired.bytes, strict);
  return { kind: 'read', document: strict, repaired };
}

function unreadableFile(path: string, bytes: Uint8Array | null, problem: DaemonJsonProblem): DockerRefusal {
  return refusal({ kind: 'unreadable', path, problem, excerpt: excerptOf(bytes, problem) });
}

function excerptOf(bytes: Uint8Array | null, { code, line, column }: DaemonJsonProblem): Excerpt | null {
  const told = bytes !== null && code !== 'undecodable' && code !== 'byte-order-mark';
  return told ? excerptAt(bytes, line, column) : null;
}

/** What a change has to know of a file of this role. */
export function traitsOf(role: FileRole): Pick<PlannedFile, 'judged' | 'unit'> {
  return { judged: role === 'daemon-json', unit: role === 'proxy-drop-in' };
}

/** A finding with which the engine does not start. */
export function isFatal(finding: FileFinding): finding is FatalFinding {
  const { code } = finding;
  return code === 'wrong-case' || code === 'client-syntax' || code === 'wrong-type' || code === 'too-new';
}

function refusal(reason: DockerRefusal['reason']): DockerRefusal {
  return { kind: 'refusal', exitCode: 3, reason };
}
