import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { endpointsOf, withEndpoints } from '../../../src/engines/files/registries-yaml.ts';

/** registries.yaml of k3s and RKE2: endpoints are put in, and every other byte stays, comments too. */

const K3S = `# our cluster
mirrors:
  # the Hub
  docker.io:
    endpoint:
      - "https://old.example"   # slow
      - https://kept.example
    rewrite:
      "^library/(.*)": "mine/$1"
  "*":
    endpoint: ["https://all.example"]
configs:
  "r.lan:5000":
    auth:
      username: u # not a secret
      mode: 0755
`;

describe('registries.yaml', () => {
  it('has new endpoints first, old ones in their place with their comments', () => {
    const after = withEndpoints(K3S, 'docker.io', [
      'https://a.example',
      'https://m.example/v2/docker.io',
      'https://kept.example',
      'https://old.example',
    ]);
    expect(after).toBe(
      K3S.replace(
        `      - "https://old.example"   # slow
      - https://kept.example
`,
        `      - "https://a.example"
      - "https://m.example/v2/docker.io"
      - https://kept.example
      - "https://old.example"   # slow
`,
      ),
    );
    expect(endpointsOf(after ?? '', 'docker.io')).toEqual([
      'https://a.example',
      'https://m.example/v2/docker.io',
      'https://kept.example',
      'https://old.example',
    ]);
  });

  it('has another registry behind those that are there', () => {
    const after = withEndpoints(K3S, 'ghcr.io', ['https://ghcr.example']);
    expect(after).toBe(
      K3S.replace('configs:\n', '  "ghcr.io":\n    endpoint:\n      - "https://ghcr.example"\nconfigs:\n'),
    );
  });

  it.each([
    ['no file', ''],
    ['comments alone', '# nothing yet\n'],
    ['no mirrors', 'configs:\n  a: {}\n'],
    ['mirrors with nothing in it', 'mirrors:\nconfigs: {}\n'],
    ['a registry with nothing in it', 'mirrors:\n  docker.io:\n'],
    ['an endpoint with nothing in it', 'mirrors:\n  docker.io:\n    endpoint:\n'],
    ['a rewrite alone', 'mirrors:\n  docker.io:\n    rewrite: {a: b}\n'],
    ['a list in brackets', 'mirrors: # m\n  docker.io:\n    endpoint: [https://x.example] # here\n'],
    ['a list as far left as its key', 'mirrors:\n  docker.io:\n    endpoint:\n    - https://x.example\n'],
    ['Windows line ends', 'mirrors:\r\n  docker.io:\r\n    endpoint:\r\n      - "https://x.example"\r\n'],
    ['no line end', 'mirrors:\n  docker.io:\n    endpoint:\n      - "https://x.example"'],
  ])('takes them where there is %s', (_, text) => {
    const after = withEndpoints(text, 'docker.io', ['https://a.example', 'https://x.example']) ?? '';
    expect(endpointsOf(after, 'docker.io')).toEqual(['https://a.example', 'https://x.example']);
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    // Comments are no data, and stay all the same.
    for (const comment of text.match(/#.*/g) ?? []) expect(after).toContain(comment);
  });

  it('has none any more where none are wanted', () => {
    expect(endpointsOf(withEndpoints(K3S, 'docker.io', []) ?? 'x', 'docker.io')).toEqual([]);
  });

  it.each([
    [
      'a comma after an item, which keeps a node from its start',
      'mirrors:\n  docker.io:\n    endpoint:\n      - "a",\n',
    ],
    ['a tab', 'mirrors:\n\tdocker.io: {}\n'],
    ['a key twice', 'mirrors:\n  docker.io: {}\n  docker.io: {}\n'],
    ['braces', '{mirrors: {docker.io: {endpoint: [a]}}}\n'],
    ['an anchor in its place', 'x: &e [a]\nmirrors:\n  docker.io:\n    endpoint: *e\n'],
    ['two documents', 'mirrors: {}\n---\nmirrors: {}\n'],
    ['a list', '- a\n'],
    ['a BOM', '\uFEFFmirrors:\n'],
  ])('is left alone with %s', (_, text) => {
    expect(withEndpoints(text, 'docker.io', ['https://a.example'])).toBeNull();
  });

  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const comment = fc.constantFrom('', ' # c', '   # mirrors:');
  const url = fc.constantFrom(
    'https://a.example',
    'https://b.example',
    '"https://c.example"',
    "'https://d.example'",
  );
  const listed = fc.record({
    flow: fc.boolean(),
    urls: fc.uniqueArray(url, { minLength: 1, maxLength: 4 }),
    comment,
    indent: fc.constantFrom('', '  ', '    '),
  });
  const registry = fc.record({
    name: fc.constantFrom('docker.io', '"docker.io"', 'ghcr.io', '"*"'),
    list: fc.option(listed),
    rewrite: fc.boolean(),
    comment,
  });
  const file = fc
    .record({
      before: fc.uniqueArray(word, { maxLength: 2 }),
      registries: fc.uniqueArray(registry, {
        maxLength: 3,
        selector: ({ name }) => name.replaceAll('"', ''),
      }),
      behind: fc.uniqueArray(word, { maxLength: 2 }),
      end: fc.constantFrom('', '\n', '\n# the end\n'),
      comment,
    })
    .map(
      ({ before, registries, behind, end, comment: tail }) =>
        [
          ...before.map((key) => `b${key}:${tail}`),
          `mirrors:${tail}`,
          ...registries.flatMap(({ name, list, rewrite, comment: own }) => [
            `  ${name}:${own}`,
            ...(rewrite ? ['    rewrite:', '      "(.*)": "x/$1"'] : []),
            ...(list === null
              ? []
              : list.flow
                ? [`    endpoint: [${list.urls.join(', ')}]${list.comment}`]
                : ['    endpoint:', ...list.urls.map((one) => `    ${list.indent}- ${one}${list.comment}`)]),
          ]),
          ...behind.map((key) => `z${key}: 0755${tail}`),
        ].join('\n') + end,
    );

  it('says what it said and the endpoints, in 200 generated files', () => {
    let edited = 0;
    fc.assert(
      fc.property(file, (text) => {
        const wanted = ['https://new.example', 'https://b.example'];
        const after = withEndpoints(text, 'docker.io', wanted);
        if (after === null) return;
        edited += 1;
        const { mirrors: was, ...others } = parse(text);
        const { mirrors, ...stays } = parse(after);
        expect(stays).toEqual(others);
        expect(mirrors).toEqual({ ...was, 'docker.io': { ...was?.['docker.io'], endpoint: wanted } });
        // What is taken out and what is put in are one piece, at a line's beginning but for a list in brackets.
        const lines = new Set(after.split('\n'));
        const gone = text.split('\n').filter((line) => !lines.has(line));
        expect(gone.every((line) => /https:|^ *endpoint/.test(line))).toBe(true);
      }),
      { numRuns: 200 },
    );
    expect(edited).toBeGreaterThan(150);
  });
});
