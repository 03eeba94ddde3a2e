import { quoted } from '../../../change/quoted.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type JsonText, type Member, scanJson } from './syntax.ts';

/**
 * The text of one JSON object (a whole file, or a value inside it), edited one member at a time. Everything but that
 * member stays as it is. Indices count members in the order of the text, duplicates each for itself.
 */
export function withoutMember(objectText: string, index: number): string {
  const { members, start, end } = objectOf(objectText);
  const member = at(members, index);
  const next = members[index + 1];
  if (next !== undefined) return splice(objectText, member.keyStart, next.keyStart, '');
  const previous = members[index - 1];
  if (previous !== undefined) return splice(objectText, previous.end, member.end, '');
  return splice(objectText, start + 1, end - 1, '');
}

export function withValue(objectText: string, index: number, value: string): string {
  const member = at(objectOf(objectText).members, index);
  return splice(objectText, member.start, member.end, value);
}

/** A new last member; `fallback` is the layout where the object has none to learn it from. */
export function withNewMember(
  objectText: string,
  key: string,
  value: (layout: Layout) => string,
  fallback: Layout,
): string {
  const object = objectOf(objectText);
  const layout = layoutOf(object, fallback);
  const member = `${layout.lead}${quoted(key)}${layout.colon}${value(layout)}`;
  const last = object.members.at(-1);
  if (last !== undefined) return splice(objectText, last.end, last.end, `,${member}`);
  return splice(objectText, object.start + 1, object.end - 1, member + layout.tail);
}

/** Earlier members of that key go; the last stays where it is. */
export function withLastOnly(objectText: string, key: string): string {
  const { members } = objectOf(objectText);
  const last = members.findLastIndex((member) => member.key === key);
  let kept = '';
  let from = 0;
  members.slice(0, Math.max(last, 0)).forEach((member, index) => {
    if (member.key !== key) return;
    kept += objectText.slice(from, member.keyStart);
    from = at(members, index + 1).keyStart;
  });
  return kept + objectText.slice(from);
}

/** The object in `text`; a programmer's error where there is none. */
export function objectOf(text: string): JsonText {
  const object = scanJson(text);
  if (object.kind !== 'json' || object.type !== 'object')
    throw new TypeError('not the text of a JSON object');
  return object;
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function at(members: readonly Member[], index: number): Member {
  const member = members[index];
  if (member === undefined) throw new RangeError(`no member ${index}`);
  return member;
}
