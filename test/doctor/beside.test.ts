import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { remedyCommand } from '../../src/doctor/remedy.ts';
import { toldDiagnosis } from '../../src/doctor/render/told.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import { parseText } from '../../src/doctor/text/parse-text.ts';
import { messagesFor } from '../support/words.ts';
import { blocked, engineOf, fails, HUB, mirror, seenOf, upstream } from './support/seen.ts';
import { TEXTS_BESIDE } from './support/texts.ts';

const saying = (text: string, changes: Partial<Seen> = {}) =>
  diagnose(seenOf({ subject: subjectOf(text), ...changes }));
const headOf = (text: string) =>
  toldDiagnosis(saying(text), {
    words: messagesFor('en').diagnosis,
    shell: { apply: 'a', sudo: '' },
    asRoot: 'r',
  }).head;

describe('what stands beside a pull', () => {
  it.each(TEXTS_BESIDE)('%s', (text, symptom, cause) => {
    expect(parseText(text)).toMatchObject({ kind: 'told', symptom: { kind: symptom } });
    const { verdict, causes } = saying(text);
    expect([verdict, causes[0]?.cause.kind]).toEqual(['cause', cause]);
  });

  it('is not exchanged for the Hub, which is out of reach beside it', () => {
    const outside = blocked({ kind: 'connect-timeout', address: '192.0.2.1' });
    for (const [text, , cause] of TEXTS_BESIDE) {
      const [first] = saying(text, { outside }).causes;
      if (first?.certainty === 'proven' && first.evidence.every(({ kind }) => kind === 'said'))
        expect(first.cause.kind).toBe(cause);
    }
  });

  it('tells what kept a command of a build', () => {
    const trouble = TEXTS_BESIDE.slice(0, 3).map(([text]) => saying(text).causes[0]?.cause);
    expect(trouble).toMatchObject([{ trouble: 'names' }, { trouble: 'network' }, { trouble: 'format' }]);
  });
});

describe('a pull of ours that comes through', () => {
  it('is no answer to a text that was not understood', () => {
    const found = saying('Guten Tag');
    expect(found).toMatchObject({ verdict: 'unknown', causes: [], comesThrough: true });
    expect(headOf('Guten Tag')).toContain('could not be explained');
    expect(headOf('Guten Tag')).toContain('the engine itself was not asked');
  });

  it('is told as ours', () => {
    expect(headOf('')).toContain("this program's own requests");
  });
});

it('the folder for downloads is gone: seen, or told alone', () => {
  const machine = { ...seenOf().machine, missingFolder: '/d/tmp' };
  expect(diagnose(seenOf({ machine })).causes[0]).toMatchObject({
    cause: { kind: 'folder-missing', path: '/d/tmp' },
    certainty: 'proven',
  });
  const text = 'open /d/tmp/GetImageBlob123: no such file or directory';
  expect(saying(text)).toMatchObject({ verdict: 'healthy', now: 'not-so' });
  expect(saying(text, { machine: { ...seenOf().machine, disk: null } }).causes[0]).toMatchObject({
    cause: { kind: 'folder-missing', path: '/d/tmp' },
    certainty: 'likely',
  });
});

it('a login is stale for sure only where the image that was asked for is the user’s', () => {
  const client = seenOf().client;
  if (client.kind !== 'seen') throw new Error('not seen');
  const value = { ...client.value, path: '/c', hubLogin: 'file' } as const;
  const with_ = (text: string) => saying(text, { client: { kind: 'seen', value } }).causes[0];
  const refused = 'unauthorized: incorrect username or password';
  expect(with_(`Error response from daemon: ${refused}`)).toMatchObject({
    cause: { kind: 'stale-login', open: false },
    certainty: 'likely',
  });
  const named = `failed to resolve reference "docker.io/library/nginx:latest": ${refused}`;
  expect(with_(named)).toMatchObject({ cause: { kind: 'stale-login', open: true }, certainty: 'proven' });
});

it('a proxy’s own words', () => {
  const kindOf = (text: string) => {
    const told = parseText(text);
    return told.kind === 'told' ? told.symptom : null;
  };
  expect(
    kindOf(
      'Get "https://registry-1.docker.io/v2/": proxyconnect tcp: tls: first record does not look like a TLS handshake',
    ),
  ).toEqual({ kind: 'proxy-plain' });
  expect(
    kindOf(
      'Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp: lookup proxy.corp.test on 192.0.2.53:53: no such host',
    ),
  ).toEqual({ kind: 'proxy-unreachable', address: 'proxy.corp.test' });
  expect(kindOf('download failed after attempts=6: Forbidden')).toEqual({
    kind: 'proxy-status',
    status: 403,
  });
});

