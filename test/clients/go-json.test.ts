import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsLayers } from '../../src/clients/config.ts';
import { decodeFirst, unmarshal } from '../../src/clients/go/json.ts';
import { isMembers, type JsonValue, readMembers } from '../../src/clients/go/json-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('JSON as Go reads it', () => {
  it('finds a field whatever its case, and takes the last', () => {
    const json = unmarshal(bytes('{"TOKEN":"a","token":"b"}'), 1_000);
    expect(json?.string('Token')).toBe('b');
  });

  it.each([
    ['a wrong type before a right one', '{"a":1,"a":"b"}', undefined],
    ['a wrong type behind a right one', '{"a":"b","A":{}}', undefined],
    ['null behind it', '{"a":"b","a":null}', 'b'],
    ['the last of three spellings', '{"a":"b","A":"c","\\u0061":"d"}', 'd'],
    ['one of its own level alone', '{"x":{"a":1},"y":[{"a":2}],"a":"}\\"]"}', '}"]'],
  ])('finds %s', (_, text, value) => {
    expect(unmarshal(bytes(text), 1_000)?.string('a')).toBe(value);
  });

  it('fills a struct further where it comes again, and a list element by element', () => {
    const text = '{"o":{"a":"1","b":"2"},"o":null,"O":{"a":"3"},"l":[{"a":"1"},{"a":"2"}],"l":[{"b":"3"}]}';
    const json = unmarshal(bytes(text), 1_000);
    expect([json?.object('o')?.string('a'), json?.object('o')?.string('b')]).toEqual(['3', '2']);
    const list = json?.objects('l') ?? [];
    expect(list.map((item) => [item.string('a'), item.string('b')])).toEqual([['1', '3']]);
    expect(unmarshal(bytes('{"l":[{}],"l":null}'), 1_000)?.objects('l')).toBeNull();
    expect(unmarshal(bytes('{"l":{},"l":[{}]}'), 1_000)?.objects('l')).toBeUndefined();
  });

  it('reads what JSON.parse reads of any JSON', () => {
    const plain = (value: JsonValue): unknown => {
      if (isMembers(value))
        return Object.fromEntries(value.members.map(([name, item]) => [name, plain(item)]));
      if (Array.isArray(value)) return value.map(plain);
      return typeof value === 'object' && value !== null && 'spelt' in value ? Number(value.spelt) : value;
    };
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.nat(3),
        (object, space) => {
          const text = JSON.stringify(object, null, space);
          const members = readMembers(bytes(text), 1_000_000);
          expect(members === null ? null : plain(members)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it.each([
    ['300', 300],
    ['null', null],
    ['"300"', undefined],
    ['300.0', undefined],
    ['3e2', undefined],
    ['1.5', undefined],
  ])('reads %s as an integer', (text, value) => {
    expect(unmarshal(bytes(`{"expires_in": ${text}}`), 1_000)?.integer('expires_in')).toBe(value);
  });

  it.each([
    ['"2026-01-01T00:00:00Z"', true],
    ['"2026-01-01T00:00:00.123+08:00"', true],
    ['"2024-02-29T2:00:00+24:00"', true],
    ['"2026-02-29T02:00:00Z"', undefined],
    ['"2026-04-31T02:00:00Z"', undefined],
    ['null', null],
    ['""', undefined],
    ['"yesterday"', undefined],
    ['1700000000', undefined],
  ])('reads %s as a time', (text, value) => {
    expect(unmarshal(bytes(`{"issued_at":${text}}`), 1_000)?.time('issued_at')).toBe(value);
  });

  it('takes the first value of a stream, and nothing behind one document', () => {
    expect(decodeFirst(bytes('{"a":"}"} junk'), 1_000)?.string('a')).toBe('}');
    expect(unmarshal(bytes('{"a":"b"} junk'), 1_000)).toBeNull();
    expect(decodeFirst(bytes('\uFEFF{"a":"b"}'), 1_000)).toBeNull();
  });
});

describe("a config's rootfs", () => {
  it.each([
    ['{"rootfs":{"diff_ids":["a","b"]}}', true],
    ['{"rootfs":{"diff_ids":["a"]}}', false],
    ['{"rootfs":{"diff_ids":["a","b"]},"ROOTFS":{"diff_ids":[]}}', false],
    ['{}', false],
    ['not JSON', false],
  ])('%s of two layers', (text, fits) => {
    expect(fitsLayers({ kind: 'bytes', bytes: bytes(text) }, 2, 1_000)).toBe(fits);
  });

  it('is taken as right where it was not seen', () => {
    expect(fitsLayers({ kind: 'unseen' }, 2, 1_000)).toBe(true);
  });
});
