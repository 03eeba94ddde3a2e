import { cleanText } from '../registry/untrusted-text.ts';
import type { UsageMessages, WantedType } from '../words/frame/messages.ts';
import { LANGS, type Lang } from '../words/lang.ts';

/** What each option of a call takes. */
export type Shape<Options> = Readonly<Record<keyof Options & string, WantedType>>;

/** A sentence for each option that there is not, and for each that is given something else than it takes. What is undefined is not given. Pure. */
export function wrongShape<Options>(
  name: string,
  given: unknown,
  shape: Shape<Options>,
  usage: UsageMessages,
): readonly string[] {
  if (!isObject(given)) return [usage.type(name, 'object')];
  const wanted = new Map<string, WantedType>(Object.entries(shape));
  return Object.entries(given).flatMap(([key, value]) => {
    const type = wanted.get(key);
    if (type === undefined) return [usage.unknownOption(cleanText(key), null)];
    return value === undefined || TAKES[type](value) ? [] : [usage.type(key, type)];
  });
}

/** In which language to speak, of errors too; English where it is none of ours, which `wrongShape` tells. */
export function languageIn(how: unknown): Lang {
  return isObject(how) ? (LANGS.find((lang) => lang === Reflect.get(how, 'lang')) ?? 'en') : 'en';
}

const TAKES: Readonly<Record<WantedType, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  switch: (value) => typeof value === 'boolean',
  // As on the command line, where every number is a text.
  number: (value) => typeof value === 'number' || typeof value === 'string',
  count: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1,
  function: (value) => typeof value === 'function',
  signal: (value) => value instanceof AbortSignal,
  lang: (value) => LANGS.some((lang) => lang === value),
  object: isObject,
};

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
