import { cleanHost } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { type PhraseRow, startsWithAny } from './row.ts';

/** Names that lead nowhere. */
export const NAME_ROWS: readonly PhraseRow[] = [{ phrases: ['lookup '], read: (_, after) => lookUp(after) }];

/** `registry-1.docker.io on 192.168.1.1:53: no such host` */
function lookUp(after: string): Symptom | null {
  const [, name, server, end] = /^([\w.-]+)(?: on ([\w.:[\]%-]+))?: (.*)$/s.exec(after) ?? [];
  if (name === undefined || end === undefined) return null;
  const asked = { name: cleanHost(name), server: server === undefined ? null : cleanHost(server) };
  if (startsWithAny(end, NOT_THERE)) return { kind: 'name-not-found', ...asked };
  if (startsWithAny(end, BROKEN)) return { kind: 'name-server-broken', ...asked };
  return startsWithAny(end, SILENT) ? { kind: 'name-server-silent', ...asked } : null;
}

const NOT_THERE: readonly string[] = [
  'no such host',
  'No address associated',
  'Name or service not known',
  'Name does not',
  'No such host is known',
];

const BROKEN: readonly string[] = ['server misbehaving', 'Temporary failure', 'SERVFAIL', 'Try again'];

const SILENT: readonly string[] = [
  'i/o timeout',
  'read udp',
  'dial udp',
  'write udp',
  'read tcp',
  'dial tcp',
];
