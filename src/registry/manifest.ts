import type { Digest } from './digest.ts';
import { utf8Of } from './json.ts';
import { mediaTypeOf } from './media-types.ts';
import type { Platform } from './platform.ts';

/** What is named by digest: a manifest, a config or a layer. `size` in bytes. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  /** In an index, where the entry names one. */
  readonly platform?: Platform;
  /** Some clients pass the entry over: its platform is there and names nothing, or it wants features of the operating system. */
  readonly oddPlatform?: OddPlatform;
  /** A foreign or non-distributable layer: engines fetch it elsewhere, mirrors need not have it. */
  readonly foreign?: true;
}

export type OddPlatform = 'empty' | 'features';

/** A web page where a manifest or an error was due: a parked name, a captive portal, a CDN's own error page. */
export function looksLikeHtml(bytes: Uint8Array, contentType: string | null): boolean {
  const start = utf8Of(bytes.subarray(0, HTML_BYTES)).trimStart();
  if (/^<(?:!--|(?:!doctype\s+html|html|head|body|title|meta|script|style|center|h1)\b)/i.test(start))
    return true;
  const mediaType = mediaTypeOf(contentType);
  // Some frameworks call everything text/html; JSON it is all the same.
  return (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') && !/^[{[]/.test(start);
}

const HTML_BYTES = 1_024;
