/**
 * Cuts a stream of bytes into lines of text, none longer than `maxBytes`; what is longer ends the stream with one call of
 * `onTooLong`. Bytes that are no UTF-8 become replacement characters. At most `maxBytes` are kept between two calls.
 */
export function boundedLines(
  maxBytes: number,
  onLine: (line: string) => void,
  onTooLong: () => void,
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  return (chunk) => {
    if (ended) return;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      if (rest.length + end - start > maxBytes) break;
      onLine(Buffer.concat([rest, chunk.subarray(start, end)]).toString('utf8'));
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(start)]);
    if (rest.length <= maxBytes) return;
    ended = true;
    rest = Buffer.alloc(0);
    onTooLong();
  };
}

const NEWLINE = 0x0a;
