import { describe, expect, it } from 'vitest';
import { sameBytes } from '../../src/probe/same-bytes.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('bytes that several mirrors serve', () => {
  it('are one array where they are equal and bear one name', () => {
    const first = sameBytes('a', bytes('{}'));
    expect(sameBytes('a', bytes('{}'))).toBe(first);
    expect(sameBytes('b', bytes('{}'))).not.toBe(first);
  });

  it('stay what came where they differ, whatever their name', () => {
    sameBytes('c', bytes('{"a":1}'));
    expect(sameBytes('c', bytes('{"a":2}'))).toEqual(bytes('{"a":2}'));
    expect(sameBytes('c', bytes('{"a":1}'))).toEqual(bytes('{"a":1}'));
  });

  it('are forgotten once thirty-two others came, and are never kept where they are long', () => {
    const first = sameBytes('d', bytes('d'));
    for (let index = 0; index < 32; index += 1) sameBytes(`other ${index}`, bytes(String(index)));
    expect(sameBytes('d', bytes('d'))).not.toBe(first);
    const long = sameBytes('long', new Uint8Array(65 * 1024));
    expect(sameBytes('long', new Uint8Array(65 * 1024))).not.toBe(long);
  });
});
