import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotEnv } from '../../src/use/dot-env.ts';

const SIGNS = [
  'A',
  '=',
  ':',
  '\n',
  ' ',
  '#',
  '"',
  "'",
  '\\',
  '$',
  '{',
  '}',
  '-',
  'export ',
  '\u2003',
  '\ud800',
];
const ENV = { ENV: 'env', EMPTY: '' };

function variables(text: string): unknown {
  const read = parseDotEnv(text, ENV);
  if (read.kind === 'fault') return read.line;
  const { ENV: _, EMPTY: __, ...own } = read.variables;
  return own;
}

/** What `dotenv` of compose-go (e70e961, 2026-07-21) makes of the same text and environment. */
describe('a file .env is read as compose reads it', () => {
  it.each([
    ['A=1', { A: '1' }],
    ['A: 1\nB:2', { A: '1', B: '2' }],
    ['A: x=y', { A: 'x=y' }],
    ['A=x:y', { A: 'x:y' }],
    ['A\nB=1', { B: '1' }],
    ['A \nB=1', { B: '1' }],
    ['B=1\nA', { B: '1' }],
    ['B=1\nA b', { B: '1' }],
    ['A=\nB=1', { A: '', B: '1' }],
    ['A =\t1 ', { A: '1' }],
    ['  A=1\r\n\r\nB\r\nC=2\r\n', { A: '1', C: '2' }],
    ['A=7#x', { A: '7#x' }],
    ['A=7 #x', { A: '7' }],
    ['A=7\t# x', { A: '7\t# x' }],
    ['A= # x', { A: '# x' }],
    ['# A=1\n \t# B=1\nC=1', { C: '1' }],
    [`A='$ENV'`, { A: '$ENV' }],
    [`A='\\n'`, { A: '\\n' }],
    [`A='Let\\'s'`, { A: "Let's" }],
    [`A='a\nb'\nB=1`, { A: 'a\nb', B: '1' }],
    [`A='x' # y\nB=1`, { A: 'x', B: '1' }],
    [`A="x"y\nB=1`, { A: 'x', B: '1' }],
    [`A="x" B=1`, { A: 'x', B: '1' }],
    [`A=a"b"`, { A: 'a"b"' }],
    ['export A=1', { A: '1' }],
    ['export\tA=1\nexport B\nexportC=2\nexport.D=3', { A: '1', exportC: '2', 'export.D': '3' }],
    ['export\nA=1', { A: '1' }],
    ['A=1\nA=$A-2', { A: '1-2' }],
    ['A=$ENV', { A: 'env' }],
    ['ENV=file\nA=$ENV', { A: 'env' }],
    [`A=\${EMPTY:-x}\nB=\${EMPTY-x}`, { A: 'x', B: '' }],
    [`A=\${NONE:-7}`, { A: '7' }],
    ['A=$$ENV', { A: '$ENV' }],
    ['A=a\\tb', { A: 'a\\tb' }],
    ['A="a\\tb\\a\\x07\\u0041\\c"', { A: 'a\tb\u0007\\x07\\u0041\\c' }],
    ['A="\\0123\\01234\\0400\\012"', { A: 'SS4\\0400\\012' }],
    [`A="\\$ENV\\\${ENV}"`, { A: `$ENV\${ENV}` }],
    ['A="\\\\$ENV"', { A: '\\env' }],
    ['A="\\"x\\""', { A: '"x"' }],
    [`A="it's $ENV"`, { A: "it's env" }],
    ['A-b.c[1]=1\nárvíz=2\n7=3', { 'A-b.c[1]': '1', árvíz: '2', 7: '3' }],
    ['A=\u00a01\u2003', { A: '1' }],
  ])('%j', (text, expected) => {
    expect(variables(text)).toEqual(expected);
  });

  it.each([
    ['A=1\nB b=1', 2],
    ['A b\n', 1],
    ['\n# x\nA$', 3],
    ['A', {}],
    ['A-{=1', 1],
    ["'A'=1", 1],
    ['A="x\ny', 1],
    [`A='x\\'`, 1],
    ['export ', 1],
  ])('%j: compose refuses it, at that line, or it sets nothing', (text, expected) => {
    expect(variables(text)).toEqual(expected);
  });

  it.each(['A=$NONE', `A=\${NONE:?}`, 'A=a$', `A=\${`, 'B=$NONE\nA=$B', `B=$NONE\nA=\${B:-7}`])(
    '%j: what A is is not known',
    (text) => {
      expect(variables(text)).toMatchObject({ A: null });
    },
  );

  it('any text is answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SIGNS) }), (text) => {
        expect(['variables', 'fault']).toContain(parseDotEnv(text, {}).kind);
      }),
    );
  });
});
