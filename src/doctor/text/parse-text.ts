import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { Symptom, Teller, Told, ToldPhase, Untold } from '../../words/doctor/symptom.ts';
import { PASTED } from '../limits.ts';
import { ROWS } from './rows.ts';

/**
 * What an engine's text says: who wrote it, about which host, in which part of a pull, and what happened there. Nothing of it is believed to be so now. Pure; the
 * text may be anything: it is cleaned, its lines are joined (a terminal breaks them where it likes), and so much of it is looked at as `PASTED` says.
 */
export function parseText(text: string): Told | Untold {
  const tail = flat(text.slice(-PASTED.tailChars));
  const head = flat(text.slice(0, PASTED.headChars));
  return parseFlat(tail) ?? parseFlat(head) ?? { kind: 'unknown-text', excerpt: excerptOf(text) };
}

function parseFlat(text: string): Told | null {
  const found = symptomIn(text);
  if (found === null) return null;
  const { symptom, at } = found;
  const url = lastUrl(text, at);
  const teller = tellerOf(text);
  return {
    kind: 'told',
    symptom,
    teller,
    through: throughOf(text),
    phase: phaseOf(text, url, symptom),
    host: hostOf(symptom, url, text),
    saysMirror: url?.searchParams.has('ns') === true,
    image: imageIn(text, url),
  };
}

/** The most telling form that stands in it; of that the last, since tools sum up at the end. */
function symptomIn(text: string): { readonly symptom: Symptom; readonly at: number } | null {
  for (const { pattern, read } of ROWS) {
    const match = [...text.matchAll(pattern)].at(-1);
    if (match !== undefined) return { symptom: read(match), at: match.index + match[0].length };
  }
  return null;
}

/** One line, without what a terminal would obey. */
function flat(text: string): string {
  return cleanText(text, PASTED.tailChars);
}

function excerptOf(text: string): string {
  return cleanText(text.slice(0, PASTED.headChars), PASTED.excerptChars);
}

/** The last address that was asked, before what happened is told: errors are told from the outside in. */
function lastUrl(text: string, before: number): URL | null {
  const urls = [...text.slice(0, before).matchAll(/https?:\/\/[\w.:[\]-]{1,260}\/[^\s"'<>]{0,2000}/g)];
  const asked = urls.map(([found]) => found.replace(/:$/, '')).filter((found) => !isAdvice(found));
  const last = asked.at(-1);
  return last !== undefined && URL.canParse(last) ? new URL(last) : null;
}

/** Pages that texts point to. */
function isAdvice(url: string): boolean {
  return /^https?:\/\/(?:docs|www)\.docker\.com\//.test(url);
}

function hostOf(symptom: Symptom, url: URL | null, text: string): string | null {
  if (url !== null) return cleanHost(url.host);
  if ('name' in symptom) return symptom.name;
  if (symptom.kind === 'wrong-certificate') return symptom.wanted;
  // `docker.io/library/nginx: not found` names the registry and no host.
  const pinged = /pinging container registry ([\w.:-]{1,200}):/.exec(text)?.[1];
  return pinged === undefined ? null : cleanHost(pinged);
}

function tellerOf(text: string): Teller | null {
  return TELLERS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const TELLERS: readonly (readonly [RegExp, Teller])[] = [
  [
    /Cannot connect to the Docker daemon|error getting credentials|permission denied while trying to connect|Error loading config file|invalid reference format|non TTY device/,
    'docker-command',
  ],
  [/failed to solve: failed to fetch \w{1,12} token/, 'build-client'],
  [/failed to solve|failed to resolve source metadata|failed to build/, 'buildkit'],
  [
    /initializing source docker:\/\/|pinging container registry|reading manifest \S{1,300} in /,
    'containers-image',
  ],
  [
    /failed to resolve reference|httpReadSeeker|[?&]ns=|short read: expected|error from registry: |no match for platform in manifest|unexpected media type|failed commit on ref|authentication required - |failed to send write|repository does not exist or may require 'docker login'(?!:)/,
    'containerd',
  ],
  [
    /(?:Get|Head) "?https?:\/\/[\w.:[\]-]{1,260}\/v2\/|error pulling image configuration|filesystem layer verification|unexpected HTTP status|error parsing HTTP|manifest for \S{1,300} not found|or may require 'docker login': |expected HTTP 206/,
    'classic',
  ],
];

function throughOf(text: string): Told['through'] {
  if (/rpc error: code = |failed to pull and unpack image|ErrImagePull|ImagePullBackOff/.test(text))
    return 'kubernetes';
  if (/^ctr: /.test(text)) return 'ctr';
  return /(?:^| )[\w.-]{1,100} (?:Pulling|Error (?:Get|Head|pull access|toomany))/.test(text)
    ? 'compose'
    : null;
}

function phaseOf(text: string, url: URL | null, { kind }: Symptom): ToldPhase | null {
  if (LOCAL.has(kind)) return 'local';
  if (/\/token$/.test(url?.pathname ?? '') || /failed to authorize|failed to fetch \w{1,12} token/.test(text))
    return 'token';
  if (BLOB.test(text) || /\/blobs\//.test(url?.pathname ?? '')) return 'blob';
  if (/\/manifests\//.test(url?.pathname ?? '')) return 'tag';
  if (url?.pathname === '/v2/') return 'ping';
  return kind === 'not-found' || kind === 'access-denied' || kind === 'platform-missing' ? 'tag' : null;
}

const LOCAL: ReadonlySet<Symptom['kind']> = new Set([
  'helper-missing',
  'helper-failed',
  'client-config',
  'daemon-config',
  'restricted',
  'no-permission',
  'no-daemon',
  'bad-reference',
  'disk-full',
  'needs-terminal',
]);

const BLOB =
  /error pulling image configuration|download failed after|httpReadSeeker|failed to copy|short read: expected|layer verification failed|failed commit on ref|expected HTTP 206|writing blob/;

/** The image, from the words around it or from the address that was asked. */
function imageIn(text: string, url: URL | null): string | null {
  for (const pattern of IMAGES) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return cleanText(found);
  }
  const path = /^(?:\/[^/]{1,200})*?\/v2\/(.{1,255})\/(?:manifests|blobs)\/([\w.:-]{1,135})$/.exec(
    url?.pathname ?? '',
  );
  if (path === null || url === null) return null;
  const [, repository = '', tag = ''] = path;
  const registry =
    url.searchParams.get('ns') ?? (/(?:^|\.)docker\.io$/.test(url.host) ? 'docker.io' : url.host);
  return cleanText(`${registry}/${repository}${tag.includes(':') ? '' : `:${tag}`}`);
}

const IMAGES: readonly RegExp[] = [
  /failed to resolve reference "([^"\s]{1,500})"/,
  /failed to resolve source metadata for ([^\s]{1,500}?): /,
  /failed to pull and unpack image "([^"\s]{1,500})"/,
  /manifest for ([^\s]{1,500}) not found/,
  /pull access denied for ([^\s,]{1,500}),/,
  /initializing source docker:\/\/([^\s]{1,500}?): /,
];
