import { quoted } from '../../../change/quoted.ts';
import { defaultLayout, type Layout, layoutOf, lineEndOf, nestedLayout } from './layout.ts';
import { PROXIES_KEY, PROXY_FIELDS, PROXY_KEYS, proxiesOf, valueText } from './members.ts';
import { objectOf, withLastOnly, withNewMember, withoutMember, withValue } from './object-text.ts';
import type { Proxies } from './types.ts';

/**
 * The text of a file, with an object at its root, whose `proxies` say what is wanted; they go when nothing is left in
 * them. Of several the last stays, with what the earlier ones alone had set: Go decodes them all into one struct.
 */
export function withProxies(text: string, wanted: Partial<Proxies>): string {
  const now = proxiesOf(text, objectOf(text));
  const single = withLastOnly(text, PROXIES_KEY);
  const root = objectOf(single);
  const index = root.members.findIndex(({ key }) => key === PROXIES_KEY);
  const member = root.members[index];
  const fallback = defaultLayout(lineEndOf(text) ?? '\n');
  const inner = nestedLayout(layoutOf(root, fallback));
  const before = member?.type === 'object' ? valueText(single, member) : '{}';
  const left = proxiesOf(single, root);
  const after = PROXY_FIELDS.reduce((object, field) => {
    const value = (wanted[field] === undefined ? now[field] : wanted[field]) || null;
    return value === left[field] ? object : withField(object, PROXY_KEYS[field], value, inner);
  }, before);
  if (member === undefined) return withNewMember(single, PROXIES_KEY, () => after, fallback);
  return objectOf(after).members.length === 0
    ? withoutMember(single, index)
    : withValue(single, index, after);
}

function withField(object: string, key: string, value: string | null, fallback: Layout): string {
  const single = withLastOnly(object, key);
  const index = objectOf(single).members.findIndex((member) => member.key === key);
  if (value === null) return index === -1 ? single : withoutMember(single, index);
  const literal = quoted(value);
  return index === -1
    ? withNewMember(single, key, () => literal, fallback)
    : withValue(single, index, literal);
}
