import { parseReference } from '../registry/reference.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { Subject } from './seen.ts';
import { parseText } from './text/parse-text.ts';

/** What the user came with: an image, something that was meant to be one, or a text. Pure. */
export function subjectOf(given: string | null): Subject {
  const text = given?.trim() ?? '';
  if (text === '') return { kind: 'nothing' };
  if (/\s/.test(text)) return { kind: 'text', told: parseText(text) };
  const parsed = parseReference(text);
  if (parsed.ok) return { kind: 'image', image: parsed.value };
  const told = parseText(text);
  // `EOF` is a message and no image; what is made of the letters of names was meant to be one.
  if (told.kind === 'told' || !/^[\w./:@-]+$/.test(text)) return { kind: 'text', told };
  return { kind: 'bad-image', text: cleanText(text), problem: parsed.problem, better: betterName(text) };
}

/** The same without a scheme, in small letters; null where that is none either. */
function betterName(text: string): string | null {
  const name = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const colon = name.lastIndexOf(':');
  const end = colon > name.lastIndexOf('/') ? colon : name.length;
  const parsed = parseReference(name.slice(0, end).toLowerCase() + name.slice(end));
  return parsed.ok ? parsed.value.familiar : null;
}
