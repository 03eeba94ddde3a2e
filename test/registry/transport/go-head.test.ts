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
