import {
  ACCESS_KINDS,
  type CatalogueEntry,
  ID,
  internationalName,
  LIST,
  type ListFailure,
  type ListFault,
  type LocalText,
  type MirrorLimits,
  type MirrorUrlNote,
  type MirrorUrlProblem,
  type NotAMirror,
  OPERATOR_KINDS,
  type PassedOver,
  parseAddress,
  parseMirrorUrl,
  parseRegistryName,
  type RegistryAddress,
  type RegistryEntry,
  readDate,
  readText,
} from '../../catalog/index.ts';
import { isRecord } from '../../host/parse-json.ts';
import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import { LIST_MESSAGE } from '../limits.ts';
import type { ListItem } from './list-items.ts';
import { absentOr, listOf, nullable, oneOf, type Parse, shape, tagged, text, whole } from './shape.ts';

/*
 * A list that was parsed by a process that is not believed: forms and bounds only. No JSON5, prose or TOML is read here. Every address
 * is parsed again, and what it is, is what that says.
 */

/** Nothing to report to: an honest child sends nothing that its reader refuses. */
const ignore = (): void => {};

const line = whole(1);
const shown = text(cleanText);
const field = text((value) => cleanText(value, LIST.urlChars));
const sentence: Parse<string> = (value) => readText(value, [], LIST.remarkChars, ignore) ?? undefined;
const name: Parse<string> = (value) => readText(value, [], LIST.nameChars, ignore) ?? undefined;
const date: Parse<string> = (value) => readDate(value, [], ignore) ?? undefined;
const localText = shape<LocalText>({ en: sentence, zh: sentence });
const id: Parse<string> = (value) => (typeof value === 'string' && ID.test(value) ? value : undefined);

const registryName: Parse<string> = (value) =>
  typeof value === 'string' ? (parseRegistryName(value) ?? undefined) : undefined;

/** An address that is one, in its normal form. */
const href: Parse<string> = (value) => {
  const parsed = typeof value === 'string' ? parseMirrorUrl(value, 'any') : null;
  return parsed?.ok ? parsed.value.href : undefined;
};

const address: Parse<RegistryAddress['address']> = (value) => {
  if (!isRecord(value)) return undefined;
  if (value['kind'] === 'template') {
    const { template, variable } = value;
    if (typeof template !== 'string' || typeof variable !== 'string') return undefined;
    const parsed = parseAddress(template, variable);
    return parsed.ok && parsed.value.kind === 'template' ? parsed.value : undefined;
  }
  const { url, notes } = value;
  if (value['kind'] !== 'fixed' || !isRecord(url) || typeof url['href'] !== 'string') return undefined;
  const parsed = parseMirrorUrl(url['href'], 'any');
  const typed = listOf(shape<Pick<MirrorUrlNote, 'kind'>>({ kind: oneOf(NOTES) }), NOTES.length)(notes);
  if (!parsed.ok || typed === undefined) return undefined;
  const isInternational = typed.some(({ kind }) => kind === 'international-name');
  return {
    kind: 'fixed',
    url: parsed.value,
    // In its normal form an address no longer shows in which script it was typed.
    notes: [...parsed.notes, ...(isInternational ? [internationalName(parsed.value.host)] : [])],
  };
};

const NOTES = [
  'path-prefix',
  'registry-in-path',
  'plain-http',
  'international-name',
] as const satisfies readonly MirrorUrlNote['kind'][];

const limits: Parse<MirrorLimits> = (value) => {
  const parsed = shape<{
    readonly [Key in keyof Required<MirrorLimits>]: MirrorLimits[Key] | null;
  }>({
    requestsPerMinute: absentOr(whole(1)),
    concurrency: absentOr(whole(1)),
    bytesPerSecond: absentOr(whole(1)),
    bytesPerWindow: absentOr(
      shape<NonNullable<MirrorLimits['bytesPerWindow']>>({ bytes: whole(1), seconds: whole(1) }),
    ),
    cacheSeconds: absentOr(whole(1)),
    images: absentOr(localText),
  })(value);
  return parsed === undefined
    ? undefined
    : Object.fromEntries(Object.entries(parsed).filter(([, limit]) => limit !== null));
};

