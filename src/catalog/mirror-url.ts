import { domainToUnicode } from 'node:url';
import { classifyAddress, isAddressLiteral } from '../registry/address.ts';
import { trimEndOf } from '../registry/trim-end.ts';
import { LIST } from './limits.ts';
import type { InternationalName, MirrorUrlNote, MirrorUrlProblem } from './mirror-url-problem.ts';
import { notAMirror } from './not-a-mirror.ts';

declare const parsed: unique symbol;

/**
 * The base address of a registry mirror, as it may stand in `registry-mirrors`: http(s), no user, query or fragment,
 * no API or image path. Only `parseMirrorUrl` makes one, so whoever holds one need not check again.
 */
export interface MirrorUrl {
  /** Normalised, without a trailing slash: two spellings of one address have the same href. */
  readonly href: string;
  readonly origin: string;
  /** `host` or `host:port`; the scheme's own port is left out; IPv6 in brackets; IDN as punycode. */
  readonly host: string;
  /** '' or '/pre'. Engines put it before `/v2/`. */
  readonly pathPrefix: string;
  /** '' or `ghcr.io/`: what stands behind `/v2/`, before every image's name. */
  readonly imagePrefix: string;
  /** https. */
  readonly secure: boolean;
  readonly [parsed]: true;
}

/** `host`: in its normal form, with its port. */
export function internationalName(host: string): InternationalName {
  const [name = '', ...port] = host.split(':');
  return { kind: 'international-name', name: [domainToUnicode(name), ...port].join(':'), ascii: host };
}

export type ParsedMirrorUrl =
  | { readonly ok: true; readonly value: MirrorUrl; readonly notes: readonly MirrorUrlNote[] }
  | { readonly ok: false; readonly problem: MirrorUrlProblem };

/**
 * Reads what a user typed, a list holds or daemon.json has. Stricter than WHATWG URL, which repairs `https:/h` and drops
 * tabs, and than dockerd, which takes an empty host: what is repaired silently is written wrongly later.
 * Follows moby daemon/pkg/registry/config.go:ValidateMirror for scheme, user, query and fragment.
 */
