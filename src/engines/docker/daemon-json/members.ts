import { type Child, type JsonText, type Member, scanJson } from './syntax.ts';
import type { Proxies } from './types.ts';

/** The keys of ours, as dockerd spells them. */
export const MIRRORS_KEY = 'registry-mirrors';
export const PROXIES_KEY = 'proxies';
export const PROXY_KEYS: Readonly<Record<keyof Proxies, string>> = {
  httpProxy: 'http-proxy',
  httpsProxy: 'https-proxy',
  noProxy: 'no-proxy',
};

export const PROXY_FIELDS: readonly (keyof Proxies)[] = ['httpProxy', 'httpsProxy', 'noProxy'];

/** Nothing but what JSON calls white space. */
export function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

export function membersOf(json: JsonText | null): readonly Member[] {
  return json?.members ?? [];
}

/** dockerd takes the last of duplicate keys. */
export function lastMember(json: JsonText | null, key: string): Member | undefined {
  return membersOf(json).findLast((member) => member.key === key);
}

export function valueText(text: string, child: Child): string {
  return text.slice(child.start, child.end);
}

/** The value of a JSON string literal's text; null where it is none. */
export function stringValue(literal: string): string | null {
  const value: unknown = JSON.parse(literal);
  return typeof value === 'string' ? value : null;
}

/** A list of strings; one string counts as a list of itself, other items are left out; null for null and other types. */
export function stringItems(text: string, value: Child): readonly string[] | null {
  if (value.type === 'string') return stringsOf([valueText(text, value)]);
  if (value.type !== 'array') return null;
  return stringsOf(itemTexts(valueText(text, value)));
}

/** The JSON text of what `stringItems` leaves out. */
export function oddItems(text: string, value: Child): readonly string[] {
  if (value.type === 'string' || value.type === 'null') return [];
  const literal = valueText(text, value);
  if (value.type !== 'array') return [literal];
  return itemTexts(literal).filter((item) => stringValue(item) === null);
}

/** The text of each item of an array's text. */
export function itemTexts(arrayText: string): readonly string[] {
  const array = scanJson(arrayText);
  return array.kind === 'json' ? array.items.map((item) => valueText(arrayText, item)) : [];
}

/**
 * What the file says of proxies. Go decodes a second `proxies` object into the same struct: fields of an earlier one
 * that the later one does not name stay in force.
 */
export function proxiesOf(text: string, json: JsonText | null): Proxies {
  const values = new Map<string, string>();
  for (const member of membersOf(json)) {
    if (member.key !== PROXIES_KEY || member.type !== 'object') continue;
    for (const [key, value] of memberTexts(valueText(text, member))) {
      const string = stringValue(value);
      if (string !== null) values.set(key, string);
    }
  }
  const setting = (field: keyof Proxies): string | null => values.get(PROXY_KEYS[field]) || null;
  return { httpProxy: setting('httpProxy'), httpsProxy: setting('httpsProxy'), noProxy: setting('noProxy') };
}

/** Key (decoded) and value text of each member of an object's text. */
export function memberTexts(objectText: string): readonly (readonly [key: string, value: string])[] {
  const object = scanJson(objectText);
  if (object.kind !== 'json') return [];
  return object.members.map((member) => [member.key, valueText(objectText, member)]);
}

function stringsOf(literals: readonly string[]): readonly string[] {
  return literals.map(stringValue).filter((value) => value !== null);
}
