import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rerunCommand } from '../../../src/commands/apply/rerun-command.ts';
import { packageInfo } from '../../../src/package-info.ts';
import type { MirrorFindings } from '../../../src/survey/findings.ts';
import { childMessageParser } from '../../../src/use/unprivileged/survey-task.ts';

/** What root takes from the process that talked to strangers. */

const parse = childMessageParser(3, 1);
const DIGEST = `sha256:${'0'.repeat(64)}`;
const finding: MirrorFindings = {
  place: 2,
  host: '',
  proxyDid: null,
  clockAheadMs: null,
  rank: 1,
  verdict: 'usable',
  code: null,
  detail: null,
  phase: null,
  httpStatus: null,
  images: [{ present: true, digest: DIGEST, fresh: true, code: null, platforms: ['linux/arm64/v8'] }],
  verified: true,
  worksWith: { classic: true, containerd: null, containersImage: false },
  latency: { medianMs: 10, jitterMs: 0.5, samples: 3 },
  dnsMs: 1,
  connectMs: 1,
  tlsMs: null,
  tokenMs: null,
  manifestMs: 2,
  ttfbMs: 3,
  throughput: {
    bytesPerSecond: 1000,
    low: 900,
    high: 1100,
    bytes: 2000,
    ms: 2000,
    steady: true,
    together: 3000,
  },
  pullSeconds: 1.5,
  blobHosts: ['cdn.example.net'],
  tokenHost: null,
  rateLimit: { limit: 100, remaining: 99, windowSeconds: 3600 },
  retryAt: null,
  certificateDaysLeft: -3,
  requests: 9,
  bytesReceived: 2000,
  fakeIp: false,
  unthrottledBytes: null,
};

describe('childMessageParser', () => {
  it('takes a finding of the agreed form, and nothing beside it', () => {
    const more = { url: 'https://evil.example', message: 'x', ['__proto__x']: 1 };
    expect(parse({ kind: 'finding', finding: { ...finding, ...more } })).toEqual({
      kind: 'finding',
      finding,
    });
  });

  it('takes what is broken by a code of the dead row, and no other code of another verdict', () => {
    const judged = (verdict: string, code: string): unknown =>
      parse({ kind: 'finding', finding: { ...finding, verdict, code } });
    expect(judged('broken', 'tls-expired')).not.toBeNull();
    expect(judged('unsafe', 'classic-only')).toBeNull();
    expect(judged('usable', 'stale')).toBeNull();
  });

  it('makes words fit to be shown', () => {
    const words = { detail: 'a\u001b[31mb\u202ec\n', tokenHost: 'evil.example\u001b]0;x\u0007/' };
    const taken = parse({ kind: 'finding', finding: { ...finding, ...words } });
    expect(taken).toMatchObject({ finding: { detail: 'abc' } });
    const proxy = {
      verdict: 'unknown',
      code: 'proxy-failed',
      host: 'http://proxy.example:3128',
      proxyDid: 'login',
    };
    expect(parse({ kind: 'finding', finding: { ...finding, ...proxy } })).toMatchObject({ finding: proxy });
    expect(JSON.stringify(taken)).not.toMatch(/\\u|x\u0007/);
  });

  it.each([
    ['a place outside the list', { place: 3 }],
    ['a place before it', { place: -1 }],
    ['half a place', { place: 0.5 }],
    ['an unknown verdict', { verdict: 'splendid' }],
    ["another verdict's code", { verdict: 'unsafe', code: 'unconfirmed' }],
    ['a usable mirror with a fault', { code: 'classic-only' }],
    ['an unknown code', { code: 'hacked' }],
    ['a negative number', { pullSeconds: -1 }],
    ['a number that is none', { throughput: { ...finding.throughput, bytesPerSecond: Number.NaN } }],
    ['endless speed', { throughput: { ...finding.throughput, bytesPerSecond: Number.POSITIVE_INFINITY } }],
    ['a text for a number', { httpStatus: '200' }],
    ['a word for yes', { images: [{ ...finding.images[0], fresh: 'yes' }] }],
    ['an image more than was asked for', { images: [...finding.images, ...finding.images] }],
    ['an image too few', { images: [] }],
    ['a digest that is none', { images: [{ ...finding.images[0], digest: 'sha256:x' }] }],
    ['a time that is none', { retryAt: 'soon' }],
    ['endless hosts', { blobHosts: new Array(1000).fill('a.example') }],
  ])('refuses %s', (_, wrong) => {
    expect(parse({ kind: 'finding', finding: { ...finding, ...wrong } })).toBeNull();
  });

  it.each(Object.keys(finding))('refuses a finding without its %s', (key) => {
    const { [key]: _, ...rest } = { ...finding } as Record<string, unknown>;
    expect(parse({ kind: 'finding', finding: rest })).toBeNull();
  });

  const end = {
    reference: { digest: DIGEST, source: 'consensus', votes: 2, unknown: null },
    line: { bytesPerSecond: 1000, places: [2, 0] },
    aborted: false,
    noNetwork: false,
  };

  it('takes an end of the agreed form, and no other', () => {
    expect(parse({ kind: 'survey-done', end })).toEqual({ kind: 'survey-done', end });
    for (const wrong of [
      { aborted: 1 },
      { line: { bytesPerSecond: 1, places: [3] } },
      { reference: { ...end.reference, source: 'evil' } },
      { reference: { ...end.reference, votes: 4 } },
    ]) {
      expect(parse({ kind: 'survey-done', end: { ...end, ...wrong } })).toBeNull();
    }
  });

  it.each([
    [{ kind: 'started', mirrors: 4 }],
    [{ kind: 'mirror-started', index: 'x' }],
    [{ kind: 'mirror-finished', index: 0, verdict: 'usable' }],
    [{ kind: 'finalists', indices: [0, 1, 2, 0] }],
    [{ kind: 'finalists', indices: [9] }],
    [{ kind: 'leading', leaders: [{ index: 9, pullSeconds: 1 }] }],
    [{ kind: 'leading', leaders: [{ index: 0, pullSeconds: -1 }] }],
    [{ kind: 'leading', leaders: Array.from({ length: 4 }, () => ({ index: 0, pullSeconds: 1 })) }],
    [{ kind: 'reference', source: 'evil' }],
    [{ kind: 'finished', aborted: 1 }],
    [{ kind: 'unheard-of' }],
    [null],
  ])('refuses the event %j', (event) => {
    expect(parse({ kind: 'event', event })).toBeNull();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parse(value)));
    fc.assert(fc.property(fc.json(), (text) => void parse(JSON.parse(text))));
  });
});

describe('rerunCommand', () => {
  it.each([
    [['--top', '2'], 'sudo mirror-apply --top 2', false],
    [['--no-proxy', 'a, b'], "sudo mirror-apply --no-proxy 'a, b'", false],
    [["it's"], "sudo mirror-apply 'it'\\''s'", false],
    [['--http-proxy', 'http://u:p@h:1'], 'sudo mirror-apply --http-proxy http://xxxxx:xxxxx@h:1', true],
    [['--https-proxy=http://u:p@h:1'], 'sudo mirror-apply --https-proxy=http://xxxxx:xxxxx@h:1', true],
  ])('%j', (argv, command, passwordLeftOut) => {
    expect(rerunCommand(argv, {})).toEqual({ command, passwordLeftOut });
  });

  it('is installed first where npx ran us, since root must not run what npx finds', () => {
    expect(rerunCommand([], { npm_command: 'exec' }).command).toBe(
      `sudo npm install -g mirror-check@${packageInfo().version} && sudo mirror-apply`,
    );
  });
});
