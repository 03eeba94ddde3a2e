import { BODY_LIMITS } from '../limits.ts';
import { asObject, own, parseJsonObject } from './json.ts';
import { ERROR_BODY } from './limits.ts';
import { looksLikeHtml } from './manifest.ts';
import { mediaTypeOf } from './media-types.ts';
import { cleanText } from './untrusted-text.ts';

export interface RegistryError {
  /** The code of the OCI distribution-spec ("TOOMANYREQUESTS"), cleaned; UNKNOWN where the body names none. */
  readonly code: string;
  /** The mirror's own words, cleaned; may be empty. */
  readonly message: string;
}

/**
 * What an error body says, eight errors at the most: the spec's `{"errors": [{code, message, detail}]}`, the older
 * `{"details": …}` and its kin of token services, else plain text. A web page, XML and bytes that are not text say nothing.
 */
export function parseErrorBody(body: Uint8Array, contentType: string | null): RegistryError[] {
  const bounded = body.subarray(0, BODY_LIMITS.errorBytes);
  const json = parseJsonObject(bounded, BODY_LIMITS.errorBytes);
  if (json !== null) return parseEnvelope(json);
  if (looksLikeHtml(bounded, contentType) || !isPlainText(contentType)) return [];
  const text = new TextDecoder().decode(bounded.subarray(0, ERROR_BODY.plainBytes));
  return /^\s*<|\0/.test(text) ? [] : nonEmpty([unknown(text)]);
}

/**
 * Do these words deny an image because it is not on the mirror's list? Kept tight: a list of client addresses is another
 * matter, a mere 403 says nothing.
 */
export function soundsAllowListed(text: string): boolean {
  const words = text.slice(0, ERROR_BODY.plainBytes);
  return LIST_WORDS.some((pattern) => pattern.test(words)) && !ADDRESS_WORDS.test(words);
}

/** Each pattern runs over a bounded gap, so that none is worse than linear. */
const LIST_WORDS: readonly RegExp[] = [
  /白名单|白名單/,
  /不在.{0,12}(?:列表|清单|名单)/,
  /(?<![a-z])(?:white|allow)[- _]?list(?:s|ed|ing)?(?![a-z])/i,
  /(?<![a-z])not[ _](?:in|on|part[ _]of)[ _](?:the|our|this|its|a|an)[ _](?:list[ _]of[ _])?(?:allowed|permitted|approved|supported)(?![a-z])/i,
];

const ADDRESS_WORDS = /(?<![a-z])(?:ip|ips|ipv[46]|client address|source address)(?![a-z])|客户端地址/i;

function parseEnvelope(json: Readonly<Record<string, unknown>>): RegistryError[] {
  const errors = own(json, 'errors');
  if (Array.isArray(errors)) {
    return nonEmpty(errors.slice(0, ERROR_BODY.count).map((item) => parseError(item)));
  }
  const said = ['details', 'detail', 'message', 'error_description', 'error', 'msg']
    .map((key) => own(json, key))
    .find((value) => typeof value === 'string');
  return typeof said === 'string' ? nonEmpty([unknown(said)]) : [];
}

function parseError(item: unknown): RegistryError {
  const error = asObject(item);
  if (error === null) return unknown(typeof item === 'string' ? item : '');
  const code = own(error, 'code');
  const message = [own(error, 'message'), own(error, 'detail')].find(
    (value) => typeof value === 'string' && value !== '',
  );
  return {
    code: (typeof code === 'string' && cleanText(code, ERROR_BODY.codeChars)) || UNKNOWN,
    message: typeof message === 'string' ? cleanText(message) : '',
  };
}

function unknown(text: string): RegistryError {
  return { code: UNKNOWN, message: cleanText(text) };
}

const UNKNOWN = 'UNKNOWN';

/** An error with neither code nor words is none. */
function nonEmpty(errors: readonly RegistryError[]): RegistryError[] {
  return errors.filter((error) => error.code !== UNKNOWN || error.message !== '');
}

function isPlainText(contentType: string | null): boolean {
  const mediaType = mediaTypeOf(contentType);
  return mediaType === null || mediaType.startsWith('text/') || /[/+]json$/.test(mediaType);
}
