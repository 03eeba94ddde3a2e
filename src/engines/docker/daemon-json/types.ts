import type { Encoding } from '../../../change/text-encoding.ts';
import type { OffenceCode } from './syntax.ts';

/** A daemon.json that the engine reads, or the file that is not there yet. */
export interface DaemonJsonDocument {
  readonly kind: 'document';
  /** What stands on the disk; null where there is no file. */
  readonly bytes: Uint8Array | null;
  readonly encoding: Encoding;
  /** Without a byte-order mark; '' where there is no file. */
  readonly text: string;
  /** In force by this file, in the user's own spelling; null where the key is absent or null. */
  readonly registryMirrors: readonly string[] | null;
  /** The JSON text of what stands among the mirrors, or in their place, and is no text: the engine does not start with it, and a new list has no place for it. */
  readonly oddMirrors: readonly string[];
  readonly proxies: Proxies;
  /** null where the key is absent: that differs from an empty list on engines from 29.10 on. */
  readonly insecureRegistries: readonly string[] | null;
  readonly liveRestore: boolean;
  /** Top-level keys as decoded, each once, in the order of the text. */
  readonly keys: readonly string[];
  readonly findings: readonly FileFinding[];
}

/** null: not set by the file. Values may carry a password: mask before showing. */
export interface Proxies {
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  readonly noProxy: string | null;
}

/** Something about the file that its owner should know and that no edit of ours cures. */
export interface FileFinding {
  readonly code: FindingCode;
  /** The key as it stands, decoded. */
  readonly key: string;
  readonly line: number;
  /** Of `misplaced-key`: the object that it stands in. */
  readonly within?: string;
}

export type FindingCode =
  /** The engine takes the last of them. */
  | 'duplicate-key'
  /** Passes the engine's check and does nothing: `registry-mirror`, or a proxy key outside `proxies`. */
  | 'ignored-key'
  /** A key of ours inside another object: passes the engine's check and does nothing. */
  | 'misplaced-key'
  /** `proxies`, or a proxy key, on an engine before 23.0, which does not start with it. */
  | 'too-new'
  /** Right but for upper case: the engine does not start with it. */
  | 'wrong-case'
  /** `proxies.default` belongs in ~/.docker/config.json: the engine does not start with it. */
  | 'client-syntax'
  /** A key that we know has a value of a type the engine does not take. */
  | 'wrong-type'
  /** Read by this engine, refused by 23.0 and later. */
  | 'invalid-utf-8';

/** A file that the engine does not read. Nothing of it is guessed. */
export interface DaemonJsonProblem {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  /** From 1; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** `repairDaemonJson` can make strict JSON of it without losing a value. */
  readonly repairable: boolean;
}

export type ProblemCode =
  | Exclude<OffenceCode, 'empty'>
  | 'not-an-object'
  | 'undecodable'
  /** Engines before 23.0 stop at the mark. */
  | 'byte-order-mark';
