import { cleanText } from '../../../registry/untrusted-text.ts';
import { lastWord, type PhraseRow, plain } from './row.ts';

/** What only says that a pull failed, or stands: beside it the reason may stand, so it is looked for last. */
export const STATE_ROWS: readonly PhraseRow[] = [
  // Compose warned of it, and nothing else failed.
  plain({ kind: 'access-denied' }, 'pull access denied'),
  {
    // docker-java's and Amazon's words; around another reason others have them too.
    phrases: [
      'HTTP code ',
      'API error (',
      'HTTP Error ',
      'HTTP error ',
      'HTTP ',
      'statusCode=',
      'Status ',
      'status=',
    ],
    read: (_, after) => {
      const status = /^([45]\d\d)\b/.exec(after)?.[1];
      return status === undefined ? null : { kind: 'status', status: Number(status) };
    },
  },
  {
    phrases: ['unauthorized', 'Unauthorized', 'UNAUTHORIZED', 'denied: ', 'DENIED'],
    // Not the system's word for a file.
    read: (before) =>
      /(?:^|[\s:"'(\]])$/.test(before) && !before.endsWith('ermission ') ? { kind: 'access-denied' } : null,
  },
  {
    phrases: ['Back-off pulling image "'],
    read: (_, after) => ({
      kind: 'no-reason',
      image: cleanText(/^[^"]+/.exec(after)?.[0] ?? '') || null,
      by: 'kubernetes',
    }),
  },
  plain({ kind: 'no-reason', image: null, by: 'kubernetes' }, 'ImagePullBackOff', 'ErrImagePull'),
  {
    phrases: ['could not be accessed on a registry to record its digest'],
    read: (before) => ({ kind: 'no-reason', image: cleanText(lastWord(before)) || null, by: 'swarm' }),
  },
  // The docker command only warns of it; where nothing else is said, that is it.
  plain({ kind: 'platform-missing', platform: null }, 'does not match the detected host platform'),
  // Harbor's and others' word, without a number.
  plain({ kind: 'status', status: 500 }, ': internal server error'),
  plain({ kind: 'container-fails', trouble: 'other' }, 'No such container: '),
  {
    // What stood behind the address was cut off.
    phrases: ['Error response from daemon: Get "', 'Error response from daemon: Head "'],
    read: (_, after) => (/^[^"\s]+"$/.test(after) ? { kind: 'no-reason', image: null, by: 'other' } : null),
  },
  plain({ kind: 'container-fails', trouble: 'other' }, 'CreateContainerConfigError', 'CrashLoopBackOff'),
  // A bar that did not come to its end.
  {
    phrases: ['Downloading [='],
    read: (before, after) => (FAILURE.test(before + after) ? null : { kind: 'stalls' }),
  },
  {
    phrases: ['Pulling fs layer'],
    read: (before, after) =>
      FAILURE.test(before + after) || !after.includes('Waiting') ? null : { kind: 'stalls' },
  },
  {
    // Compose cuts it off where the line ends.
    phrases: ['failed to resolve reference "'],
    read: (_, after) => (/^[^"]*\.\.\./.test(after) ? { kind: 'no-reason', image: null, by: 'other' } : null),
  },
  plain(
    { kind: 'no-reason', image: null, by: 'other' },
    'ull failed with exit code',
    'failed to download kic base image',
    'Server Error: Internal Server Error',
    'ailed to query registry',
    'ailed to query Docker registry',
    'ResourceInitializationError',
    'Image pull failed',
    'RegistryUnavailable',
    'ailed to pull image',
    'failing to pull image',
    'failed to build : Build failed',
    'nable to pull docker://',
    'ailed to pull the specified image',
    'ould not pull image',
    'nable to pull image',
    'rror pulling image',
    "an't get Docker image",
    'CannotPullContainerError',
    '镜像拉取失败',
    '拉取镜像失败',
  ),
];

const FAILURE = /error|fail|denied|refused|unable/i;
