import { describe, expect, it } from 'vitest';
import { LIST } from '../src/catalog/limits.ts';
import { type Expression, expressions, makersOfExpressions } from './support/regular-expressions.ts';

/**
 * No text of a stranger's makes a regular expression work for longer than in proportion to its length. recheck looks for one that
 * does (https://makenowjust-labs.github.io/recheck/); what it finds has to be bounded, and this says by what.
 */

// Elsewhere it would start a JVM or a program of its own.
process.env['RECHECK_BACKEND'] = 'pure';
const { checkSync } = await import('recheck');

interface Bounded {
  readonly of: RegExp;
  /** The most characters that it is ever given. */
  readonly chars: number;
  readonly because: string;
}

/** Slower than in proportion, over a text that is short. */
const BOUNDED: readonly Bounded[] = [
  {
    of: /\s*([:/.]+)\s*/g,
    chars: LIST.urlChars,
    because: 'parseMirrorUrl refuses what is longer before it looks for the address that was meant',
  },
  { of: /https:\/\/\S+$/, chars: 500, because: 'over the last 500 characters of a line' },
  { of: /https?:\/\/\S+$/, chars: 500, because: 'over the last 500 characters of a line' },
  {
    of: /(?:sh|sudo|env)(?:: (?:line )?\d+)?: ['‘]?\S*?([\w-]+)['’]?$/,
    chars: 500,
    because: 'over the last 500 characters of a line',
  },
  { of: /[Ii]mage (\S+[/:]\S+)$/, chars: 500, because: 'over the last 500 characters of a line' },
];

/** Of a form that recheck's theory does not reach (it looks around), or too large for it; looked at by a person. */
const BY_HAND: readonly (readonly [of: RegExp, because: string])[] = [
  [
    /^[[("'`“”‘’「【（]+(?![0-9a-f:.]+\])/i,
    'anchored; over at most LIST.urlChars, from each of which it looks ahead',
  ],
  [/[)"'`“”‘’」】）,;，；。、]+(?=\/*$)/, 'degree 2 at most, over at most LIST.urlChars'],
  [/(?<=["'`“”‘’])[\]}]+$/, 'degree 2 at most, over at most LIST.urlChars'],
  [/^https?(?::[/\\]*|[/\\]+)(?=[^/\\])/i, 'anchored; what follows its classes is in none of them'],
  [/^(https?:\/\/)([^./:{}]+)(?=\.)/, 'anchored; what follows its class is not in it'],
  [
    /^(?:(?:[a-z0-9-]+\.)*docker\.io|(?:(?!download\.)[a-z0-9-]+\.)*docker\.com)$/,
    'anchored; a dot ends each label, and none is in a label',
  ],
  [
    /^(?:(?:www|docs|doc|blog|help|wiki|forum|status|raw|gist|cloud)\.|(?:(?:[a-z0-9-]+\.)?(?:github|gitlab|gitee|githubusercontent|zhihu|csdn|juejin|weixin|bilibili|v2ex|linux|stackoverflow|youtube|twitter|x)\.(?:com|net|cn|do|qq\.com))$|t\.me$)/,
    'anchored; one label without a bound, which a dot ends',
  ],
  [/^(?:\{|\[(?![0-9a-f:.]+\]))/i, 'anchored, over 64 characters'],
  [
    /^(?=[^.:]*[.:]|localhost)[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*(?::\d{1,5})?$/,
    'anchored; hyphens, dots and letters share no character',
  ],
  [
    /^(?=[^.:]*[.:]|localhost)[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*(?::\d{1,5})?$/u,
    'the same, of the schema',
  ],
  [
    / +([A-Za-z0-9\-._~+/]+=*)(?=\s*(?:,|$))/y,
    'sticky: it looks from one place, at classes that share no character',
  ],
  [/export(?=[\t\n\f\r ])/y, 'sticky, and it looks one character ahead'],
  [
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'anchored; a dot ends each label of 63',
  ],
  [
    /^\s*(?:[-*+•]\s+)?["'`]?([A-Za-z][\w ./-]{0,60}?)["'`]?\s{0,9}[:=]/,
    'anchored, over its first blanks and 80 characters',
  ],
  [
    /%25[\w.~-]+(?=\])/,
    'what begins it is not in its class, so that no character is looked at from two places',
  ],
  [/^HTTP\/1\.\d +1(?!01)\d\d/, 'anchored, over 32 characters'],
  [/\r?\n[ \t]+(?=\S)/g, 'a line end begins it, and its class has none'],
  [/[\\^`{}|]|:(?!\d*$)(?![^[]*\])/, 'over the authority of a URL of at most SUPPLIED_URL.chars'],
];

/** Slower than in proportion over some texts, never over those that it is given. */
const UNREACHED: readonly (readonly [of: RegExp, because: string])[] = [
  [/\/\*[\s\S]*?\*\//, 'over JSON5 that has been parsed: each comment in it has an end'],
  [/"[^"\\]*(?:\\[\s\S][^"\\]*)*"/, 'over JSON5 that has been parsed: each string in it has an end'],
  [/'[^'\\]*(?:\\[\s\S][^'\\]*)*'/, 'over JSON5 that has been parsed: each string in it has an end'],
];

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

/** On a machine that has much else to do; it takes five seconds at most. */
const THEORY_MS = 150_000;

const all = expressions();
const nameOf = ({ source, flags }: Pick<Expression, 'source' | 'flags'>): string => `/${source}/${flags}`;
const boundOf = new Map(BOUNDED.map((bounded) => [nameOf(bounded.of), bounded]));
const byHand = new Set(BY_HAND.map(([of]) => nameOf(of)));
const unreached = new Set(UNREACHED.map(([of]) => nameOf(of)));
const decidable = all.filter((expression) => !byHand.has(nameOf(expression)));

it('finds the regular expressions', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.some(({ files }) => files.some((file) => file.startsWith('schema/')))).toBe(true);
});

describe('a regular expression takes time in proportion to its text, or is given a short one', () => {
  it.each(decidable.map((expression) => [nameOf(expression), expression] as const))(
    '%s',
    (name, expression) => {
      const found = look(expression);
      const bounded = boundOf.get(name);
      if (unreached.has(name)) expect(found, 'is on the list for nothing').not.toBe('linear');
      else if (bounded === undefined) expect(found, expression.files.join(', ')).toBe('linear');
      else {
        expect(found, 'is on the list for nothing').not.toBe('linear');
        expect(found).toBeTypeOf('number');
        expect(bounded.chars ** Number(found)).toBeLessThan(STEPS);
      }
    },
    200_000,
  );
});

it('the lists name nothing that is gone', () => {
  const names = new Set(all.map(nameOf));
  const listed = [...boundOf.keys(), ...byHand, ...unreached];
  expect(listed.filter((name) => !names.has(name))).toEqual([]);
  expect(makersOfExpressions().toSorted()).toEqual(Object.keys(MADE).toSorted());
});

/**
 * 'linear', 'exponential', 'undecided' or the degree of the polynomial. By theory alone: recheck's other way, a search for bad texts,
 * goes by the clock, and finds some on a busy machine.
 */
function look({ source, flags }: Expression): 'linear' | 'exponential' | 'undecided' | number {
  const result = checkSync(source, flags, { checker: 'automaton', timeout: THEORY_MS });
  if (result.status === 'safe') return 'linear';
  if (result.status === 'unknown') return 'undecided';
  return result.complexity.type === 'polynomial' ? result.complexity.degree : 'exponential';
}
