import { cleanText } from '../../registry/untrusted-text.ts';
import type { Symptom } from '../../words/doctor/symptom.ts';
import type { PhraseRow } from './rows.ts';

/**
 * Forms of what stands beside a pull: a command of a build, a client, an account, the engine's own process. They are looked for first, since what failed within them is told in
 * the words of a pull as well.
 */
export const ROWS_BESIDE: readonly PhraseRow[] = [
  {
    phrases: ['did not complete successfully: '],
    read: (before) =>
      before.includes('process "') ? { kind: 'run-failed', trouble: troubleIn(before) } : null,
  },
  says({ kind: 'run-failed', trouble: 'names' }, 'Temporary failure resolving '),
  says({ kind: 'run-failed', trouble: 'format' }, ': exec format error', '"exec format error"'),
  {
    phrases: ['failed to calculate checksum of ref ', 'failed to compute cache key'],
    read: (_, after) => {
      const path = /"([^"]+)": not found/.exec(after)?.[1];
      return path === undefined ? null : { kind: 'build-file', path: cleanText(path) };
    },
  },
  {
    phrases: ['client version '],
    read: (_, after) => {
      const [, side, limit] =
        /^[\d.]+ is too (old|new)\. M(?:in|ax)imum supported API version is (\d+\.\d+)/.exec(after) ?? [];
      if (limit === undefined || (side !== 'old' && side !== 'new')) return null;
      return { kind: 'api-version', side, limit };
    },
  },
  {
    phrases: ['did not resolve to an alias'],
    read: (before) => {
      const name = /short-name "([^"]+)" $/.exec(before)?.[1];
      return name === undefined ? null : { kind: 'short-name', name: cleanText(name) };
    },
  },
  {
    // docker-compose 1.x, in Python.
    phrases: ['Error while fetching server API version: '],
    read: (_, after) =>
      after.includes('PermissionError')
        ? { kind: 'no-permission' }
        : after.includes('FileNotFoundError') || after.includes('ConnectionRefusedError')
          ? { kind: 'no-daemon', endpoint: null }
          : null,
  },
  says({ kind: 'no-names' }, 'certificate relies on legacy Common Name field'),
  {
    phrases: ['containerd.sock'],
    read: (before) => (/dial(?:ing)?:? (?:dial )?unix/.test(before) ? { kind: 'containerd-down' } : null),
  },
  says({ kind: 'quota' }, 'disk quota exceeded'),
  says(
    { kind: 'content-trust' },
    'error contacting notary server',
    '://notary.docker.io',
    'remote trust data does not exist',
  ),
  says({ kind: 'unverified-account' }, 'email must be verified'),
  says({ kind: 'too-many-files' }, 'too many open files'),
  {
    phrases: [': no such file or directory'],
    read: (before) => {
      const path = before.split(' ').at(-1) ?? '';
      return path.startsWith('/') && path.includes('/GetImageBlob')
        ? { kind: 'folder-missing', path: cleanText(path.slice(0, path.indexOf('/GetImageBlob'))) }
        : null;
    },
  },
];

function says(symptom: Symptom, ...phrases: readonly string[]): PhraseRow {
  return { phrases, read: () => symptom };
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
