import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { type Path, positionsIn } from '../../src/catalog/positions.ts';

describe('positionsIn', () => {
  it('finds the lines of values among comments, strings and trailing commas', () => {
    const text = [
      '// a comment with { and "', // 1
      '{', // 2
      "  mirrors: [ /* ] */ 'one, [not two', // }", // 3
      '    {', // 4
      '      url: "https://m.example\\"",', // 5
      '      "operator": { name: \'x\\', // 6
      "y', kind:", // 7
      "        'company' }, },", // 8
      '    3,', // 9
      '  ],', // 10
      '}', // 11
    ].join('\r\n');
    const positions = positionsIn(text);
    const lines = (...paths: Path[]): number[] => paths.map((path) => positions.lineOf(path));
    expect(JSON5.parse(text).mirrors).toHaveLength(3);
    expect(
      lines(
        [],
        ['mirrors'],
        ['mirrors', 0],
        ['mirrors', 1],
        ['mirrors', 1, 'url'],
        ['mirrors', 1, 'operator', 'name'],
        ['mirrors', 1, 'operator', 'kind'],
        ['mirrors', 2],
      ),
    ).toEqual([2, 3, 3, 4, 5, 6, 7, 9]);
    expect(positions.lineOf(['mirrors', 1, 'retired', 'on'])).toBe(4);
    expect(positions.duplicates).toEqual([]);
  });

  it('names keys that stand twice in one object', () => {
    const text = '[{ a: 1,\n a: 2 }, {\n a: 1 }]';
    expect(positionsIn(text).duplicates).toEqual([{ path: [0, 'a'], line: 2 }]);
  });

  it('agrees with the parser on what is where', () => {
    // Each leaf tells its own line: the document is printed, numbered, and read back.
    const leaf = fc.constant('@');
    const { document } = fc.letrec((tie) => ({
      document: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('document')),
        fc.dictionary(key, tie('document')),
      ),
    }));
    fc.assert(
      fc.property(document, fc.constantFrom(JSON5.stringify, JSON.stringify), (value, print) => {
        const numbered = print(value, null, 2)
          .split('\n')
          .map((line, index) => line.replace(/(?<=["'])@(?=["'])/, String(index + 1)))
          .join('\n');
        const positions = positionsIn(numbered);
        for (const [path, line] of leaves(JSON5.parse(numbered))) {
          expect(positions.lineOf(path)).toBe(Number(line));
        }
      }),
    );
  });
});

const key = fc.string({ unit: fc.constantFrom('a', 'b', '{', ']', ',', ':', ' ', '/', '*'), maxLength: 4 });

function* leaves(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* leaves(item, [...path, i]);
  else for (const [name, item] of Object.entries(value)) yield* leaves(item, [...path, name]);
}
