import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Response } from '../../src/clients/answer.ts';
import { containerdChallenges, distributionChallenges } from '../../src/clients/challenge.ts';
import { readAsFetcher, readTransparently } from '../../src/clients/go/coding.ts';
import { parseMediaType } from '../../src/clients/go/media-type.ts';
import { classicToken, containersImageToken } from '../../src/clients/token.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function response(body: Uint8Array | string, headers: Record<string, string> = {}, status = 200): Response {
  const all = typeof body === 'string' ? bytes(body) : body;
  return {
    kind: 'response',
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    moved: false,
    length: all.length,
    body: { bytes: all, ended: 'whole' },
  };
}

describe('media types as Go reads them', () => {
  it.each([
    ['Application/JSON; charset=utf-8', 'application/json'],
    ['a/b;', 'a/b'],
    ['a/b; charset', null],
    ['a/b; x=1; x=2', null],
    ['a/b/c', null],
    ['json', 'json'],
    ['', null],
  ])('%s', (text, type) => {
    expect(parseMediaType(text)).toBe(type);
  });
});

describe('a line of challenges', () => {
  const realms = (line: string): unknown[] => [
    distributionChallenges([line]).map(({ scheme, params }) => [scheme, params.get('realm')]),
    containerdChallenges([line]).map(({ scheme, params }) => [scheme, params.get('realm')]),
  ];

  it('has its first scheme alone', () => {
    expect(realms('Basic realm="x", Bearer realm="y"')).toEqual([[['basic', 'x']], [['basic', 'x']]]);
    expect(realms('Bearer realm="y", Basic realm="x"')).toEqual([[['bearer', 'y']], [['bearer', 'y']]]);
  });

  it('ends at an empty value for the classic store, and not for containerd', () => {
    expect(realms('Bearer service="",realm="y"')).toEqual([[['bearer', undefined]], [['bearer', 'y']]]);
  });

  it('unescapes, and gives up at a quote that never ends', () => {
    expect(realms('bearer realm="a\\"b"')).toEqual([[['bearer', 'a"b']], [['bearer', 'a"b']]]);
    expect(distributionChallenges(['Bearer realm="a'])[0]?.params.size).toBe(0);
  });

  it('comes first for containerd where it is Bearer', () => {
    const lines = ['Basic realm="x"', 'Negotiate', 'Bearer realm="y"'];
    expect(containerdChallenges(lines).map(({ scheme }) => scheme)).toEqual(['bearer', 'basic']);
    expect(distributionChallenges(lines).map(({ scheme }) => scheme)).toEqual([
      'basic',
      'negotiate',
      'bearer',
    ]);
  });
});

describe('a body with a coding', () => {
  const zipped = gzipSync('hello');

  it('is undone by Go for the label gzip alone', () => {
    const text = (label: string): unknown => {
      const read = readTransparently(response(zipped, { 'content-encoding': label }), 1_000);
      return read.kind === 'bytes' ? Buffer.from(read.bytes).toString('latin1') : read.kind;
    };
    expect(text('gzip')).toBe('hello');
    expect(text('GZIP')).toBe('hello');
    expect(text('x-gzip')).toBe(zipped.toString('latin1'));
  });

  it('with zeros behind it is damaged to Go', () => {
    const label = { 'content-encoding': 'gzip' };
    const kindOf = (...parts: Uint8Array[]): string =>
      readTransparently(response(Buffer.concat(parts), label), 1_000).kind;
    expect([kindOf(zipped), kindOf(zipped, zipped)]).toEqual(['bytes', 'bytes']);
    expect([kindOf(zipped, Buffer.alloc(1)), kindOf(zipped, Buffer.alloc(7))]).toEqual([
      'bad-coding',
      'bad-coding',
    ]);
  });

  it('that is not there is an error', () => {
    expect(readTransparently(response('plain', { 'content-encoding': 'gzip' }), 1_000).kind).toBe(
      'bad-coding',
    );
  });

  it('of a name that containerd does not know is an error to it', () => {
    expect(readAsFetcher(response('plain', { 'content-encoding': 'aws-chunked' }), 1_000).kind).toBe(
      'bad-coding',
    );
    expect(readAsFetcher(response('plain', { 'content-encoding': 'identity' }), 1_000).kind).toBe('bytes');
  });
});

describe('a token', () => {
  it.each([
    ['{"token":"a","access_token":"b"}', 'Bearer b', 'Bearer a'],
    ['{"token":"a"}junk', 'Bearer a', 'bad-token'],
    ['{"token":"a","expires_in":"300"}', 'bad-token', 'bad-token'],
    ['{"token":"a","refresh_token":1}', 'bad-token', 'Bearer a'],
    ['{"token":1,"token":"a"}', 'bad-token', 'bad-token'],
    ['{"token":"b","token":"a"}', 'Bearer a', 'Bearer a'],
    ['{"token":"a","Token":null}', 'Bearer a', 'Bearer a'],
    ['{"token":"b","ACCESS_TOKEN":"a"}', 'Bearer a', 'Bearer b'],
    ['{"token":"a","access_token":1}', 'bad-token', 'bad-token'],
    ['{"token":"a","access_token":null}', 'Bearer a', 'Bearer a'],
    ['{}', 'bad-token', 'Bearer '],
    ['{"token":"a\\nb"}', 'bad-token', 'bad-token'],
  ])('%s', (text, classic, image) => {
    const said = (granted: ReturnType<typeof classicToken>): string =>
      typeof granted === 'string' ? granted : granted.authorization;
    expect(said(classicToken(response(text), 1_000))).toBe(classic);
    expect(said(containersImageToken(response(text), 1_000))).toBe(image);
  });

  it('may come with 201 to the classic store, and not to containers-image', () => {
    expect(typeof classicToken(response('{"token":"a"}', {}, 201), 1_000)).toBe('object');
    expect(containersImageToken(response('{"token":"a"}', {}, 201), 1_000)).toBe('status');
  });
});
