import { LIST } from '../limits.ts';

/** A word of a text that looks like an address, with a scheme: `https` where it was a bare host. */
export interface AddressWord {
  readonly text: string;
  readonly bare: boolean;
}

/**
 * Every URL of a line, and every bare host name with a dot, whatever punctuation stands between them. Linear in the line,
 * which is bounded (lines.ts). `alone`: an address of digits may stand without a port too.
 */
export function addressWords(line: string, alone = false): AddressWord[] {
  const found: AddressWord[] = [];
  let from = 0;
  for (const { index, 0: scheme } of line.matchAll(/https?:\/\//gi)) {
    if (index < from) continue;
    found.push(...bareHosts(line.slice(from, index), alone));
    const end = endOfUrl(line, index + scheme.length);
    const text = withoutTail(line.slice(index, end));
    if (text.length > scheme.length && text.length <= LIST.urlChars) found.push({ text, bare: false });
    from = end;
  }
  return [...found, ...bareHosts(line.slice(from), alone)];
}

/** What no address has in it, in the punctuation of either script. A bracket is one of IPv6 only where it follows the scheme. */
const END = /[\s"'`<>|│┃,;)\]}\\，；、。（）【】《》「」“”‘’｜·]/;

function endOfUrl(line: string, start: number): number {
  let at = start;
  if (line[at] === '[') {
    const close = line.slice(at, at + LIST.urlChars).indexOf(']');
    at = close === -1 ? at : at + close + 1;
  }
  for (; at < line.length; at += 1) {
    const char = line[at] ?? '';
    // The form of a personal address, {id}, is told as such and not as half an address.
    if (char === '{' && line.slice(at, at + 4) === '{id}') at += 3;
    else if (END.test(char)) break;
  }
  return at;
}

function bareHosts(text: string, alone: boolean): AddressWord[] {
  return text
    .split(NOT_IN_HOST)
    .filter((word) => word.length <= LIST.urlChars && isBareHost(withoutTail(word), alone))
    .map((word) => ({ text: `https://${withoutTail(word)}`, bare: true }));
}

/** `@` stays in a word: what stands before or after it is a user or a mail address, and no mirror. */
const NOT_IN_HOST = /[^A-Za-z0-9._:/@-]+/;

/** What a sentence puts behind an address. */
function withoutTail(word: string): string {
  let end = word.length;
  while (end > 0 && '.,:;!?-'.includes(word[end - 1] ?? '')) end -= 1;
  return word.slice(0, end);
}

function isBareHost(word: string, alone: boolean): boolean {
  const [authority = '', ...path] = word.split('/');
  const [host = '', port, ...more] = authority.split(':');
  if (more.length > 0 || (port !== undefined && !/^\d{1,5}$/.test(port))) return false;
  // 10.0.0.0/8 is a range.
  if (path.length > 0 && /^\d+$/.test(path[0] ?? '')) return false;
  if (host === 'localhost') return port !== undefined;
  const labels = host.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return false;
  if (IPV4.test(host)) return port !== undefined || (alone && path.length === 0);
  const last = (labels.at(-1) ?? '').toLowerCase();
  return /^[a-z][a-z0-9-]+$/.test(last) && !isFileName(last, labels.length);
}

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** daemon.json and install.sh; of the endings that are domains too, only where a longer name speaks for one. */
function isFileName(ending: string, labels: number): boolean {
  return FILES.has(ending) || (DOMAIN_OR_FILE.has(ending) && labels === 2);
}

const FILES: ReadonlySet<string> = new Set(
  'json json5 jsonc yaml yml toml conf cfg ini txt log csv tsv xml html htm js mjs ts css go lock pem crt cer key cert csr service socket sock timer target list repo deb rpm tar gz tgz xz exe dmg png jpg jpeg gif svg pdf'.split(
    ' ',
  ),
);
const DOMAIN_OR_FILE: ReadonlySet<string> = new Set(['sh', 'md', 'py', 'rs', 'pl', 'zip', 'mov', 'ps']);
