import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskTyped } from '../../src/terminal/typed-passwords.ts';

/** What is told after these words were typed. */
const ROWS: readonly (readonly [argv: readonly string[], told: string, shown: string])[] = [
  [['--registry', 'u:S@ghcr.io'], 'not "u:S@ghcr.io".', 'not "xxxxx:xxxxx@ghcr.io".'],
  [['--registry=u:S@ghcr.io'], '“u:S@ghcr.io”不是', '“xxxxx:xxxxx@ghcr.io”不是'],
  [['-iu:S@h'], '"u:S@h"', '"xxxxx:xxxxx@h"'],
  [['https://u:S@h/v2'], 'https://u:S@h/v2 and u:S@h', 'https://xxxxx:xxxxx@h/v2 and xxxxx:xxxxx@h'],
  [['https://token@h/'], 'https://token@h/', 'https://xxxxx:xxxxx@h/'],
  [['--list=https://u:a/b@h'], 'https://u:a/b@h: no', 'https://xxxxx:xxxxx@h: no'],
  [['--only', 'u:a b@h'], '"u:a b@h"', '"xxxxx:xxxxx@h"'],
  [['--only', 'u:a@b@h'], 'u:a@b@h', 'xxxxx:xxxxx@h'],
  [['--only', 'User:Pass@h'], 'user:pass@h User:Pass@h', 'xxxxx:xxxxx@h xxxxx:xxxxx@h'],
  [['--only', 'u:a"b@h'], '{"a":"u:a\\"b@h"}', '{"a":"xxxxx:xxxxx@h"}'],
  [['--only', 'u:a\u001b[1mb@h'], 'u:ab@h', 'xxxxx:xxxxx@h'],
  [['--only', 'u:abcdefgh@h'], '"u:abcd…"', '"xxxxx:xxxxx…"'],
  [['--only', 'u:abcdefgh@h'], '"u:abcdefgh…"', '"xxxxx:xxxxx…"'],
  [['get https://u:S@h: EOF'], 'https://u:S@h', 'https://xxxxx:xxxxx@h'],
  // None of these is a password, and what stands there is to be read.
  [['--list', 'https://h/p@1.2/l.txt'], 'https://h/p@1.2/l.txt', 'https://h/p@1.2/l.txt'],
  [['--image', 'h:5000/a:1@sha256:ab'], 'h:5000/a:1@sha256:ab', 'h:5000/a:1@sha256:ab'],
  [['--ca', 'C:\\me@corp\\ca.pem'], 'C:\\me@corp\\ca.pem', 'C:\\me@corp\\ca.pem'],
  [['--notify', 'me@corp.example'], 'me@corp.example', 'me@corp.example'],
  [['--docker-host', 'ssh://me@h'], 'ssh://me@h', 'ssh://me@h'],
  [['--docker-host', 'ssh://me:S@h'], 'ssh://me:S@h', 'ssh://xxxxx:xxxxx@h'],
  [['--only', 'u:S@h'], 'u:Song, u:S and u:', 'u:Song, u:S and u:'],
];

describe('a password that was typed', () => {
  it.each(ROWS)('of %j is not told in %j', (argv, told, shown) => {
    expect(maskTyped(argv)(told)).toBe(shown);
  });

  it('comes up in no text that tells the word', () => {
    // Behind a number and a slash, `https://u:12/3@h`, it is a port and a path to everybody.
    const word = fc.stringMatching(/^[A-Za-z0-9:@%+.-]{9,20}$/);
    fc.assert(
      fc.property(word, fc.string(), fc.constantFrom('', 'https://', '--x='), (password, text, before) => {
        const argv = [`${before}me:${password}@host`];
        expect(maskTyped(argv)(`${text} "me:${password}@host" ${text}`)).not.toContain(`me:${password}@`);
      }),
    );
  });
});
