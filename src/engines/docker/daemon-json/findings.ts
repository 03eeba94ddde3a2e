import type { Encoding } from '../../../change/text-encoding.ts';
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
import type { Finding, FindingCode } from './types.ts';

/** What is odd about a file that parses. Slips that dockerd itself does not report, or reports in riddles. */
export function findingsIn(text: string, encoding: Encoding, json: JsonText | null): readonly Finding[] {
  const found: Finding[] = [];
  const lineOf = lineCounter(text);
  if (encoding === 'bytes') {
    const line = positionAt(text, Math.max(0, text.search(/[^\x00-\x7f]/))).line;
    found.push({ code: 'invalid-utf-8', key: '', line });
  }
  const times = new Map<string, number>();
  for (const member of membersOf(json)) {
    const { key, keyStart } = member;
    const code = slipOf(text, member);
    if (code !== null) found.push({ code, key, line: lineOf(keyStart) });
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
const IGNORED: ReadonlySet<string> = new Set(['registry-mirror', ...PROXY_NAMES]);
const OURS: ReadonlySet<string> = new Set([MIRRORS_KEY, PROXIES_KEY]);

function slipOf(text: string, member: Member): FindingCode | null {
  const { key, type } = member;
  if (IGNORED.has(key)) return 'ignored-key';
  const lower = key.toLowerCase();
  if (lower !== key && OURS.has(lower)) return 'wrong-case';
  if (type === 'null') return null;
  if (key === MIRRORS_KEY) return isStringList(text, member) ? null : 'wrong-type';
  return key === PROXIES_KEY ? proxiesSlip(text, member) : null;
}

function isStringList(text: string, member: Member): boolean {
  return member.type === 'array' && itemTexts(valueText(text, member)).every(isString);
}

function proxiesSlip(text: string, member: Member): FindingCode | null {
  if (member.type !== 'object') return 'wrong-type';
  const fields = memberTexts(valueText(text, member));
  if (fields.some(([key]) => key === 'default')) return 'client-syntax';
  return fields.some(([key, value]) => PROXY_NAMES.has(key) && value !== 'null' && !isString(value))
    ? 'wrong-type'
    : null;
}

function isString(literal: string): boolean {
  return literal.startsWith('"');
}
