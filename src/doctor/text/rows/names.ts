import { cleanHost } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { type PhraseRow, startsWithAny } from './row.ts';

/** Names that lead nowhere. */
export const NAME_ROWS: readonly PhraseRow[] = [
  { phrases: ['lookup '], read: (before, after) => lookUp(before, after) },
  {
    // Node and Java.
    phrases: ['ENOTFOUND ', 'UnknownHostException: '],
    read: (_, after) => named('name-not-found', /^[\w.-]+/.exec(after)?.[0]),
  },
  { phrases: ['EAI_AGAIN '], read: (_, after) => named('name-server-broken', /^[\w.-]+/.exec(after)?.[0]) },
  {
    phrases: ['unable to resolve host address '],
    read: (_, after) => named('name-not-found', /^['"]?([\w.-]+)/.exec(after)?.[1]),
  },
  {
    // glibc, by way of Python.
    phrases: ['Name or service not known', 'nodename nor servname provided'],
    read: (before) => named('name-not-found', HOST.exec(before)?.[1]),
  },
  {
    phrases: ['emporary failure in name resolution'],
    read: (before) => named('name-server-broken', HOST.exec(before)?.[1]),
  },
];

/** `HTTPSConnectionPool(host='registry-1.docker.io', port=443)` */
const HOST = /host='([\w.-]+)'/;

function named(kind: 'name-not-found' | 'name-server-broken', name: string | undefined): Symptom | null {
  return name === undefined ? null : { kind, name: cleanHost(name), server: null };
}

/** `registry-1.docker.io on 192.168.1.1:53: no such host` */
function lookUp(before: string, after: string): Symptom | null {
  const [, name, server, end] = /^([\w.-]+)(?: on ([\w.:[\]%-]+))?: (.*)$/s.exec(after) ?? [];
  if (name === undefined || end === undefined) return null;
  const asked = { name: cleanHost(name), server: server === undefined ? null : cleanHost(server) };
  if (startsWithAny(end, NOT_THERE)) return { kind: 'name-not-found', ...asked };
  if (startsWithAny(end, BROKEN)) return { kind: 'name-server-broken', ...asked };
  if (startsWithAny(end, SILENT)) return { kind: 'name-server-silent', ...asked };
  // Windows puts its call in front.
  const told = end.replace(/^(?:dnsquery|getaddrinfow): /, '');
  if (startsWithAny(told, NOT_THERE)) return { kind: 'name-not-found', ...asked };
  // In whatever words: this is where it ended.
  return before.endsWith('dial tcp: ') ? { kind: 'name-server-broken', ...asked } : null;
}

const NOT_THERE: readonly string[] = [
  'no such host',
  'No address associated',
  'Name or service not known',
  'Name does not',
  'No such host is known',
  'DNS name does not exist',
  'no data of the requested type',
  'The requested name is valid',
];

const BROKEN: readonly string[] = [
  'cannot unmarshal DNS message',
  'no answer from DNS server',
  'lame referral',
  'This is usually a temporary error',
  'server misbehaving',
  'Temporary failure',
  'SERVFAIL',
  'Try again',
];

const SILENT: readonly string[] = [
  'i/o timeout',
  'read udp',
  'dial udp',
  'write udp',
  'write: ',
  'read: ',
  'read tcp',
  'dial tcp',
];
