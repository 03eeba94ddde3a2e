import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { renderDiff } from '../../src/change/diff.ts';
import { holdsCredentials, maskedLine, maskedLines } from '../../src/change/masked-text.ts';

const plain = new Chalk({ level: 0 });

function diff(before: string | null, after: string | null, encoding: BufferEncoding = 'utf8'): string | null {
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text, encoding));
  return renderDiff(
    { path: '/etc/docker/daemon.json', before: bytes(before), after: bytes(after) },
    { chalk: plain, hidden: '(hidden)' },
  );
}

describe('renderDiff', () => {
  it('shows what changes and three lines around it', () => {
    const lines = ['{', '  "a": 1,', '  "b": 2,', '  "c": 3,', '  "d": 4', '}', ''];
    expect(diff(lines.join('\r\n'), lines.join('\r\n').replace('4\r', '4,\r\n  "e": 5\r'))).toBe(
      [
        '--- /etc/docker/daemon.json',
        '+++ /etc/docker/daemon.json',
        '@@ -2,5 +2,6 @@',
        '   "a": 1,',
        '   "b": 2,',
        '   "c": 3,',
        '-  "d": 4',
        '+  "d": 4,',
        '+  "e": 5',
        ' }',
        '',
      ].join('\n'),
    );
  });

  it('says that a file is new, or goes, and that a last line end is missing', () => {
    expect(diff(null, '{}\n')).toBe('--- /dev/null\n+++ /etc/docker/daemon.json\n@@ -0,0 +1,1 @@\n+{}\n');
    expect(diff('{}', null)).toBe(
      '--- /etc/docker/daemon.json\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-{}\n\\ No newline at end of file\n',
    );
  });

  it('has its file’s name on one line', () => {
    const path = '/etc/d\u001b[31m\n+++ /etc/passwd';
    const view = { chalk: plain, hidden: '' };
    const shown = renderDiff({ path, before: Buffer.from('a\n'), after: Buffer.from('b\n') }, view) ?? '';
    expect(shown).toContain('--- /etc/d\\u001b[31m +++ /etc/passwd\n');
    expect(shown.split('\n')).toHaveLength(6);
  });

  it('reads UTF-16', () => {
    expect(diff('\ufeff{"键":1}', '\ufeff{"键":2}', 'utf16le')).toContain('\n-{"键":1}\n');
  });

  it('masks passwords on both sides and around', () => {
    const file = (user: string, more: string) =>
      `{\n  "proxies": {"http-proxy": "http://${user}:secret@p:1"},\n  // http://b:secret@p\n  ${more}\n}\n`;
    const text = diff(file('a', ''), file('c', '"debug": true')) ?? '';
    expect(text).toContain('-  "proxies": {"http-proxy": "http://xxxxx:xxxxx@p:1"}');
    expect(text).not.toContain('secret');
  });

  it('says so where a password is all that changed', () => {
    const file = (password: string) => `{\r\n "http-proxy": "http://li:${password}@p:1"\r\n}\r\n`;
    const lines = (diff(file('old'), file('new')) ?? '').split('\n').filter((line) => /^[-+] /.test(line));
    const shown = ' "http-proxy": "http://xxxxx:xxxxx@p:1"';
    expect(lines).toEqual([`-${shown}`, `+${shown}   (hidden)`]);
    expect(diff(file('old'), file('old').replace('li', 'wu'))).toContain('(hidden)');
    expect(diff(file('old'), file('old').replaceAll('\r', ''))).not.toContain('(hidden)');
    expect(diff(file('old'), file('old').replace('p:1', 'q:1'))).not.toContain('(hidden)');
  });

  it('colours with the chalk it is given', () => {
    const text = renderDiff(
      { path: 'p', before: Buffer.from('a\n'), after: Buffer.from('b\n') },
      { chalk: new Chalk({ level: 1 }), hidden: '' },
    );
    expect(text).toContain('\u001b[31m-a\u001b[39m');
    expect(text).toContain('\u001b[32m+b\u001b[39m');
  });

  it('shows of a long line what is around the difference', () => {
    const long = 'x'.repeat(5_000_000);
    const text =
      diff(`{"l":"${long}","registry-mirrors":[]}`, `{"l":"${long}","registry-mirrors":["https://a"]}`) ?? '';
    expect(text.length).toBeLessThan(2_000);
    expect(text).toContain('"registry-mirrors":["https://a"]}');
  });

  it('gives up where everything changed', () => {
    const lines = (prefix: string) =>
      Array.from({ length: 20_000 }, (_unused, index) => `${prefix}${index}`).join('\n');
    expect(diff(lines('a'), lines('b'))).toBeNull();
  });
});

