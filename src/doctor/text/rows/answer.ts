import type { Symptom } from '../../../words/doctor/symptom.ts';
import { bare, lastWord, type PhraseRow, plain } from './row.ts';

/** Somebody answered, and not with what was asked for. */
export const ANSWER_ROWS: readonly PhraseRow[] = [
  plain(
    { kind: 'html' },
    'unexpected media type text/html',
    '(text/html) from remote',
    "unmarshalling content: invalid character '<'",
    'unknown type text/html',
    'Target.MediaType must be set',
    'wrong manifest type for disk artifact: text/html',
  ),
  plain(
    { kind: 'corrupt' },
    'verification failed for digest',
    'unexpected commit digest',
    'failed size validation',
    'Digest did not match',
    'wrong diff id calculated on extraction',
    'gzip: invalid checksum',
    'flate: corrupt input',
    'magic number mismatch',
    "layers from manifest don't match image configuration",
    'does not match provided manifest digest',
  ),
  plain({ kind: 'cut-body' }, 'short read: expected', 'expected HTTP 206 from byte range request'),
  {
    phrases: ['unexpected end of JSON input'],
    // An error's empty page is none that broke off.
    read: (before) => (before.includes('error parsing HTTP ') ? null : { kind: 'cut-body' }),
  },
  {
    phrases: ['could not fetch content descriptor sha256:'],
    read: (_, after) => (after.includes(' from remote: not found') ? { kind: 'status', status: 404 } : null),
  },
  { phrases: ['unknown: <?xml'], read: (_, after) => storage(after) },
  {
    phrases: [
      'unexpected status',
      'invalid status response',
      'HTTP status',
      'http code: ',
      'error parsing HTTP',
      'StatusCode:',
      'status code',
      'Error: Status',
      'head request with "',
      '<title>',
    ],
    read: (_, after) => {
      // Not the digits of a port or a digest.
      const status = /(?:^| )(\d{3})(?![\d.:])/.exec(after)?.[1];
      return status === undefined ? null : { kind: 'status', status: Number(status) };
    },
  },
  {
    // containers/image, and regclient.
    phrases: [' destination repository ', 'request failed [http '],
    read: (_, after) => {
      const status = /^(?:\S+: )?([45]\d\d)[ \]]/.exec(after)?.[1];
      return status === undefined ? null : { kind: 'status', status: Number(status) };
    },
  },
  // Without a status in front.
  plain({ kind: 'html' }, "invalid character '<' looking for beginning of value"),
  {
    // Compose warns of it, and builds the image then.
    phrases: ['pull access denied'],
    read: (before) => (before.endsWith(' Warning ') ? null : { kind: 'access-denied' }),
  },
  plain(
    { kind: 'access-denied' },
    'requested access to the resource is denied',
    'insufficient_scope',
    'authorization failed',
    'the needed permissions to perform this operation',
    'access to the requested resource is not authorized',
    'unauthorized to access repository',
    'uthentication required',
    'uthentication is required',
    'User is not authenticated',
    'permission_denied: ',
    'denied on resource',
    'denied: Unauthenticated request',
    'denied: access forbidden',
    'no pull access',
    'not authorized to perform: ecr',
    'is not allowed access',
    'requires terms acceptance',
    'not authorized to access',
  ),
  // The registry's own word, and no more: ghcr.io, GitLab, Harbor.
  plain(
    { kind: 'access-denied' },
    'error from registry: unauthorized',
    'error from registry: denied',
    '": unauthorized',
    '": denied',
  ),
  {
    phrases: [': unauthorized', ': denied'],
    read: (before) => (/https?:\/\/\S+$/.test(before.slice(-500)) ? { kind: 'access-denied' } : null),
  },
  {
    // The classic store turns a status of the storage into its own word.
    phrases: ['download failed after attempts='],
    read: (_, after) =>
      /^\d+: denied/.test(after)
        ? { kind: 'status', status: 403 }
        : /^\d+: Forbidden/.test(after)
          ? { kind: 'proxy-status', status: 403 }
          : null,
  },
  plain({ kind: 'status', status: 404 }, ': unknown blob', 'blob unknown'),
  {
    // containerd, of a blob.
    phrases: [' not found: not found'],
    read: (before) => (/content at https?:\/\/\S+$/.test(before) ? { kind: 'status', status: 404 } : null),
  },
  {
    phrases: ['stopped after '],
    read: (_, after) => (/^\d+ redirects/.test(after) ? { kind: 'redirects' } : null),
  },
  plain(
    { kind: 'not-found' },
    'manifest unknown',
    'MANIFEST_UNKNOWN',
    'name unknown: ',
    'NAME_UNKNOWN',
    'repository name not known to registry',
    'no such manifest: ',
    'tag does not exist: ',
    'reference does not exist',
    'not found or deleted',
  ),
  // Not a shell's word for a command, nor BuildKit's for a file: behind the name of an image alone.
  { phrases: [': not found'], read: (before) => (endsWithImage(before) ? { kind: 'not-found' } : null) },
  {
    // dockershim, registries of version 1, Harbor, BuildKit's log.
    phrases: [' not found'],
    read: (before) =>
      /(?:^|[\s(])(?:image|Tag|tag|artifact|repository) [\w./:@-]+$/.test(before) ||
      (before.includes('returned error: ') && endsWithImage(before))
        ? { kind: 'not-found' }
        : null,
  },
  {
    phrases: ['not found in repository '],
    read: (before) => (/[Tt]ag \S+ $/.test(before) ? { kind: 'not-found' } : null),
  },
  {
    phrases: ['manifest for '],
    read: (_, after) => (after.includes(' not found') ? { kind: 'not-found' } : null),
  },
];

/** The error of a storage of Amazon's kind, in XML; each code has its status: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
function storage(after: string): Symptom {
  const code = /<Code>(\w+)<\/Code>/.exec(after)?.[1] ?? '';
  return { kind: 'status', status: STORAGE_CODES.get(code) ?? 400 };
}

const STORAGE_CODES: ReadonlyMap<string, number> = new Map([
  ['AccessDenied', 403],
  ['SignatureDoesNotMatch', 403],
  ['RequestTimeTooSkewed', 403],
  ['InvalidAccessKeyId', 403],
  ['NoSuchKey', 404],
  ['NoSuchBucket', 404],
  ['InternalError', 500],
  ['SlowDown', 503],
  ['ServiceUnavailable', 503],
]);

/** `docker.io/library/hello:nope`: a registry's or a repository's name, a slash, and a tag or a digest. */
function endsWithImage(text: string): boolean {
  return /^[\w.-]+(?::\d+)?\/[\w./-]+(?:@sha256:[0-9a-f]+|:[\w.-]+)$/.test(bare(lastWord(text)));
}