const entry = shape<Omit<CatalogueEntry, 'addresses'>>({
  id: nullable(id),
  operator: nullable(shape<NonNullable<CatalogueEntry['operator']>>({ name, kind: oneOf(OPERATOR_KINDS) })),
  access: nullable(oneOf(ACCESS_KINDS)),
  limits: nullable(limits),
  remark: nullable(localText),
  retired: nullable(shape<NonNullable<CatalogueEntry['retired']>>({ on: date, reason: localText })),
});

const upstream: Parse<URL> = (value) => {
  if (typeof value !== 'string' || value.length > UPSTREAM_CHARS || !UPSTREAM.test(value)) return undefined;
  return URL.canParse(value) ? new URL(value) : undefined;
};

/** No password, no query. */
const UPSTREAM = /^https?:\/\/[^@?#]+$/;

/** An address of the list's, with all that is not ASCII percent-encoded. */
const UPSTREAM_CHARS = LIST.urlChars * 9;

const probeImage: Parse<string> = (value) => {
  const read = readText(value, [], LIST.nameChars * 4, ignore);
  return read !== null && /^[\w./:@-]+$/.test(read) ? read : undefined;
};

const meant = { meant: nullable(href) };
const limit = { limit: whole(0) };
const host = text(cleanHost);
const form = nullable(shown);

const notAMirror = tagged<NotAMirror>({
  'docker-hub': { host },
  registry: { host, mirror: form },
  'cloud-registry': { host, accelerator: form },
  'package-mirror': { host },
  'never-existed': { host },
});

const urlProblem = tagged<MirrorUrlProblem>({
  empty: {},
  'too-long': limit,
  blank: meant,
  'invisible-character': meant,
  'stray-character': meant,
  placeholder: {},
  'no-scheme': meant,
  'malformed-scheme': meant,
  'other-scheme': { scheme: shown, ...meant },
  'user-info': meant,
  several: {},
  'bad-host': {},
  'bad-port': {},
  query: meant,
  fragment: meant,
  'api-path': meant,
  'image-path': meant,
  'not-a-mirror': { what: notAMirror },
});

const fault = tagged<ListFault>({
  'bad-url': { shown, problem: urlProblem },
  'bad-template': { shown },
  'bad-prefix': { shown },
  'no-variable': { shown },
  'bad-variable': { shown },
  missing: {},
  'wrong-type': { expected: oneOf(['text', 'whole-number', 'object', 'array', 'date']) },
  'unknown-value': { shown, allowed: listOf(shown, Math.max(ACCESS_KINDS.length, OPERATOR_KINDS.length)) },
  'bad-text': limit,
  'bad-id': { shown },
  'duplicate-id': { shown },
  'bad-registry': { shown },
  'bad-upstream': { shown },
  'bad-image': { shown },
  'unknown-field': {},
  'duplicate-key': {},
  'too-many-entries': limit,
  'more-problems': { count: whole(1) },
});

const why = tagged<PassedOver['why']>({
  'bad-url': { problem: urlProblem },
  page: {},
  template: {},
  'too-many': limit,
  'line-too-long': limit,
});

const failure = tagged<ListFailure>({
  empty: {},
  'too-large': { limitBytes: whole(0) },
  'web-page': {},
  'not-text': {},
  syntax: { line, column: whole(0) },
  'no-mirrors': {},
  'no-addresses': {},
  'too-deep': limit,
  'too-many-values': limit,
  'newer-schema': { version: (value) => (typeof value === 'number' ? value : undefined) },
});

const item = tagged<ListItem>({
  registry: {
    registry: shape<RegistryEntry>({
      host: registryName,
      upstream: nullable(upstream),
      probeImage: nullable(probeImage),
    }),
  },
  entry: { entry },
  address: { address: shape<RegistryAddress>({ registry: nullable(registryName), address }) },
  problem: { problem: shape<Extract<ListItem, { kind: 'problem' }>['problem']>({ line, field, fault }) },
  taken: { taken: shape<Extract<ListItem, { kind: 'taken' }>['taken']>({ line, displayUrl: href }) },
  passed: { passed: shape<PassedOver>({ line, shown, why }) },
  end: { unreadable: nullable(failure), passedOver: nullable(whole(0)) },
});

/** One message's share of a list. */
export const parseListItems: Parse<readonly ListItem[]> = listOf(item, LIST_MESSAGE.bytes);
