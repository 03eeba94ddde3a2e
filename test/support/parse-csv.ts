/** RFC 4180, strictly: throws where a text is none. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let at = 0;
  let record: string[] = [];
  const fail = (): never => {
    throw new SyntaxError(`no CSV at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
  };
  while (at < text.length) {
    const quoted = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
    quoted.lastIndex = at;
    const [whole, inside, bare = ''] = quoted.exec(text) ?? fail();
    at += whole.length;
    record.push(inside === undefined ? bare : inside.replaceAll('""', '"'));
    if (text.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else if (text[at] === ',') at += 1;
    else fail();
  }
  return record.length === 0 ? records : fail();
}
