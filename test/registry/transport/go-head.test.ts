import { expect, it } from 'vitest';
import { asGoReads } from '../../../src/registry/transport/go-head.ts';

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`;

it('leaves a proper head as it is', () => {
  const head = lines('HTTP/1.1 200 OK', 'Content-Length: 5', 'X: y');
  expect(asGoReads(head)).toBe(head);
});

it('has a length that is there twice once, and leaves two that differ to the parser', () => {
  expect(asGoReads(lines('HTTP/1.1 200 OK', 'Content-Length: 5', 'content-length: 5'))).toBe(
    lines('HTTP/1.1 200 OK', 'Content-Length: 5'),
  );
  const differing = lines('HTTP/1.1 200 OK', 'Content-Length: 5', 'Content-Length: 6');
  expect(asGoReads(differing)).toBe(differing);
});

it('lets chunks win over a length', () => {
  expect(asGoReads(lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Content-Length: 5'))).toBe(
    lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'),
  );
});

it('knows no chunks in HTTP/1.0', () => {
  expect(asGoReads(lines('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked'))).toBe(lines('HTTP/1.0 200 OK'));
  expect(asGoReads(lines('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked', 'Content-Length: 5'))).toBe(
    lines('HTTP/1.0 200 OK', 'Content-Length: 5'),
  );
});

it('has the length of a HEAD, chunks or not', () => {
  const head = lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Content-Length: 5');
  expect(asGoReads(head, true)).toBe(lines('HTTP/1.1 200 OK', 'Content-Length: 5'));
});

it('mends lines that end in LF alone', () => {
  expect(asGoReads('HTTP/1.1 200 OK\nX: y\n\n')).toBe(lines('HTTP/1.1 200 OK', 'X: y'));
});

it.each([
  ['a line end before the status line', '\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
  ['gzip as a transfer coding', lines('HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked')],
  ['chunked twice', lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')],
  ['identity', lines('HTTP/1.1 200 OK', 'Transfer-Encoding: identity')],
])('makes no answer of %s', (_name, head) => {
  expect(asGoReads(head)).not.toMatch(/^HTTP/);
});

it.each([
  ['HTTP/1.2', lines('HTTP/1.2 200 OK', 'X: y'), lines('HTTP/1.1 200 OK', 'X: y')],
  ['two blanks', lines('HTTP/1.1  200 OK', 'X: y'), lines('HTTP/1.1 200 OK', 'X: y')],
  [
    'a folded line',
    lines('HTTP/1.1 200 OK', 'X: y', '\t z', 'A: b'),
    lines('HTTP/1.1 200 OK', 'X: y z', 'A: b'),
  ],
])('takes %s', (_name, head, made) => {
  expect(asGoReads(head)).toBe(made);
});