export function parseMirrorUrl(text: string, forms: MirrorForms = 'host'): ParsedMirrorUrl {
  if (text.trim() === '') return refuse({ kind: 'empty' });
  if (text.length > LIST.urlChars) return refuse({ kind: 'too-long', limit: LIST.urlChars });
  const spelling = misspelling(text);
  if (spelling !== null) return refuse(spelling);

  const form = /^(https?):\/\/([^/?#]*)([^?#]*)/i.exec(text);
  if (form === null) return refuse(withoutScheme(text));
  const [base = '', scheme = '', authority = '', path = ''] = form;
  if (/^https?:?$/i.test(authority) && path.startsWith('//')) {
    return refuse({ kind: 'malformed-scheme', meant: meantBy(`https:${path}`) });
  }
  // WHATWG reads a backslash as a slash, Go and curl do not: two readers would ask two hosts.
  if (base.includes('\\')) {
    return refuse({ kind: 'stray-character', meant: meantBy(text.replaceAll('\\', '/')) });
  }
  const userEnd = authority.lastIndexOf('@');
  const hostPort = authority.slice(userEnd + 1);
  if (!validPort(hostPort)) return refuse({ kind: 'bad-port' });
  const clean = `${scheme}://${hostPort}${path}`;
  if (!URL.canParse(clean)) return refuse({ kind: 'bad-host' });
  const url = new URL(clean);
  if (!HOST.test(url.hostname)) return refuse({ kind: 'bad-host' });

  const what = notAMirror(url.hostname);
  if (what !== null) return refuse({ kind: 'not-a-mirror', what });
  if (userEnd >= 0) {
    return refuse({ kind: 'user-info', meant: meantBy(clean) });
  }
  if (text.length > base.length) {
    return refuse({ kind: text[base.length] === '?' ? 'query' : 'fragment', meant: meantBy(base) });
  }
  if (url.hostname.endsWith('.')) {
    url.hostname = url.hostname.slice(0, -1);
    return refuse({ kind: 'stray-character', meant: meantBy(url.href) });
  }
  const named = forms === 'any' && namesRegistry(url.pathname.split('/')[1]);
  const pathname = trimEndOf(named ? `/v2${url.pathname}` : url.pathname, '/');
  const imagePrefix = forms === 'any' ? imagePrefixOf(pathname) : '';
  const pathPrefix = imagePrefix === '' ? pathname : '';
  const pathProblem = misusedPath(url.origin, pathPrefix);
  if (pathProblem !== null) return refuse(pathProblem);

  const href = `${url.origin}${pathname}`;
  // What a spelling hides (full-width letters, %2e, dot segments) shows once it is normalised.
  const normal = href === text ? null : parseMirrorUrl(href, forms);
  if (normal !== null && !normal.ok) return normal;
  const value = {
    href,
    origin: url.origin,
    host: url.host,
    pathPrefix,
    imagePrefix,
    secure: url.protocol === 'https:',
  } as MirrorUrl;
  return { ok: true, value, notes: notesOn(value, url.hostname, hostPort) };
}

/** A registry itself, not a mirror of one, as engines reach it: `host` or `host:port` over https. null: no host is called so. */
export function registryUrl(host: string): MirrorUrl | null {
  const text = `https://${host}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.host !== host.toLowerCase() || url.pathname !== '/') return null;
  return {
    href: url.origin,
    origin: url.origin,
    host: url.host,
    pathPrefix: '',
    imagePrefix: '',
    secure: true,
  } as MirrorUrl;
}

/**
 * `any`: a name behind `/v2/`, or a registry's name behind the host as in `docker pull host/ghcr.io/…`, stands before every image's name. Not in `registry-mirrors`, where engines put `/v2/`
 * behind whatever there is.
 */
export type MirrorForms = 'host' | 'any';

/**
 * The address of a registry API call at a mirror: `<origin><pathPrefix><path>`, as engines with the classic store and
 * containerd's own `hosts` ask it. `path` begins with `/v2/`. Never leaves the mirror's origin, whatever `path` holds.
 */
export function endpoint(mirror: MirrorUrl, path: string, query: Readonly<Record<string, string>> = {}): URL {
  if (!path.startsWith('/')) throw new TypeError('an endpoint path begins with a slash');
  const url = new URL(mirror.origin);
  const { pathPrefix, imagePrefix } = mirror;
  // `/v2/` itself is the registry's, not an image's.
  url.pathname = `${pathPrefix}${path.replace(/^\/v2\/(?=.)/, `/v2/${imagePrefix}`)}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

const refuse = (problem: MirrorUrlProblem): ParsedMirrorUrl => ({ ok: false, problem });

function meantBy(text: string): string | null {
  const result = parseMirrorUrl(text);
  if (result.ok) return result.value.href;
  return 'meant' in result.problem ? result.problem.meant : null;
}

/** Non-empty labels of what DNS and /etc/hosts can hold, a dot at the end, or an IPv6 address. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)$/;

function misspelling(text: string): MirrorUrlProblem | null {
  const visible = text.replace(INVISIBLE, '');
  if (visible !== text) return { kind: 'invisible-character', meant: meantBy(visible) };
  if (/\s/.test(text)) {
    // Blanks around an address or its punctuation are clear; of several words we cannot tell which was meant.
    const joined = text.trim().replace(/\s*([:/.]+)\s*/g, '$1');
    return { kind: 'blank', meant: /\s/.test(joined) ? null : meantBy(joined) };
  }
  if (/[,;，；、]\s*https?:\/\//i.test(text)) return { kind: 'several' };
  const bare = text
    .replace(/^[[("'`“”‘’「【（]+(?![0-9a-f:.]+\])/i, '')
    .replace(/[)"'`“”‘’」】）,;，；。、]+(?=\/*$)/, '')
    .replace(/(?<=["'`“”‘’])[\]}]+$/, '')
    .replace('：', ':')
    .replaceAll('／', '/');
  if (bare !== text) return { kind: 'stray-character', meant: meantBy(bare) };
  return PLACEHOLDER.test(text) ? { kind: 'placeholder' } : null;
}

/** C0, DEL, C1, soft hyphen, zero-width, bidi marks, embeddings and isolates, BOM; not the blanks, which have their own sentence. */
const INVISIBLE = /[\0-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const PLACEHOLDER =
  /[<>{}《》]|\$[A-Z_(]|你的|您的|自己的|^(?:https?:\/\/)?(?:x{3,}[-.]|your(?:[-_]|(?:id|code|name|domain|mirror|registry)?\.)|id\.mirror\.|\*+\.)/i;

function withoutScheme(text: string): MirrorUrlProblem {
  const broken = /^https?(?::[/\\]*|[/\\]+)(?=[^/\\])/i.exec(text);
  if (broken !== null) {
    return { kind: 'malformed-scheme', meant: meantBy(`https://${text.slice(broken[0].length)}`) };
  }
  const other = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (other !== null) {
    const rest = text.slice(other[0].length);
    return {
      kind: 'other-scheme',
      scheme: (other[1] ?? '').toLowerCase(),
      meant: meantBy(`https://${rest}`),
    };
  }
  // A word without a dot or port could as well be anything else than a host name.
  const bare = text.replace(/^\/+/, '');
  if (!/^(?:[^/]*[.:]|localhost)/i.test(bare)) return { kind: 'no-scheme', meant: null };
  const guess = parseMirrorUrl(`https://${bare}`);
  if (!guess.ok && guess.problem.kind === 'not-a-mirror') return guess.problem;
  return { kind: 'no-scheme', meant: meantBy(`https://${bare}`) };
}

function validPort(hostPort: string): boolean {
  const port = /:([^\]:]*)$/.exec(hostPort)?.[1];
  return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535);
}

/** `/v2/` and names as those of a repository, none of which is a part of an API call or an image; '' for any other path. */
function imagePrefixOf(pathname: string): string {
  const [, api, ...names] = pathname.split('/');
  const areNames = names.length > 0 && names.every((name) => NAME.test(name) && !API_WORDS.has(name));
  return api === 'v2' && areNames ? `${names.join('/')}/` : '';
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;
const API_WORDS: ReadonlySet<string> = new Set(['library', 'manifests', 'blobs', 'tags', 'referrers']);

function misusedPath(origin: string, pathPrefix: string): MirrorUrlProblem | null {
  const segments = pathPrefix.split('/').slice(1);
  const before = (index: number): string => [origin, ...segments.slice(0, index)].join('/');
  const api = segments.findIndex((segment) => /^v[12]$/i.test(segment));
  if (api >= 0) {
    const rest = segments.slice(api + 1).join('/');
    const known = rest === '' || /^(?:_catalog|_ping|library\/|.*\/(?:manifests|blobs|tags)\/)/.test(rest);
    return { kind: 'api-path', meant: known ? meantBy(before(api)) : null };
  }
  const image = segments.findIndex((segment) => segment === 'library' || /[:@]/.test(segment));
  if (image < 0) return null;
  // In `/docker.io/library/nginx` the registry belongs to the image too; a user's name before `app:1` may.
  const start = segments[image] === 'library' && !namesRegistry(segments[0]) ? image : 0;
  return { kind: 'image-path', meant: meantBy(before(start)) };
}

function notesOn(mirror: MirrorUrl, hostname: string, typedHost: string): MirrorUrlNote[] {
  const notes: MirrorUrlNote[] = [];
  const first = mirror.pathPrefix.split('/')[1];
  if (first !== undefined && namesRegistry(first)) notes.push({ kind: 'registry-in-path', registry: first });
  else if (first !== undefined) notes.push({ kind: 'path-prefix', pathPrefix: mirror.pathPrefix });
  if (!mirror.secure && !isLocal(hostname)) notes.push({ kind: 'plain-http' });
  const international = internationalName(mirror.host);
  // A full-width letter or full stop alone makes no foreign name.
  if (/[^\0-\x7f]/.test(typedHost) && international.name !== mirror.host) notes.push(international);
  return notes;
}

function namesRegistry(segment: string | undefined): segment is string {
  const what = segment === undefined ? null : notAMirror(segment.toLowerCase());
  return what?.kind === 'docker-hub' || what?.kind === 'registry';
}

/** Not on the public internet: a special address, or a name that public DNS does not have. */
function isLocal(hostname: string): boolean {
  if (isAddressLiteral(hostname)) return classifyAddress(hostname) === 'special';
  return /^(?:[^.]+|.*\.(?:localhost|local|lan|internal|test|home\.arpa))$/.test(hostname);
}
