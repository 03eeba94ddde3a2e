import { maskUsers } from '../../change/mask-credentials.ts';
import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { Symptom, Told, ToldPhase, Untold } from '../../words/doctor/symptom.ts';
import { PASTED } from '../limits.ts';
import { ROWS } from './rows/index.ts';
import { tellerOf, throughOf } from './tellers.ts';

/**
 * What an engine's text says: who wrote it, about which host, in which part of a pull, and what happened there. Nothing of it is believed to be so now. Pure; the
 * text may be anything: it is cleaned, its lines are joined (a terminal breaks them where it likes), and so much of it is looked at as `PASTED` says.
 */
export function parseText(text: string): Told | Untold {
  const tail = text.slice(-PASTED.tailChars);
  const told = parseFlat(flat(tail)) ?? parseFlat(flat(text.slice(0, PASTED.headChars)));
  if (told !== null && told.symptom.kind !== 'no-reason') return told;
  // Where a terminal broke a word, nothing stands between its halves.
  return (
    parseFlat(flat(tail.replace(/\r?\n/g, ''))) ?? told ?? { kind: 'unknown-text', excerpt: excerptOf(text) }
  );
}

function parseFlat(text: string): Told | null {
  const last = lastOfList(text);
  const found = (last === null ? null : symptomIn(last)) ?? symptomIn(text);
  if (found === null) return null;
  const { symptom, at } = found;
  // Some tell the address behind the words: npm's, a proxy's page.
  const url = lastUrl(text.slice(0, at)) ?? lastUrl(text);
  return {
    kind: 'told',
    symptom,
    teller: tellerOf(text),
    through: throughOf(text),
    phase: phaseOf(text, url, symptom),
    host: hostOf(symptom, url, text),
    saysMirror: url?.searchParams.has('ns') === true,
    image: imageIn(text, url),
  };
}

/**
 * Trivy and its kin try one source after another, of which a registry is the last, and list what each said (hashicorp/go-multierror): that there is no engine here is
 * no trouble then. Podman's lists, `errors occurred while pulling:`, are of registries alone.
 */
function lastOfList(text: string): string | null {
  const list = text.split('errors occurred:').at(-1);
  if (list === undefined || list === text) return null;
  return list.split('* ').at(-1) ?? null;
}

/** The most telling form that stands in it; of that the last, since tools sum up at the end. `at`: where the address that it is about has been told. */
function symptomIn(text: string): { readonly symptom: Symptom; readonly at: number } | null {
  for (const { phrases, read } of ROWS) {
    for (const phrase of phrases) {
      const start = text.lastIndexOf(phrase);
      if (start < 0) continue;
      const end = start + phrase.length;
      const before = text.slice(Math.max(0, start - PASTED.aroundChars), start);
      const symptom = read(before, text.slice(end, end + PASTED.aroundChars), phrase);
      // containerd tells the address behind the words.
      if (symptom !== null) return { symptom, at: symptom.kind === 'status' ? text.length : end };
    }
  }
  return null;
}

