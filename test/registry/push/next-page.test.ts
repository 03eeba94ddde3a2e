import { expect, it } from 'vitest';
import { nextPage } from '../../../src/registry/push/next-page.ts';

const next = { kind: 'next', target: '/v2/a/tags/list?last=b&n=2' };
const link = `<${next.target}>`;

it.each([
  [[], { kind: 'last' }],
  [[''], { kind: 'last' }],
  [[`${link}; rel="next"`], next],
  [[`${link};rel=next`], next],
  [[`${link} ; REL = "NEXT"`], next],
  [[`${link}; type="application/json"; rel="next"`], next],
  [[`${link}; title="a, \\"b\\"; c"; rel="last next"`], next],
  [[`</p>; rel="prev", ${link}; rel="next"`], next],
  [['</p>; rel="prev"', `${link}; rel="next"`], next],
  [['</p>; rel="prev"; rel="next"'], { kind: 'last' }],
  [['</p>'], { kind: 'last' }],
  [['/p; rel="next"'], { kind: 'unreadable' }],
  [[`${link} rel="next"`], { kind: 'unreadable' }],
  [[`${link}; rel="next`], { kind: 'unreadable' }],
  [[`<${'x'.repeat(9_000)}>; rel="next"`], { kind: 'unreadable' }],
])('%j', (headers, expected) => {
  expect(nextPage(headers)).toEqual(expected);
});
