import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import { parseText } from '../../src/doctor/text/parse-text.ts';
import type { How } from '../../src/words/doctor/cause.ts';
import { blocked, engineOf, fails, HUB, mirror, seenOf, upstream } from './support/seen.ts';

const REFUSED: How = { kind: 'refused', address: '192.0.2.1' };
const saying = (text: string, changes: Partial<Seen> = {}) =>
  diagnose(seenOf({ subject: { kind: 'text', told: parseText(text) }, ...changes }));

describe('a proxy that the engine has and does not use for the Hub', () => {
  const outside = blocked(REFUSED);
  it.each([
    [{ http: 'http://p:1', https: null, no: null }, 'http-alone'],
    [{ http: null, https: 'http://p:1', no: '.docker.io' }, 'no-proxy'],
  ])('%j', (proxies, why) => {
    expect(diagnose(seenOf({ engine: engineOf({ proxies }), outside })).causes[0]).toMatchObject({
      cause: { kind: 'proxy-passed-by', proxy: 'http://p:1', why },
      certainty: 'proven',
    });
  });

  it('is none where the Hub is asked through it', () => {
    const hosts = HUB.map((host) => ({ ...host, isDirect: false, how: REFUSED }));
    const value = { hosts, endpoints: [upstream(fails('connection-refused'))] };
    const engine = engineOf({ proxies: { http: null, https: 'http://p:1', no: null } });
    const kinds = diagnose(seenOf({ engine, outside: { kind: 'seen', value } })).causes.map(
      ({ cause }) => cause.kind,
    );
    expect(kinds).not.toContain('proxy-passed-by');
  });
});

it('a clock is wrong where nobody agrees with it', () => {
  const late = { ...mirror('https://late', { kind: 'serves', stage: 'layer' }), aheadMs: -86_400_000 };
  const kinds = (aheadMs: number | null) => {
    const value = { hosts: HUB, endpoints: [late, { ...upstream(), aheadMs }] };
    return diagnose(seenOf({ outside: { kind: 'seen', value } })).findings.map((finding) =>
      finding.kind === 'cause' ? finding.cause.kind : finding.kind,
    );
  };
  expect([kinds(null), kinds(900)]).toEqual([['clock-wrong'], []]);
});

it('opened TLS is likely where who pulls was not seen and does not say so', () => {
  const outside = blocked({ kind: 'untrusted', issuer: 'Example CA' });
  const engine = { kind: 'absent' } as const;
  const of = (text: string, changes: Partial<Seen>) => {
    const found = saying(text, { outside, ...changes }).causes[0];
    return [found?.cause.kind, found?.certainty];
  };
  const HUB_TEXT = 'Get "https://registry-1.docker.io/v2/": ';
  expect(of(`${HUB_TEXT}EOF`, { engine })).toEqual(['tls-inspected', 'likely']);
  expect(of(`${HUB_TEXT}x509: certificate signed by unknown authority`, { engine })).toEqual([
    'tls-inspected',
    'proven',
  ]);
  expect(of(`${HUB_TEXT}EOF`, {})).toEqual(['tls-inspected', 'proven']);
});

it.each([
  ['unsupported media type application/vnd.cncf.helm.config.v1+json', 'not-an-image', 'proven'],
  ['failed to register layer: archive/tar: invalid tar header', 'unpack-fails', 'likely'],
])('%s', (text, kind, certainty) => {
  expect(saying(text).causes[0]).toMatchObject({ cause: { kind }, certainty });
});

it('what a registry has under the name may be no image', () => {
  const answer = fails('not-a-registry', {
    reason: 'unsupported-type',
    stage: 'manifest',
    status: 200,
  });
  const outside = { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(answer)] } } as const;
  expect(diagnose(seenOf({ outside })).causes[0]).toMatchObject({
    cause: { kind: 'not-an-image' },
    certainty: 'proven',
  });
});

it('a read-only file system is the cause, and a container’s own is not meant', () => {
  const disk = { root: '/d', readOnly: true, freeBytes: 2 ** 40, freeInodes: null };
  expect(diagnose(seenOf({ machine: { ...seenOf().machine, disk } })).causes[0]).toMatchObject({
    cause: { kind: 'read-only', root: '/d' },
    certainty: 'proven',
  });
  const text = 'open /d/tmp/GetImageBlob16: read-only file system';
  expect(saying(text)).toMatchObject({ causes: [], now: 'not-so' });
  expect(parseText('mkdir: /data: read-only file system').kind).toBe('unknown-text');
});

it('a registry that a text alone names is told as not asked', () => {
  const at = (text: string) => saying(text).findings.find(({ kind }) => kind === 'registry-not-asked');
  const unknown = 'x509: certificate signed by unknown authority';
  expect(at(`Get "https://own.example/v2/": ${unknown}`)).toMatchObject({
    registry: 'own.example',
    image: null,
  });
  expect(
    at(
      `failed to resolve reference "own.example/app:v1": failed to do request: Head "https://own.example/v2/app/manifests/v1": ${unknown}`,
    ),
  ).toMatchObject({ registry: 'own.example', image: 'own.example/app:v1' });
  expect(at(`Get "https://registry-1.docker.io/v2/": ${unknown}`)).toBeUndefined();
});

it.each<How>([
  { kind: 'tls-silent', other: null },
  { kind: 'untrusted', issuer: 'x' },
  { kind: 'no-route', address: '192.0.2.1', family: 4 },
  { kind: 'plain-http' },
])('a line of the hosts file sends us there: %j', (how) => {
  const hostsLines = [{ path: '/etc/hosts', line: 3, host: 'registry-1.docker.io', address: '192.0.2.1' }];
  const machine = { ...seenOf().machine, hostsLines };
  expect(diagnose(seenOf({ machine, outside: blocked(how) })).causes[0]).toMatchObject({
    cause: { kind: 'hosts-file', line: 3 },
  });
});
