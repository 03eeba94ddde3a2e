import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeImages } from '../../src/use/compose-images.ts';

const FILE = `
x-common: &common
  restart: always
services:
  web:
    image: nginx:1.27   # the front
    ports: ["80:80"]
  "cache":
    image: "redis:\${REDIS_TAG:-7}"
  db:
    <<: *common
    image: 'mysql:\${MYSQL_TAG}'
  app:
    build: .
    image: company/app
  worker:
    image: company/worker
    build:
      context: .
  late:
    environment:
      image: not-one
    image: $REGISTRY/late
  other: { image: inline }
  money:
    image: a$$b
`;

describe('composeImages', () => {
  it('takes what services pull, with variables filled in', () => {
    const found = composeImages(FILE, { REDIS_TAG: '', REGISTRY: 'ghcr.io' });
    expect(found.images.map(({ line, text }) => `${line} ${text}`)).toEqual([
      '6 nginx:1.27',
      '9 redis:7',
      '23 ghcr.io/late',
      '26 a$b',
    ]);
    expect(found.unset).toEqual(['MYSQL_TAG']);
    expect(composeImages('services:\n a: \n  image: x$' + '{T-1}', { T: '' }).images).toEqual([
      { line: 3, text: 'x' },
    ]);
  });

  it('answers any text, in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Array.isArray(composeImages(text, {}).images)).toBe(true);
      }),
    );
    for (const text of [
      `image: ${'$'.repeat(200_000)}`,
      `${' '.repeat(1e6)}x`,
      'image: "'.repeat(100_000),
      `image: ${'${a'.repeat(60_000)}`,
    ]) {
      const before = process.cpuUsage();
      composeImages(text, {});
      expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
    }
  });
});