it('an engine that finds no CA trusts nobody, and TLS is not opened on the way', () => {
  const machine = { ...seenOf().machine, authorities: false };
  const text = 'Get "https://registry-1.docker.io/v2/": x509: certificate signed by unknown authority';
  expect(saying(text, { machine }).causes[0]).toMatchObject({
    cause: { kind: 'no-authorities' },
    certainty: 'proven',
  });
  // Whom it trusts was not seen: that we trust the Hub is no answer.
  const unseen = { ...seenOf().machine, authorities: null };
  expect(saying(text, { machine: unseen })).toMatchObject({ verdict: 'unknown', causes: [] });
  expect(saying(text)).toMatchObject({ verdict: 'healthy', now: 'not-so' });
});

describe('a proxy', () => {
  const behind = (proxy: string, did: 'refused' | 'foreign' | 'unreachable', alone: boolean) => {
    const status = did === 'refused' ? 403 : null;
    const trouble = { proxy, did, status } as const;
    const hosts = HUB.map((known) => ({
      ...known,
      isDirect: false,
      proxy: known.role === 'blob' || !alone ? trouble : null,
    }));
    const endpoints = [alone ? upstream() : upstream(fails('proxy-failed', { verdict: 'unknown' }))];
    return { kind: 'seen', value: { hosts, endpoints } } as const;
  };
  const STORAGE = 'production.cloudflare.docker.com';

  it('that lets all through but the storage is told with the storage', () => {
    const outside = behind('http://192.0.2.8:3128', 'refused', true);
    const text = 'download failed after attempts=6: Forbidden';
    expect(saying(text, { outside }).causes[0]).toMatchObject({
      cause: { kind: 'proxy-fails', did: 'refused', host: STORAGE },
      certainty: 'proven',
    });
    expect(diagnose(seenOf({ outside })).causes[0]?.certainty).toBe('likely');
    const all = behind('http://192.0.2.8:3128', 'refused', false);
    expect(diagnose(seenOf({ outside: all })).causes[0]?.cause).toMatchObject({ host: null });
  });

  it('that speaks plain HTTP and is written as https:// is told so', () => {
    const outside = behind('https://192.0.2.8:3128', 'foreign', false);
    const [first] = diagnose(seenOf({ outside })).causes;
    if (first === undefined) throw new Error('no cause');
    expect(first.cause).toMatchObject({ kind: 'proxy-fails', did: 'plain' });
    expect(remedyCommand(first.cause, { apply: 'mirror-apply', sudo: '' })).toBe(
      'mirror-apply --no-probe --https-proxy http://192.0.2.8:3128',
    );
  });
});

it('a platform that a variable asks for is told with the variable', () => {
  const client = seenOf().client;
  if (client.kind !== 'seen') throw new Error('not seen');
  const text = 'no matching manifest for linux/s390x in the manifest list entries';
  const askedBy = (platform: string | null) =>
    saying(text, { client: { kind: 'seen', value: { ...client.value, platform } } }).causes[0];
  expect(askedBy('linux/s390x')).toMatchObject({
    cause: { kind: 'platform-missing', askedBy: 'variable' },
    evidence: [{ kind: 'said' }, { kind: 'platform-variable' }],
  });
  expect(askedBy(null)?.cause).toMatchObject({ askedBy: 'option' });
  const own = 'no matching manifest for linux/amd64 in the manifest list entries';
  expect(saying(own).causes[0]?.cause).toMatchObject({ askedBy: null });
});

it('a line of the hosts file that sends to a dead mirror stands in the proof', () => {
  const line = { path: '/etc/hosts', line: 2, host: 'm.example', address: '192.0.2.3' };
  const outside = blocked({ kind: 'connect-timeout', address: '192.0.2.1' }, [
    mirror('http://m.example:5001', fails('connection-refused', { host: 'm.example' })),
  ]);
  const machine = { ...seenOf().machine, hostsLines: [line] };
  const found = diagnose(
    seenOf({ outside, machine, engine: engineOf({ mirrors: ['http://m.example:5001'] }) }),
  );
  expect(found.causes[0]).toMatchObject({
    cause: { kind: 'mirrors-fail' },
    evidence: [{ kind: 'hosts-line', line: 2 }, { kind: 'mirror' }, { kind: 'host' }],
  });
  expect(found.findings).toContainEqual({ kind: 'cause', cause: { kind: 'hosts-file', ...line } });
});

it('of a host of the Hub’s where no pull goes, nothing is said', () => {
  const text = 'Get "https://hub.docker.com/v2/": dial tcp 192.0.2.1:443: i/o timeout';
  expect(saying(text)).toMatchObject({ now: 'not-seen' });
});
