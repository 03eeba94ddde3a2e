import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDigestCheck, digestOf, parseDigest } from '../../src/registry/digest.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** FIPS 180-4's own example messages. */
const ABC_256 = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const EMPTY_256 = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ABC_512 =
  'sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';

function digest(text: string) {
  const parsed = parseDigest(text);
  if (parsed === null) throw new Error(`the test's own digest is wrong: ${text}`);
  return parsed;
}

describe('parseDigest', () => {
  it.each([ABC_256, ABC_512])('takes %s', (text) => {
    expect(parseDigest(text)).toBe(text);
  });

  it.each([
    '',
    'sha256:',
    ABC_256.toUpperCase(),
    ABC_256.replace('ba', 'BA'),
    ABC_256.slice(0, -1),
    `${ABC_256}0`,
    `${ABC_256}\n`,
    ` ${ABC_256}`,
    ABC_256.replace('sha256', 'sha512'),
    ABC_256.replace('sha256', 'md5'),
    ABC_256.replace('sha256:', ''),
    ABC_256.replace('b', 'g'),
    `${ABC_256},${ABC_256}`,
  ])('refuses %j', (text) => {
    expect(parseDigest(text)).toBeNull();
  });
});

describe('digestOf', () => {
  it('is the sha256 of the bytes', () => {
    expect(digestOf(bytes('abc'))).toBe(ABC_256);
    expect(digestOf(bytes(''))).toBe(EMPTY_256);
  });
});

describe('createDigestCheck', () => {
  it('hashes by the algorithm of the expected digest', () => {
    const check = createDigestCheck(digest(ABC_512));
    check.update(bytes('ab'));
    expect(check.matches()).toBe(false);
    check.update(bytes('c'));
    expect(check.matches()).toBe(true);
    expect(check.matches()).toBe(true);
    check.update(bytes('d'));
    expect(check.matches()).toBe(false);
  });

  it('finds the digest of any bytes, however they are cut, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }),
        fc.nat(255),
        (chunks, extra) => {
          const whole = Buffer.concat(chunks);
          const right = createDigestCheck(digestOf(whole));
          for (const chunk of chunks) right.update(chunk);
          expect(right.matches()).toBe(true);
          right.update(Uint8Array.of(extra));
          expect(right.matches()).toBe(false);
          expect(digestOf(whole)).toBe(`sha256:${createHash('sha256').update(whole).digest('hex')}`);
        },
      ),
    );
  });
});
