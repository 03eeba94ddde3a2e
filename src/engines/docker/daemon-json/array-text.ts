import { quoted } from '../../../change/quoted.ts';
import { gapOf, type Layout, lineEndOf, nestedLayout } from './layout.ts';
import { stringValue, valueText } from './members.ts';
import { scanJson } from './syntax.ts';

/**
 * A list of strings as JSON text, in the manner of `previous` (the text of the value it replaces; null where there was
 * none): one line or several, indentation, and the spelling of each item that was there already (`"https:\/\/a"`).
 */
export function arrayText(items: readonly string[], previous: string | null, layout: Layout): string {
  if (items.length === 0) return '[]';
  const old = previous === null ? null : oldArray(previous);
  const literal = (item: string): string => old?.literals.get(item) ?? quoted(item);
  const { first, rest, tail } = old?.spacing ?? newSpacing(layout);
  const separator = lineEndOf(rest) === null ? rest || gapOf(layout) : rest;
  return `[${first}${items.map(literal).join(`,${separator}`)}${tail}]`;
}

interface Spacing {
  readonly first: string;
  readonly rest: string;
  readonly tail: string;
}

function newSpacing(layout: Layout): Spacing {
  if (lineEndOf(layout.lead) === null) return { first: '', rest: gapOf(layout), tail: '' };
  const { lead, tail } = nestedLayout(layout);
  return { first: lead, rest: lead, tail };
}

function oldArray(text: string): { literals: ReadonlyMap<string, string>; spacing: Spacing } | null {
  const array = scanJson(text);
  const [firstItem, secondItem] = array.kind === 'json' && array.type === 'array' ? array.items : [];
  if (array.kind !== 'json' || firstItem === undefined) return null;
  const last = array.items.at(-1) ?? firstItem;
  const first = text.slice(array.start + 1, firstItem.start);
  const rest =
    secondItem === undefined
      ? lineEndOf(first) === null
        ? ''
        : first
      : text.slice(text.indexOf(',', firstItem.end) + 1, secondItem.start);
  const literals = new Map<string, string>();
  for (const item of array.items) {
    const literal = valueText(text, item);
    const value = stringValue(literal);
    if (value !== null) literals.set(value, literal);
  }
  return { literals, spacing: { first, rest, tail: text.slice(last.end, array.end - 1) } };
}
