import { encodeText } from '../../../change/text-encoding.ts';
import { arrayText } from './array-text.ts';
import { withProxies } from './edit-proxies.ts';
import { defaultLayout, layoutOf, lineEndOf } from './layout.ts';
import { isBlank, MIRRORS_KEY, PROXY_FIELDS, valueText } from './members.ts';
import { objectOf, withLastOnly, withNewMember, withoutMember, withValue } from './object-text.ts';
import { scanJson } from './syntax.ts';
import type { DaemonJsonDocument, Proxies } from './types.ts';

/** A field that is absent stays as it is; one that is null is taken out of the file. */
export interface DaemonJsonChanges {
  readonly registryMirrors?: readonly string[] | null;
  readonly proxies?: Partial<Proxies>;
}

export interface EditedDaemonJson {
  readonly bytes: Uint8Array;
  /** Without a byte-order mark. */
  readonly text: string;
  readonly changed: boolean;
}

/**
 * The file with our keys as asked for and every other byte where it was: order, indentation, line ends, encoding,
 * numbers of any size. Of a duplicated key of ours the last is edited, as it is the one that dockerd reads, and the
 * earlier ones go. Where the file says what is asked for already, nothing changes.
 */
export function editDaemonJson(document: DaemonJsonDocument, changes: DaemonJsonChanges): EditedDaemonJson {
  const { text, encoding, bytes } = document;
  let edited = text;
  const { registryMirrors } = changes;
  if (registryMirrors === null) edited = withoutMirrors(edited);
  else if (registryMirrors !== undefined && !says(document, registryMirrors)) {
    edited = withMirrors(withRoot(edited), registryMirrors);
  }
  if (changes.proxies !== undefined && !agrees(document.proxies, changes.proxies)) {
    edited = withProxies(withRoot(edited), changes.proxies);
  }
  if (edited === text && bytes !== null) return { bytes, text, changed: false };
  return { bytes: encodeText(edited, encoding), text: edited, changed: edited !== text };
}

function says(document: DaemonJsonDocument, mirrors: readonly string[]): boolean {
  const now = document.registryMirrors;
  const wellTyped = !document.findings.some(({ code, key }) => code === 'wrong-type' && key === MIRRORS_KEY);
  return (
    wellTyped && now !== null && now.length === mirrors.length && now.every((url, i) => url === mirrors[i])
  );
}

function agrees(now: Proxies, wanted: Partial<Proxies>): boolean {
  return PROXY_FIELDS.every((field) => wanted[field] === undefined || (wanted[field] || null) === now[field]);
}

/** The text with an object at its root: a missing or blank file and `null` say the same as `{}`. */
function withRoot(text: string): string {
  if (isBlank(text)) return `{}${lineEndOf(text) ?? (text === '' ? '\n' : '')}`;
  const root = scanJson(text);
  if (root.kind !== 'json' || root.type !== 'null') return text;
  return `${text.slice(0, root.start)}{}${text.slice(root.end)}`;
}

function withoutMirrors(text: string): string {
  const root = scanJson(text);
  if (root.kind !== 'json' || !root.members.some(({ key }) => key === MIRRORS_KEY)) return text;
  const single = withLastOnly(text, MIRRORS_KEY);
  return withoutMember(
    single,
    objectOf(single).members.findIndex(({ key }) => key === MIRRORS_KEY),
  );
}

function withMirrors(text: string, mirrors: readonly string[]): string {
  const fallback = defaultLayout(lineEndOf(text) ?? '\n');
  const single = withLastOnly(text, MIRRORS_KEY);
  const root = objectOf(single);
  const index = root.members.findIndex(({ key }) => key === MIRRORS_KEY);
  const member = root.members[index];
  if (member === undefined) {
    return withNewMember(single, MIRRORS_KEY, (layout) => arrayText(mirrors, null, layout), fallback);
  }
  const previous = member.type === 'array' ? valueText(single, member) : null;
  return withValue(single, index, arrayText(mirrors, previous, layoutOf(root, fallback)));
}
