import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withConfigPath } from '../../../src/engines/containerd/config-file.ts';
import { parseToml, setTomlValue, tomlAt } from '../../../src/engines/files/edit-toml.ts';

/** One key is set, and nothing else of the file changes: its data by what the parser says, its bytes by taking the change out again. */

const FOLDER = '/etc/containerd/certs.d';
const V2 = ['plugins', 'io.containerd.grpc.v1.cri', 'registry'];
const read = (name: string): string =>
  readFileSync(new URL(`./config-toml/${name}.toml`, import.meta.url), 'utf8');

function edited(text: string, major = 1): string {
  const result = withConfigPath(text, FOLDER, major);
  if (typeof result !== 'string') throw new Error(JSON.stringify(result));
  return result;
}

/** The lines that are in one and not in the other. */
function changedLines(before: string, after: string): readonly (readonly string[])[] {
  const [one, other] = [before.split('\n'), after.split('\n')];
  return [one.filter((line) => !other.includes(line)), other.filter((line) => !one.includes(line))];
}

describe('config.toml as it is found', () => {
  it.each([
    ['containerd 1.6’s defaults', 'default-1.6', 1, '      config_path = ""'],
    ['containerd 1.7’s defaults', 'default-1.7', 1, '      config_path = ""'],
    ['containerd 2.1’s defaults', 'default-2.1', 2, "      config_path = ''"],
  ])('%s: one line changes', (_, name, major, was) => {
    const text = read(name);
    const after = edited(text, major);
    expect(changedLines(text, after)).toEqual([[was], [`      config_path = "${FOLDER}"`]]);
    expect(after.replace(`"${FOLDER}"`, was.slice(-2))).toBe(text);
  });

  it.each([
    ['Debian’s, where only CNI is set', 'debian', 1],
    ['a hand-written one', 'by-hand', 1],
    ['one with Windows line ends', 'crlf', 1],
    ['one of version 1', 'version-1', 1],
  ])('%s: a table or a line comes in, and no byte goes', (_, name, major) => {
    const text = read(name);
    const after = edited(text, major);
    const [gone, come] = changedLines(text, after);
    expect(gone).toEqual([]);
    expect(come?.filter((line) => line.includes('config_path'))).toHaveLength(1);
    let at = 0;
    for (const character of text) {
      at = after.indexOf(character, at) + 1;
      expect(at).toBeGreaterThan(0);
    }
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
  });
});

describe('config.toml is left alone', () => {
  const table = '[plugins."io.containerd.grpc.v1.cri".registry]';
  it.each<[string, string, number, string]>([
    ['is not TOML', 'version = 2\nversion = 3\n', 1, 'bad-toml'],
    ['has no version, and containerd 2 reads it', '[plugins]\n', 2, 'file-version'],
    ['is of version 3, and containerd 1 reads it', 'version = 3\n', 1, 'file-version'],
    [
      'names mirrors',
      `version = 2\n${table}\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\nendpoint = ["https://m"]\n`,
      1,
      'old-keys',
    ],
    [
      'has tls of configs',
      `version = 2\n[plugins."io.containerd.grpc.v1.cri".registry.configs."m".tls]\nca_file = "x"\n`,
      1,
      'old-keys',
    ],
    ['takes in other files', 'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n', 1, 'imports'],
    ['is kubespray’s', '# kubespray\nversion = 2\n', 1, 'kept-by'],
    ['is minikube’s', '# minikube\nversion = 2\n', 2, 'kept-by'],
    [
      'was written to by NVIDIA’s toolkit',
      'version = 2\n[x]\nBinaryName = "/usr/bin/nvidia-container-runtime"\n',
      1,
      'kept-by',
    ],
    ['begins with a BOM', '\uFEFFversion = 2\n', 1, 'shape'],
    [
      'has its table in braces',
      'version = 2\nplugins = {"io.containerd.grpc.v1.cri" = {registry = {a = 1}}}\n',
      1,
      'shape',
    ],
  ])('when it %s', (_, text, major, kind) => {
    expect(withConfigPath(text, FOLDER, major)).toMatchObject({ kind });
  });

  it('may take in other files from containerd 2 on, which merges them key by key', () => {
    expect(edited('version = 3\nimports = ["/etc/containerd/conf.d/*.toml"]\n', 2)).toContain(FOLDER);
  });

  it('has its one folder where two stand', () => {
    const text = `version = 2\n${table}\n  config_path = "${FOLDER}:/etc/docker/certs.d" # both\n`;
    expect(edited(text, 2)).toBe(`version = 2\n${table}\n  config_path = "${FOLDER}" # both\n`);
  });
});

