import type { Teller, Told } from '../../words/doctor/symptom.ts';

/** Who wrote it, by turns of phrase that nobody else has; null: none of these. */
export function tellerOf(text: string): Teller | null {
  if (isDenied(text)) return text.includes("'docker login': ") ? 'classic' : 'containerd';
  if (text.includes('failed to solve: failed to fetch ') && text.includes(' token')) return 'build-client';
  return TELLERS.find(([, phrases]) => phrases.some((phrase) => text.includes(phrase)))?.[0] ?? null;
}

/** Both stores say so; the classic one adds what the registry said. */
function isDenied(text: string): boolean {
  return text.includes("repository does not exist or may require 'docker login'");
}

const TELLERS: readonly (readonly [Teller, readonly string[]])[] = [
  [
    'docker-command',
    [
      'Cannot connect to the Docker daemon',
      'error during connect: ',
      'error getting credentials',
      'permission denied while trying to connect',
      'Error loading config file',
      'invalid reference format',
      'non TTY device',
    ],
  ],
  ['buildkit', ['failed to solve', 'failed to resolve source metadata', 'failed to build']],
  ['containers-image', ['initializing source docker://', 'pinging container registry', 'reading manifest ']],
  [
    'containerd',
    [
      'failed to resolve reference',
      'httpReadSeeker',
      '?ns=',
      '&ns=',
      'short read: expected',
      'error from registry: ',
      'no match for platform in manifest',
      'unexpected media type',
      'failed commit on ref',
      'authentication required - ',
      'failed to send write',
    ],
  ],
  [
    'classic',
    [
      'Get "https://',
      'Get "http://',
      'Get https://',
      'Head "https://',
      'Head "http://',
      'Head https://',
      'error pulling image configuration',
      'filesystem layer verification',
      'unexpected HTTP status',
      'error parsing HTTP',
      'manifest for ',
      'expected HTTP 206',
      'no matching manifest for ',
    ],
  ],
];

/** Who passed it on. */
export function throughOf(text: string): Told['through'] {
  if (KUBERNETES.some((phrase) => text.includes(phrase))) return 'kubernetes';
  // Its log may stand before it.
  if (text.startsWith('ctr: ') || text.includes(' ctr: ')) return 'ctr';
  return COMPOSE.some((phrase) => text.includes(phrase)) ? 'compose' : null;
}

const KUBERNETES: readonly string[] = [
  'rpc error: code = ',
  'failed to pull and unpack image',
  'ErrImagePull',
  'ImagePullBackOff',
];

/** Behind the name of a service. */
const COMPOSE: readonly string[] = [
  ' Pulling ',
  ' Error Get ',
  ' Error Head ',
  ' Error pull access',
  ' Error toomany',
];