describe('maskedLine', () => {
  it('masks a secret whose key stands on the line above', () => {
    expect(maskedLines('{"splunk-token":\n  "s3cret"}').at(-1)).toBe('  "xxxxx"}');
    expect(maskedLines('{"tag":\n  "s3cret"}').at(-1)).toBe('  "s3cret"}');
    // Letters stay as the file spells them.
    expect(maskedLine('HTTP_PROXY="http://u:p@Bücher.example"')).toBe(
      'HTTP_PROXY="http://xxxxx:xxxxx@Bücher.example"',
    );
    expect(maskedLine('"http://u:p@B\\u00fccher.example"')).toBe('"http://xxxxx:xxxxx@B\\u00fccher.example"');
    const text = (value: string) => `{"log-opts": {"splunk-token":\r\n  "${value}"},\r\n  "a": 1}\r\n`;
    const shown = diff(text('s3cret'), text('t0ken').replace('1', '2')) ?? '';
    expect(shown).not.toMatch(/s3cret|t0ken/);
    expect(shown).toContain('-  "xxxxx"');
  });

  it.each([
    ['    "http-proxy": "http://user:secret@p:3128",', '    "http-proxy": "http://xxxxx:xxxxx@p:3128",'],
    ['{"proxies":{"https-proxy":"user:secret@p:1"}}', '{"proxies":{"https-proxy":"xxxxx:xxxxx@p:1"}}'],
    ['"http\\u002dproxy": "http:\\/\\/u:secret\\u0040p"', '"http\\u002dproxy": "http://xxxxx:xxxxx@p"'],
    ['  "https://u:secret@m.cn"', '  "https://xxxxx:xxxxx@m.cn"'],
    ['"labels": ["owner=li@example.com"]', '"labels": ["owner=li@example.com"]'],
    ['HTTP_PROXY="http://u:secret@p"', 'HTTP_PROXY="http://xxxxx:xxxxx@p"'],
    ['HTTPS_PROXY=u:secret@p', 'HTTPS_PROXY=xxxxx:xxxxx@p'],
    ['NO_PROXY="a,b"', 'NO_PROXY="a,b"'],
    ["  'http-proxy': 'http://u:se,cret@p:1', // no", "  'http-proxy': 'http://xxxxx:xxxxx@p:1', // no"],
    ["  httpsProxy: 'u:secret@p'", "  httpsProxy: 'xxxxx:xxxxx@p'"],
    ['  // was http://u:se@cret@p:1 until May', '  // was http://xxxxx:xxxxx@p:1 until May'],
    ['{"a": "\u202e\u009b\t\u2028"}', '{"a": "\\u202e\\u009b\t\\u2028"}'],
  ])('%s', (line, masked) => {
    expect(maskedLine(line)).toBe(masked);
  });
});

describe('maskedLine', () => {
  it.each([
    ['{"registry-mirrors":["li:s3cret@m.example"]}', '{"registry-mirrors":["xxxxx:xxxxx@m.example"]}'],
    ['["li:s3cret\\u0040m.example"]', '["xxxxx:xxxxx@m.example"]'],
    ['    "li:s3cret@p.example:3128"', '    "xxxxx:xxxxx@p.example:3128"'],
    ['{"log-opts":{"splunk-token":"s3cret","tag":"a"}}', '{"log-opts":{"splunk-token":"xxxxx","tag":"a"}}'],
    ['lookup li:s3cret@p: no such host', 'lookup xxxxx:xxxxx@p: no such host'],
    ['HTTPS_PROXY: [li:s3cret@p]', 'HTTPS_PROXY: [xxxxx:xxxxx@p]'],
    ['image = m.example/pause:3.9@sha256:0123abc', 'image = m.example/pause:3.9@sha256:0123abc'],
    ['"m.example/pause:3.9@sha256:0123abc"', '"m.example/pause:3.9@sha256:0123abc"'],
    ['git@host:path, li@example.com', 'git@host:path, li@example.com'],
  ])('%s', (line, shown) => {
    expect(maskedLine(line)).toBe(shown);
  });
});

