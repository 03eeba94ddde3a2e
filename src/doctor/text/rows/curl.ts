import { cleanHost } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import type { PhraseRow } from './row.ts';

/** What people try by hand: `curl https://registry-1.docker.io/v2/`. The numbers are curl's own (libcurl-errors). */
export const CURL_ROWS: readonly PhraseRow[] = [
  { phrases: ['curl: ('], read: (_, after) => curl(Number.parseInt(after, 10), after) },
];

function curl(code: number, after: string): Symptom | null {
  switch (code) {
    case 5:
      return { kind: 'proxy-unreachable', address: hostIn(/proxy: (\S+)/.exec(after)?.[1]) };
    case 6: {
      const name = hostIn(/host:? '?([\w.-]+)/.exec(after)?.[1]);
      return name === null ? null : { kind: 'name-not-found', name, server: null };
    }
    case 7:
      return /timed? ?out/i.test(after)
        ? { kind: 'connect-timeout', address: null }
        : /No route|unreachable/.test(after)
          ? { kind: 'no-route', address: null }
          : { kind: 'refused', address: null };
    case 22: {
      const status = /error: (\d{3})/.exec(after)?.[1];
      return status === undefined ? null : { kind: 'status', status: Number(status) };
    }
    case 28:
      return /0 bytes received/.test(after)
        ? { kind: 'headers-timeout' }
        : { kind: 'connect-timeout', address: null };
    case 35:
      return /reset by peer|SYSCALL/.test(after) ? { kind: 'reset' } : { kind: 'tls-refused' };
    case 52:
      return { kind: 'closed' };
    case 56: {
      const status = /HTTP code (\d{3}) from proxy/.exec(after)?.[1];
      return status === undefined ? { kind: 'reset' } : { kind: 'proxy-status', status: Number(status) };
    }
    case 60:
      return /expired|not yet valid/.test(after)
        ? { kind: 'certificate-dates', now: null, limit: null, side: null }
        : /no alternative certificate|does not match|subject name/.test(after)
          ? { kind: 'wrong-certificate', names: '', wanted: null }
          : { kind: 'unknown-authority' };
    default:
      return null;
  }
}

function hostIn(found: string | undefined): string | null {
  return found === undefined ? null : cleanHost(found);
}
