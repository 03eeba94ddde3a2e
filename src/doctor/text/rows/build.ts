import { cleanText } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { type PhraseRow, plain } from './row.ts';

/** A build that failed by itself: BuildKit, the builder before it, Buildah, compose. */
export const BUILD_ROWS: readonly PhraseRow[] = [
  {
    phrases: ['did not complete successfully: '],
    read: (before) => (before.includes('process "') ? ran(before) : null),
  },
  // Cloud Native Buildpacks.
  plain({ kind: 'run-failed', trouble: 'other' }, 'executing lifecycle: failed with status code'),
  // BuildKit before 0.10, the builder before it, Buildah.
  { phrases: ['executor failed running ['], read: (before) => ran(before) },
  {
    phrases: ['returned a non-zero code: '],
    read: (before) => (before.includes("The command '") ? ran(before) : null),
  },
  {
    phrases: ['while running runtime: exit status '],
    read: (before) => (before.includes('building at STEP "') ? ran(before) : null),
  },
  plain({ kind: 'run-failed', trouble: 'names' }, 'Temporary failure resolving '),
  plain(
    { kind: 'run-failed', trouble: 'format' },
    ': exec format error',
    '"exec format error"',
    'Exec format error',
  ),
  {
    phrases: ['failed to calculate checksum of ref ', 'failed to compute cache key'],
    read: (_, after) => missing(/"([^"]+)": not found/.exec(after)?.[1]),
  },
  {
    phrases: ['COPY failed: ', 'ADD failed: '],
    // The builder unpacks what it is sent into a folder of its own.
    read: (_, after) =>
      missing(
        /\b(?:l?stat|forbidden path outside the build context:) (\S+?):? ?(?:\(|: |no such|file does not|$)/
          .exec(after)?.[1]
          ?.replace(/^\S*\/docker-builder\d+/, ''),
      ),
  },
  { phrases: [' not found: not found'], read: (before) => missing(/"(\/[^"]+)"$/.exec(before)?.[1]) },
  { phrases: ['copier: stat: '], read: (_, after) => missing(/^"([^"]+)": no such file/.exec(after)?.[1]) },
  {
    phrases: ['failed to read dockerfile: open ', 'evaluate symlinks in Dockerfile path: '],
    read: (_, after) => missing(lastPart(/^(?:lstat )?(\S+): no such file/.exec(after)?.[1])),
  },
  {
    phrases: ['Cannot locate specified Dockerfile: '],
    read: (_, after) => missing(/^\S+/.exec(after)?.[0]),
  },
  {
    phrases: ['unable to prepare context: path "'],
    read: (_, after) => missing(/^([^"]+)" not found/.exec(after)?.[1]),
  },
  {
    phrases: ['ockerfile parse error'],
    read: (_, after) => ({
      kind: 'project-file',
      file: 'Dockerfile',
      line: numberIn(/^ (?:on )?line (\d+)/.exec(after)?.[1]),
    }),
  },
  plain(
    { kind: 'project-file', file: 'Dockerfile', line: null },
    'failed to parse stage name ',
    'option requires BuildKit',
    'the Dockerfile cannot be empty',
    'Please provide a source image with ',
    'No build stage in current context',
    'could not be found in Dockerfile',
    'failed to reach build target ',
    "Syntax error - can't find = in",
  ),
  {
    phrases: [' should not be blank', 'Unknown flag: '],
    read: (before, after) =>
      /base name \(\S*\)$/.test(before) ||
      /^(?:ch(?:mod|own|ecksum)|link|from|mount|keep-git-dir|exclude|parents|network|security)\b/.test(after)
        ? { kind: 'project-file', file: 'Dockerfile', line: null }
        : null,
  },
  {
    phrases: ['yaml: '],
    read: (before, after) => {
      const line = /^(?:unmarshal errors: )?line (\d+): /.exec(after)?.[1];
      return line === undefined || !(before.trim() === '' || /compose/i.test(before))
        ? null
        : { kind: 'project-file', file: 'compose', line: numberIn(line) };
    },
  },
  plain(
    { kind: 'project-file', file: 'compose', line: null },
    'no configuration file provided: not found',
    'in a supported format for docker-compose',
    'compose.yml: no such file or directory',
    'compose.yaml: no such file or directory',
    'must be a mapping',
    'Top level object in ',
    "Can't find a suitable configuration file",
    'has neither an image nor a build context specified',
    'refers to undefined ',
    'depends on undefined service',
    'has no docker image',
    'Unsupported config option for ',
    'invalid interpolation format',
    'is missing a value: ',
  ),
  {
    phrases: ['env file '],
    read: (_, after) =>
      /^\S+ not found/.test(after) ? { kind: 'project-file', file: 'compose', line: null } : null,
  },
  {
    phrases: [' is invalid because:', 'dditional propert'],
    read: (before, after) =>
      /compose|services?\b/i.test(before) && (after === '' || !after.includes('schema: "http'))
        ? { kind: 'project-file', file: 'compose', line: null }
        : null,
  },
];

function missing(path: string | undefined): Symptom | null {
  return path === undefined ? null : { kind: 'build-file', path: cleanText(path) };
}

function lastPart(path: string | undefined): string | undefined {
  return path?.split('/').at(-1);
}

function numberIn(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function ran(log: string): Symptom {
  return { kind: 'run-failed', trouble: troubleIn(log) };
}

/** What the command itself wrote before it failed. */
function troubleIn(log: string): Extract<Symptom, { kind: 'run-failed' }>['trouble'] {
  const found = (phrases: readonly string[]): boolean => phrases.some((phrase) => log.includes(phrase));
  if (log.includes('exec format error')) return 'format';
  if (found(OF_NAMES)) return 'names';
  return found(OF_NETWORK) ? 'network' : 'other';
}

/** glibc, musl, curl, Go, Node, Python. */
const OF_NAMES: readonly string[] = [
  'Temporary failure resolving',
  'emporary failure in name resolution',
  'Could not resolve host',
  'temporary error (try again later)',
  'bad address ',
  ': no such host',
  'server misbehaving',
  'EAI_AGAIN',
  'ENOTFOUND',
];

const OF_NETWORK: readonly string[] = [
  'i/o timeout',
  'imed out',
  'onnection reset',
  'onnection refused',
  'ETIMEDOUT',
  'ECONNRESET',
  'ECONNREFUSED',
  'Network is unreachable',
  'network is unreachable',
  'TLS handshake timeout',
];