describe('maskedLines', () => {
  it.each([
    ['a key far above, on the line of a list', '{"http-proxy": [\n\n  "a",\n  "li:s3cret@p"]}'],
    ['a colon of its own line', '{"splunk-token"\n  :\n  "s3cret"}'],
    ['no colon', '{"splunk-token"\n  "s3cret"}'],
    ['a comment between', '{"splunk-token": // the "note": "old" one\n  "s3cret"}'],
    ['an apostrophe in a comment', "{ // don't\n  'splunk-token': 's3cret'}"],
    ['a key without quotes', "{token:\n 's3cret', password: s3cret, secret: 's3cret'}"],
    ['what JSON cannot read', '{"splunk-token": "s3cret\\q\\x", "gelf-secret": "s3cret'],
    ['no pairs of quotes', '// 5" of {"splunk-token": "s3cret"}'],
    ['a number', '{"splunk-token":\n 53cre7}'.replace('53cre7', '535435')],
    [
      'other names of secrets',
      '{"api_key": "s3cret", "apikey": "s3cret", "x-api-key": "s3cret", "credential": "s3cret"}',
    ],
    ['TOML', 'password = "s3cret" # c\nidentitytoken= \'s3cret\''],
    ['a shell', "export API_TOKEN=s3cret#s3cret\nMY_PASSWORD='s3cret'"],
    ['a unit', 'Environment="API_TOKEN=s3cret" "HTTP_PROXY=http://li:s3cret@p"'],
    [
      'a mirror with a query',
      '{"registry-mirrors":\n ["https://m.example/?token=s3cret",\n "m.example/?s3cret"]}',
    ],
    [
      'a mirror with a fragment or a user',
      '{"registry-mirrors": ["https://m/#s3cret", "s3cret@m", "http://s3cret@m"]}',
    ],
    ['a query in a comment', '// was https://m.example/?s3cret'],
    ['a query of an address without a scheme', 'invalid mirror: m.example/?a=s3cret'],
  ])('masks what is secret: %s', (_name, text) => {
    expect(maskedLines(text).join('\n')).not.toMatch(/s3cret|535435/);
    expect(holdsCredentials(Buffer.from(text))).toBe(true);
  });

  it.each([
    '{"log-opts": {"tag": "a"}, "registry-mirrors": ["https://m.example/pre"], "hosts": ["unix:///s"]}',
    '# what a token is: see https://docs.example/a#b\nlocation = "m.example"\n[[registry]]',
    'password = ""\nlocation = "m.example"',
    '{"labels": ["a=b"], // https://docs.example/daemon/#proxies\n "x": "https://m.example/?"}',
  ])('leaves alone what is none: %s', (text) => {
    expect(maskedLines(text).join('\n')).toBe(text);
    expect(holdsCredentials(Buffer.from(text))).toBe(false);
  });

  it('shows no value whose key is no part of the hunk', () => {
    const text = (last: string) => `{"splunk-token":\n\n\n\n\n "s3cret", "a": ${last}}\n`;
    const shown = diff(text('1'), text('2')) ?? '';
    expect(shown).toContain('- "xxxxx", "a": 1}');
    expect(shown).not.toContain('s3cret');
    const list = (more: string) => `{"registry-mirrors": [\n\n\n\n\n "m/?s3cret"${more}]}\n`;
    expect(diff(list(''), list(', "b"'))).not.toContain('s3cret');
  });

  it('takes time in proportion to the text', () => {
    const many = 50_000;
    for (const part of ['"', "'", '//', '"a":', '"a" ', '\\"', 'token', 'a=', '"token": ', '?', '://', ' ']) {
      expect(maskedLines(part.repeat(many))).toHaveLength(1);
    }
  });
});
