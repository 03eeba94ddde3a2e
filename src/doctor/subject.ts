import { REFERENCE_TEXT } from '../registry/limits.ts';
import { parseReference } from '../registry/reference.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { Subject } from './seen.ts';
import { parseText } from './text/parse-text.ts';

/**
 * What the user came with: an image, something that was meant to be one, or a text. `mayAsk`: of what was piped in, whose writer may be anybody, an image counts as one
 * where its registry may be asked; null: the user typed it. Pure.
 */
export function subjectOf(
  given: string | null,
  mayAsk: ((registry: string) => boolean) | null = null,
): Subject {
  const text = imageOfCommand(given?.trim() ?? '');
  if (text === '') return mayAsk === null ? { kind: 'nothing' } : { kind: 'text', told: parseText('') };
  // No image has so long a name, and nobody means it for one.
  if (/\s/.test(text) || text.length > REFERENCE_TEXT.chars) return { kind: 'text', told: parseText(text) };
  const parsed = parseReference(text);
  if (parsed.ok) {
    // A web site, of which the name was copied.
    if (parsed.value.registry === 'hub.docker.com') {
      return { kind: 'bad-image', text, problem: { kind: 'url' }, better: betterName(text) };
    }
    const isImage = mayAsk === null || mayAsk(parsed.value.registry);
    return isImage ? { kind: 'image', image: parsed.value } : { kind: 'text', told: parseText(text) };
  }
  // Marks of another width, and those that nobody sees: `nginx：1.27`, copied or typed in Chinese.
  const plain = text.normalize('NFKC').replace(/[\u200b-\u200f\u2060\ufeff]/g, '');
  if (plain !== text && parseReference(plain).ok) {
    const problem = { kind: 'marks' } as const;
    return { kind: 'bad-image', text: cleanText(text), problem, better: betterName(plain) };
  }
  const told = parseText(text);
  // `EOF` is a message and no image; what is made of the letters of names was meant to be one.
  if (told.kind === 'told' || !/^[\w./:@-]+$/.test(text)) return { kind: 'text', told };
  return { kind: 'bad-image', text: cleanText(text), problem: parsed.problem, better: betterName(text) };
}

/** The whole line that failed: `sudo docker pull --platform linux/arm64 nginx`. */
function imageOfCommand(text: string): string {
  return (
    /^(?:\$ *|# *)?(?:sudo +)?(?:docker|podman|nerdctl) +(?:image +)?pull +(?:-[\w-]+(?:=\S+| +linux\/\S+)? +)*([^\s-]\S*)$/.exec(
      text,
    )?.[1] ?? text
  );
}

/** Docker Hub's page of an image: `hub.docker.com/_/nginx`, `hub.docker.com/r/library/nginx/tags`. */
const HUB_PAGE =
  /^hub\.docker\.com\/(?:_\/|r\/)?(?:library\/)?([^?#]*?)(?:\/(?:tags|general|builds|layers))?\/?(?:[?#].*)?$/i;

/** The same without a scheme, in small letters; null where that is none either. */
function betterName(text: string): string | null {
  const name = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(HUB_PAGE, '$1');
  const colon = name.lastIndexOf(':');
  const end = colon > name.lastIndexOf('/') ? colon : name.length;
  const parsed = parseReference(name.slice(0, end).toLowerCase() + name.slice(end));
  return parsed.ok ? parsed.value.familiar : null;
}
