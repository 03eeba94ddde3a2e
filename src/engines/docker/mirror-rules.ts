import type { Capabilities } from './capabilities.ts';

export type MirrorProblem =
  | 'no-scheme'
  | 'other-scheme'
  | 'malformed'
  | 'user-info'
  | 'query-or-fragment'
  | 'path';

/** What an entry is instead of one address, though some engines take it for one. */
export type EntrySlip = 'several' | 'wide-mark' | 'unseen';

export type CheckedMirror =
  /** `normalised`: as the engine itself will show it, with one slash at the end. */
  | { readonly ok: true; readonly normalised: string }
  | { readonly ok: false; readonly problem: MirrorProblem };

/**
 * Does this release of dockerd take the text as a mirror? One that it does not take keeps it from starting, though
 * `--validate` says OK before 28.3. Follows moby daemon/pkg/registry/config.go:ValidateMirror and, in what is
 * malformed, Go's url.Parse.
 */
export function checkMirror(text: string, engine: Pick<Capabilities, 'mirrorPath'>): CheckedMirror {
  const parts = /^([^:/?#]*):\/\/([^/?#]*)([^?#]*)([?#].*)?$/s.exec(text);
  if (parts === null || parts[1] === '') return { ok: false, problem: 'no-scheme' };
  const [, scheme = '', authority = '', path = '', rest = ''] = parts;
  if (/[\s\x00-\x20\x7f]/.test(text)) return { ok: false, problem: 'malformed' };
  if (!/^https?$/i.test(scheme)) return { ok: false, problem: 'other-scheme' };
  if (authority.includes('@')) return { ok: false, problem: 'user-info' };
  if (/[\\^`{}|]|:(?!\d*$)(?![^[]*\])/.test(authority) || /%(?![\da-f]{2})/i.test(authority + path)) {
    return { ok: false, problem: 'malformed' };
  }
  if (rest !== '') return { ok: false, problem: 'query-or-fragment' };
  if (!engine.mirrorPath && path !== '' && path !== '/') return { ok: false, problem: 'path' };
  return { ok: true, normalised: normalisedMirror(text) };
}

/** null: it is not such a slip. */
export function entrySlip(text: string): EntrySlip | null {
  if (/[,;，；、]\s*https?:\/\/|\shttps?:\/\//i.test(text)) return 'several';
  if (/[，；、。：／]/.test(text)) return 'wide-mark';
  return UNSEEN.test(text) ? 'unseen' : null;
}

/** It is left out where the entry is shown, which then looks like a good one. White space has a sentence of its own. */
const UNSEEN = /[\x00-\x08\x0e-\x1f\x7f-\x9f\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** One slash at the end, the rest as it is: dockerd changes neither the case of the host nor a default port. */
export function normalisedMirror(text: string): string {
  return text.endsWith('/') ? text : `${text}/`;
}

/** As `GET /info` shows them in `RegistryConfig.Mirrors`: normalised, duplicates removed, order kept. */
export function normalisedMirrors(mirrors: readonly string[]): readonly string[] {
  return [...new Set(mirrors.map(normalisedMirror))];
}

/** Does the engine already use these, in this order? */
export function sameMirrors(configured: readonly string[], inForce: readonly string[]): boolean {
  const wanted = normalisedMirrors(configured);
  const now = normalisedMirrors(inForce);
  return wanted.length === now.length && wanted.every((mirror, index) => mirror === now[index]);
}
