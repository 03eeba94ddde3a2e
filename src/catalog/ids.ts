import { trimEndOf } from '../registry/trim-end.ts';
import type { MirrorUrl } from './mirror-url.ts';

/** Safe as a file name, a label value and a word on the command line. */
export const ID: RegExp = /^[a-z0-9][a-z0-9.-]{0,99}$/;

/** An id for an address that no catalogue knows: its host, port and path. The same address has the same id in each run. */
export function idFromUrl(url: MirrorUrl): string {
  const host = url.host.startsWith('[') ? `ip6-${url.host}` : url.host;
  const words = `${host}${url.pathPrefix}${url.imagePrefix && `/${url.imagePrefix}`}`
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+/, '');
  return trimEndOf(words, '.-').slice(0, ID_CHARS).padStart(1, 'x');
}

/** `wanted`, or with the first free number behind it; and takes it. */
export function takeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`;
  taken.add(id);
  return id;
}

/** Leaves room for a number within `ID`. */
const ID_CHARS = 90;