describe('any file', () => {
  const blank = fc.constantFrom('', ' ', '\t', '  ');
  const comment = fc.constantFrom('', ' # a word', '\t#x', ' # config_path = "no"');
  const value = fc.constantFrom(
    '1',
    '"x"',
    "'y'",
    '[1, 2]',
    'true',
    '"""a\nb"""',
    '{ z = 1 }',
    '0x1F',
    '1979-05-27',
  );
  const line = fc.record({ indent: blank, key: fc.stringMatching(/^k[a-z]{1,6}$/), value, comment });
  const head = fc.constantFrom(
    'plugins."io.containerd.grpc.v1.cri".registry',
    "plugins.'io.containerd.grpc.v1.cri'.registry",
    ' plugins . "io.containerd.grpc.v1.cri" . registry ',
    'plugins."io.containerd.grpc.v1.cri".registry.headers',
    'plugins."io.containerd.grpc.v1.cri"',
    'grpc',
    'debug',
  );
  const path = fc.constantFrom('', 'config_path = ""', "config_path = '/a:/b' # two", '"config_path"="x"');
  const section = fc.record({ indent: blank, head, comment, path, lines: fc.array(line, { maxLength: 4 }) });
  const file = fc
    .record({
      top: fc.uniqueArray(line, { maxLength: 3, selector: ({ key }) => key }),
      sections: fc.uniqueArray(section, { maxLength: 5, selector: (one) => one.head }),
      eol: fc.constantFrom('\n', '\r\n'),
      end: fc.constantFrom('', '\n', '\n\n'),
    })
    .map(({ top, sections, eol, end }) => {
      const linesOf = (lines: typeof top): string[] =>
        lines.map(({ indent, key, value: text, comment: tail }) => `${indent}${key}${indent}=${text}${tail}`);
      return (
        [
          'version = 2',
          ...linesOf(top),
          ...sections.flatMap(({ indent, head: name, comment: tail, path: key, lines }) => [
            `${indent}[${name}]${tail}`,
            ...(key === '' ? [] : [key]),
            ...linesOf(lines),
          ]),
        ]
          .join('\n')
          .replaceAll('\n', eol) + end
      );
    })
    // The generator may name a key twice, which is not TOML.
    .filter((text) => parseToml(text).kind === 'toml');

  it('says the same but for the key, and reads as before with the change taken out', () => {
    fc.assert(
      fc.property(file, (text) => {
        const toml = parseToml(text);
        if (toml.kind === 'bad-toml') throw new Error(toml.detail);
        const after = setTomlValue(toml, V2, 'config_path', FOLDER);
        // In these shapes there always is a way.
        if (after === null) throw new Error('no way');
        const again = parseToml(after);
        if (again.kind === 'bad-toml') throw new Error(again.detail);
        expect(tomlAt(again.value, [...V2, 'config_path'])).toBe(FOLDER);
        const [from, to] = common(text, after);
        // One piece was replaced by one piece: the rest stands there byte for byte.
        expect(
          after.slice(0, from) + text.slice(from, text.length - to) + after.slice(after.length - to),
        ).toBe(text);
        expect(text.slice(from, text.length - to)).not.toContain('\n');
      }),
      { numRuns: 200 },
    );
  });
});

/** How much of the two is the same at the beginning, and then at the end. */
function common(one: string, other: string): readonly [number, number] {
  const most = Math.min(one.length, other.length);
  let from = 0;
  while (from < most && one[from] === other[from]) from += 1;
  let to = 0;
  while (to < most - from && one.at(-1 - to) === other.at(-1 - to)) to += 1;
  return [from, to];
}
