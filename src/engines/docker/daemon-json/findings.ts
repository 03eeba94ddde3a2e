import type { Encoding } from '../../../change/text-encoding.ts';
import type { Capabilities } from '../capabilities.ts';
import {
  itemTexts,
  MIRRORS_KEY,
  membersOf,
  memberTexts,
  PROXIES_KEY,
  PROXY_KEYS,
  valueText,
} from './members.ts';
import { positionAt } from './position.ts';
import type { JsonText, Member } from './syntax.ts';
import type { FileFinding } from './types.ts';

/** What of a release decides how a key is read. */
export type ReleaseTraits = Pick<Capabilities, 'proxiesKey'>;

/** What is odd about a file that parses. Slips that dockerd itself does not report, or reports in riddles. */
export function findingsIn(
  text: string,
  encoding: Encoding,
  json: JsonText | null,
  release: ReleaseTraits,
): readonly FileFinding[] {
  const found: FileFinding[] = [];
  const lineOf = lineCounter(text);
  if (encoding === 'bytes') {
    const line = positionAt(text, Math.max(0, text.search(/[^\x00-\x7f]/))).line;
    found.push({ code: 'invalid-utf-8', key: '', line });
  }
  const times = new Map<string, number>();
  for (const member of membersOf(json)) {
    const { key, keyStart } = member;
    const slip = slipOf(text, member, release);
    if (slip !== null) found.push({ key, ...slip, line: lineOf(keyStart) });
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    if (time === 2) found.push({ code: 'duplicate-key', key, line: lineOf(keyStart) });
  }
  return found;
}

/** Lines of offsets that only grow: the text is walked once. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let from = 0;
  return (offset) => {
    line += positionAt(text.slice(from, offset), offset - from).line - 1;
    from = offset;
    return line;
  };
}

const PROXY_NAMES: ReadonlySet<string> = new Set(Object.values(PROXY_KEYS));
const OURS: ReadonlySet<string> = new Set([MIRRORS_KEY, PROXIES_KEY]);

type Slip = Pick<FileFinding, 'code'> & Partial<Pick<FileFinding, 'key' | 'within'>>;

function slipOf(text: string, member: Member, { proxiesKey }: ReleaseTraits): Slip | null {
  const { key, type } = member;
  // Before 23.0 there are no such options, and an unknown option keeps the engine from starting.
  if (PROXY_NAMES.has(key)) return { code: proxiesKey ? 'ignored-key' : 'too-new' };
  if (key === 'registry-mirror') return { code: 'ignored-key' };
  const lower = key.toLowerCase();
  if (lower !== key && OURS.has(lower)) return { code: 'wrong-case' };
  if (type === 'null') return null;
  if (key === MIRRORS_KEY) return isStringList(text, member) ? null : { code: 'wrong-type' };
  if (key === PROXIES_KEY) return proxiesSlip(text, member, proxiesKey);
  return type === 'object' && !FREE_OBJECTS.has(key) ? misplaced(text, member, proxiesKey) : null;
}

/** dockerd looks one level into any object for names of options that it knows, and does nothing with those that it finds there. */
function misplaced(text: string, member: Member, known: boolean): Slip | null {
  const inside = memberTexts(valueText(text, member)).find(([key]) => OURS.has(key) || PROXY_NAMES.has(key));
  if (inside === undefined) return null;
  const [key] = inside;
  return known || !PROXY_NAMES.has(key)
    ? { code: 'misplaced-key', key, within: member.key }
    : { code: 'too-new', key };
}

/** Objects whose keys are names of the user's own (moby daemon/config/config.go:flatOptions). */
const FREE_OBJECTS: ReadonlySet<string> = new Set([
  'cluster-store-opts',
  'default-network-opts',
  'features',
  'log-opts',
  'runtimes',
  'default-ulimits',
  'builder',
]);

function isStringList(text: string, member: Member): boolean {
  return member.type === 'array' && itemTexts(valueText(text, member)).every(isString);
}

function proxiesSlip(text: string, member: Member, known: boolean): Slip | null {
  if (member.type !== 'object') return { code: known ? 'wrong-type' : 'too-new' };
  const fields = memberTexts(valueText(text, member));
  // Before 23.0 there is no way to write it here.
  if (!known) return fields.length === 0 ? null : { code: 'too-new' };
  if (fields.some(([key]) => key === 'default')) return { code: 'client-syntax' };
  const isWrong = fields.some(([key, value]) => PROXY_NAMES.has(key) && value !== 'null' && !isString(value));
  return isWrong ? { code: 'wrong-type' } : null;
}

function isString(literal: string): boolean {
  return literal.startsWith('"');
}
