import { describe, expect, it } from 'vitest';
import { LIST } from '../src/limits.ts';
import { type Expression, expressions, makersOfExpressions } from './support/regular-expressions.ts';

/**
 * No text of a stranger's makes a regular expression work for longer than in proportion to its length. recheck looks for one that
 * does (https://makenowjust-labs.github.io/recheck/); what it finds has to be bounded, and this says by what.
 */

// Elsewhere it would start a JVM or a program of its own.
process.env['RECHECK_BACKEND'] = 'pure';
const { checkSync } = await import('recheck');

interface Bounded {
  /** The most characters that it is ever given. */
  readonly chars: number;
  readonly because: string;
}

/** Slower than in proportion, over a text that is short. */
const BOUNDED: Readonly<Record<string, Bounded>> = {
  [String.raw`/\s*([:/.]+)\s*/g`]: {
    chars: LIST.urlChars,
    because: 'parseMirrorUrl refuses what is longer before it looks for the address that was meant',
  },
  '/[)"\'`“”‘’」】）,;，；。、]+(?=\\/*$)/': { chars: LIST.urlChars, because: 'the same' },
};

/** Slower than in proportion over some texts, never over those that it is given. */
const UNREACHED: Readonly<Record<string, string>> = {
  [String.raw`/\/\*[\s\S]*?\*\//`]: 'over JSON5 that has been parsed: each comment in it has an end',
  [String.raw`/"[^"\\]*(?:\\[\s\S][^"\\]*)*"/`]:
    'over JSON5 that has been parsed: each string in it has an end',
  [String.raw`/'[^'\\]*(?:\\[\s\S][^'\\]*)*'/`]:
    'over JSON5 that has been parsed: each string in it has an end',
};

/** Made of a text: of which? */
const MADE: Readonly<Record<string, string>> = {
  'engines/docker/daemon-json/json5-tokens.ts': 'of literals beside it, which are looked at here',
  'engines/docker/unit-files.ts': 'of the names of our own variables, without a quantifier',
  'report/views.ts': 'of a personal address, every character of it as itself, without a quantifier',
  'status/readme.ts':
    'of our own marker; its blanks end at the first character of the marker, or of the line end',
};

/** The most steps: a tenth of a second. */
const STEPS = 10_000_000;

/** On a machine that has much else to do; it takes seconds. */
const FUZZ_MS = 150_000;

const all = expressions();
const nameOf = ({ source, flags }: Expression): string => `/${source}/${flags}`;

it('finds the regular expressions', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.some(({ files }) => files.some((file) => file.startsWith('schema/')))).toBe(true);
});

describe('a regular expression takes time in proportion to its text, or is given a short one', () => {
  it.each(all.map((expression) => [nameOf(expression), expression] as const))(
    '%s',
    (name, expression) => {
      const found = look(expression);
      const bounded = BOUNDED[name];
      if (name in UNREACHED) expect(found, 'is on the list for nothing').not.toBe('linear');
      else if (bounded === undefined) expect(found, expression.files.join(', ')).toBe('linear');
      else {
        expect(found, 'is on the list for nothing').not.toBe('linear');
        expect(found).not.toBe('exponential');
        expect(bounded.chars ** Number(found)).toBeLessThan(STEPS);
      }
    },
    200_000,
  );
});

it('the lists name nothing that is gone', () => {
  const names = all.map(nameOf);
  expect(
    [...Object.keys(BOUNDED), ...Object.keys(UNREACHED)].filter((name) => !names.includes(name)),
  ).toEqual([]);
  expect(makersOfExpressions().toSorted()).toEqual(Object.keys(MADE).toSorted());
});

/** 'linear', 'exponential' or the degree of the polynomial. Where the theory takes too long, recheck's own search for bad texts decides. */
function look({ source, flags }: Expression): 'linear' | 'exponential' | number {
  const first = checkSync(source, flags, { timeout: 5_000 });
  const result =
    first.status === 'unknown' ? checkSync(source, flags, { checker: 'fuzz', timeout: FUZZ_MS }) : first;
  if (result.status === 'safe') return 'linear';
  if (result.status === 'vulnerable' && result.complexity.type === 'polynomial')
    return result.complexity.degree;
  return 'exponential';
}
