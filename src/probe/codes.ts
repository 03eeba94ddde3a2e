/** The verdicts and their codes, in the order in which one wins over another. docs/interface.md is the contract. */
export const CODES = {
  unsafe: ['digest-mismatch', 'tag-mismatch'],
  dead: [
    'dns-failure',
    'connection-refused',
    'connection-timeout',
    'connection-reset',
    'tls-untrusted',
    'tls-expired',
    'tls-name-mismatch',
    'tls-failure',
    'response-timeout',
  ],
  broken: [
    'not-a-registry',
    'token-unreachable',
    'upstream-redirect',
    'not-found',
    'digest-not-found',
    'server-error',
    'redirect-loop',
    'stalled',
    'truncated',
    'oversized',
    'bad-token',
    'bad-head',
    'bad-coding',
    'protocol-error',
  ],
  restricted: ['denied', 'allow-listed', 'auth-required', 'token-denied'],
  limited: ['rate-limited'],
  degraded: [
    'stale',
    'unconfirmed',
    'too-slow',
    'classic-only',
    'containerd-only',
    'image-missing',
    'platform-missing',
  ],
  unknown: ['aborted', 'deadline', 'no-network', 'proxy-failed', 'clock-wrong', 'no-such-image'],
} as const;

export type FaultyVerdict = keyof typeof CODES;
export type Verdict = 'usable' | FaultyVerdict;
export type Code = (typeof CODES)[FaultyVerdict][number];
export type DeadCode = (typeof CODES)['dead'][number];

/** Best first: the order of the report's summary and of what has no rank. */
export const VERDICTS: readonly Verdict[] = [
  'usable',
  'degraded',
  'restricted',
  'limited',
  'unsafe',
  'broken',
  'dead',
  'unknown',
];

/** The step in which a finding was made. */
export type Phase =
  | 'ping'
  | 'token'
  | 'manifest'
  | 'platform-manifest'
  | 'config'
  | 'layer'
  | 'cross-check'
  | 'finalist';