/** One line, without what a terminal would obey, and with the quotes that the engine wrote: loggers put a stroke before them, and editors and chats bend them. */
function flat(text: string): string {
  return cleanText(text, PASTED.tailChars)
    .replace(/\\{1,8}"|[“”]/g, '"')
    .replace(LINKED, '$1')
    .replace(/[‘’]/g, "'");
}

/** GitHub makes links of the digits of its logs: `50[3](https://…)`. */
const LINKED = /\[([^\]\s[]{1,9})\]\(https?:[^)\s[]*\)/g;

function excerptOf(text: string): string {
  return cleanText(withoutSecrets(text.slice(0, PASTED.headChars)), PASTED.excerptChars);
}

/** What is shown of a text may be passed on: tokens, signatures of addresses, users and passwords are no part of it. */
function withoutSecrets(text: string): string {
  return maskUsers(
    text
      .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 xxxxx')
      .replace(
        /\b((?:X-Amz-(?:Signature|Credential|Security-Token)|sig|signature|token|verify)=)[^&\s"']+/gi,
        '$1xxxxx',
      ),
  );
}

/** The last address that was asked: errors are told from the outside in. `before`: of what happened. */
function lastUrl(before: string): URL | null {
  const words = before.split(/[\s"'<>]/).filter((word) => /^https?:\/\//.test(word));
  const asked = words.map((word) => word.replace(/:$/, '')).filter((word) => !isAdvice(word));
  const last = asked.at(-1);
  return last !== undefined && URL.canParse(last) ? new URL(last) : null;
}

/** Pages that texts point to. */
function isAdvice(url: string): boolean {
  return url.includes('://docs.docker.com/') || url.includes('://www.docker.com/');
}

function hostOf(symptom: Symptom, url: URL | null, text: string): string | null {
  if (url !== null) return cleanHost(url.host);
  if ('name' in symptom) return symptom.name;
  if (symptom.kind === 'wrong-certificate') return symptom.wanted;
  // `docker.io/library/nginx: not found` names the registry and no host.
  const pinged = wordBehind(text, 'pinging container registry ');
  return pinged === null ? null : cleanHost(pinged);
}

function phaseOf(text: string, url: URL | null, { kind }: Symptom): ToldPhase | null {
  if (LOCAL.has(kind)) return 'local';
  const path = url?.pathname ?? '';
  const wantsToken = text.includes('failed to fetch ') && text.includes(' token: ');
  if (path.endsWith('/token') || wantsToken || text.includes('failed to authorize')) return 'token';
  if (BLOB.some((phrase) => text.includes(phrase)) || path.includes('/blobs/')) return 'blob';
  if (path.includes('/manifests/')) return 'tag';
  if (path === '/v2/') return 'ping';
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
  'read-only',
  'unpack',
  'needs-terminal',
  'run-failed',
  'build-file',
  'api-version',
  'short-name',
  'containerd-down',
  'quota',
  'content-trust',
  'too-many-files',
  'folder-missing',
  'container-fails',
  'project-file',
  'command-wrong',
  'id-range',
  'engine-start-fails',
  'pull-secret',
  'store-broken',
  'disk-fails',
  'no-memory',
  'cri-disabled',
  'signature-policy',
  'podman-down',
  'engine-slow',
  'download-locked',
  'kubelet-limit',
  'no-ports',
  'program-crash',
  'builder-gone',
  'bad-address',
]);

const BLOB: readonly string[] = [
  'error pulling image configuration',
  'download failed after',
  'httpReadSeeker',
  'failed to copy',
  'short read: expected',
  'layer verification failed',
  'config verification failed',
  'failed commit on ref',
  'expected HTTP 206',
  'writing blob',
];

/** The image, from the words around it or from the address that was asked. */
function imageIn(whole: string, url: URL | null): string | null {
  // Behind these words stands a platform.
  const text = whole.replaceAll('no matching manifest for ', '');
  for (const phrase of IMAGES) {
    const found = wordBehind(text, phrase);
    if (found !== null) return cleanText(found);
  }
  // BuildKit, without a word before it.
  const solved = /failed to solve: ([\w.-]+(?:\/[\w.-]+)+:[\w.-]+): /.exec(text)?.[1];
  if (solved !== undefined) return cleanText(solved);
  if (url === null) return null;
  // `/v2/<repository>/manifests/<tag or digest>`, behind whatever a mirror has in front.
  const at = url.pathname.indexOf('/v2/');
  const parts = at < 0 ? [] : url.pathname.slice(at + '/v2/'.length).split('/');
  const [what, tag] = parts.slice(-2);
  if (tag === undefined || (what !== 'manifests' && what !== 'blobs')) return null;
  const isHub = url.host === 'docker.io' || url.host.endsWith('.docker.io');
  const registry = url.searchParams.get('ns') ?? (isHub ? 'docker.io' : url.host);
  const repository = parts.slice(0, -2).join('/');
  return cleanText(`${registry}/${repository}${tag.includes(':') ? '' : `:${tag}`}`);
}

const IMAGES: readonly string[] = [
  'failed to resolve reference "',
  'failed to resolve source metadata for ',
  'failed to pull and unpack image "',
  'manifest for ',
  'pull access denied for ',
  'initializing source docker://',
];

/** Up to the next blank, without the mark that ends it; null: the phrase is not there, or nothing behind it. */
function wordBehind(text: string, phrase: string): string | null {
  const at = text.indexOf(phrase);
  if (at < 0) return null;
  const [word = ''] = text
    .slice(at + phrase.length, at + phrase.length + PASTED.aroundChars)
    .split(/[\s"]/, 1);
  return word.replace(/[:,]$/, '') || null;
}
