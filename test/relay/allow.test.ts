import { describe, expect, it } from 'vitest';
import { allowList, parseNetwork } from '../../src/relay/allow.ts';

const cidrs = (...texts: readonly string[]) =>
  texts.flatMap((text) => {
    const parsed = parseNetwork(text);
    return parsed === null ? [] : [parsed];
  });

describe('who may ask', () => {
  const own = () => ['192.0.2.7', '2001:db8::7'];
  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['192.0.2.7', true],
    ['2001:db8::7', true],
    ['192.0.2.8', false],
    ['::ffff:192.0.2.8', false],
    ['10.1.2.3', false],
    ['', false],
    ['nonsense', false],
  ])('%s without --allow: %s', (remote, may) => {
    expect(allowList([], own)(remote)).toBe(may);
  });

  it('a network that was named, and no other', () => {
    const mayAsk = allowList(cidrs('10.1.0.0/16', '2001:db8:1::/48'), () => []);
    expect(['10.1.255.1', '10.2.0.1', '2001:db8:1::9', '2001:db8:2::9'].map(mayAsk)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

it.each(['', '10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/8/8', 'example.com', '10.0.0.0/x'])(
  '%s is no network',
  (text) => {
    expect(parseNetwork(text)).toBeNull();
  },
);
