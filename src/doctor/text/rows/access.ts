import { type PhraseRow, plain } from './row.ts';

/** Who is asked knows the image, and does not give it to who asks: limits, lists, logins. */
export const ACCESS_ROWS: readonly PhraseRow[] = [
  plain({ kind: 'kubelet-limit' }, 'pull QPS exceeded'),
  plain({ kind: 'unverified-account' }, 'email must be verified'),
  plain({ kind: 'login-locked' }, 'too many failed login attempts'),
  plain({ kind: 'abuse-limited' }, 'HAP429'),
  plain(
    { kind: 'rate-limited' },
    'toomanyrequests',
    'TOOMANYREQUESTS',
    '429 Too Many',
    'HTTP 429',
    'pull rate limit',
    'rate limit exceeded',
    'Rate exceeded',
    'Quota exceeded for quota metric',
    'ThrottlingException',
  ),
  plain(
    { kind: 'not-allowed' },
    'not in the allowlist',
    'not in the allow list',
    'not in the whitelist',
    '白名单',
    '允许列表',
  ),
  plain(
    { kind: 'bad-login' },
    'incorrect username or password',
    'nvalid username/password',
    'unauthorized: invalid credentials',
    'Invalid Username or Password',
    'authentication required - ',
    'unauthorized: authentication failed',
    'sername or password incorrect',
    'rong username or password',
    'Bad credentials',
    'ExpiredTokenException',
    'uthorization token has expired',
    'uthorization Token has expired',
    'HTTP Basic: Access denied',
    'personal access token is expired',
    'must log in with a Personal Access Token',
    'access token has insufficient scopes',
  ),
  {
    // A login was sent along for this token; without one it is called anonymous.
    phrases: ['failed to fetch oauth token'],
    read: (_, after) => (/\b40[13]\b|denied|unauthorized/.test(after) ? { kind: 'bad-login' } : null),
  },
  plain({ kind: 'wants-login' }, 'no basic auth credentials'),
];
