import { describe, expect, it } from 'vitest';
import { holdsCredentials } from '../../../src/change/masked-text.ts';
import { hideToml } from '../../../src/engines/files/hide-toml.ts';
import { hideYaml } from '../../../src/engines/files/hide-yaml.ts';

/** No secret of another's file is shown, on however many lines it stands, and nothing else is hidden. */

describe('hideToml', () => {
  it.each([
    [
      'headers',
      '[host."https://m.example".header]\n  Authorization = "Basic s3cret"\n  x-key = ["s3cret"]\n',
    ],
    ['headers in braces', '[host."https://m.example"]\n  header = { "X-A" = ["s3cret", "s3cret"] }\n'],
    [
      'logins of config.toml',
      '[plugins."cri".registry.configs."m.example".auth]\n  auth = "s3cret"\n  identitytoken = \'s3cret\'\n  password = 53535\n',
    ],
    ['a name in quotes, and dots', '[a]\n"auth" = "s3cret"\nb."pass.word".password = "s3cret"\n'],
    ['several lines', 'password = """\ns3cret with\n  s3cret"""\n'],
    ['what is commented out', '# Authorization = "Basic s3cret"\na = 1 # token: s3cret s3cret\n'],
    [
      'what is not TOML',
      '[host."https://m"\nheader = {Authorization = "Basic s3cret"}\nauth = """\nBasic s3cret\n"""\n',
    ],
  ])('masks %s', (_, text) => {
    const shown = hideToml(text);
    expect(shown).not.toMatch(/s3cret|53535/);
    expect(shown.split('\n')).toHaveLength(text.split('\n').length);
    expect(holdsCredentials(Buffer.from(text), hideToml)).toBe(true);
  });

  it('shows the rest, the head of a table behind a secret too', () => {
    const text =
      'server = "https://m.example"\nauth = "x"\n[host."https://n.example"]\n  capabilities = ["pull"] # all\n';
    expect(hideToml(text)).toBe(text.replace('"x"', '"xxxxx"'));
    const plain = text.replace('auth = "x"\n', '');
    expect(hideToml(plain)).toBe(plain);
    expect(holdsCredentials(Buffer.from(plain), hideToml)).toBe(false);
  });
});

describe('hideYaml', () => {
  it.each([
    ['a login', 'configs:\n  m.example:\n    auth:\n      username: s3cret\n      auth: s3cret\n'],
    ['in braces', 'configs: {m.example: {auth: {auth: s3cret, "password": "s3cret"}}}\n'],
    ['words with blanks', 'a:\n  password: s3cret s3cret with s3cret\n'],
    ['folded', 'a:\n  password: >-\n    s3cret\n    s3cret\n  b: 1\n'],
    ['plain text on several lines', 'a:\n  password: s3cret\n    and s3cret\n  b: 1\n'],
    ['an alias', 'a: &one s3cret\npassword: *one\n'],
    ['what is commented out', '#   password: s3cret s3cret\na: b # auth: s3cret\n'],
    ['several documents', 'a: 1\n---\npassword: >-\n  s3cret\n  s3cret\nb: 1\n'],
    ['what is not YAML', 'a: [\npassword: s3cret s3cret\nauth:\n  s3cret\n'],
  ])('masks %s', (_, text) => {
    const shown = hideYaml(text);
    expect(shown).not.toContain('s3cret');
    expect(shown.split('\n')).toHaveLength(text.split('\n').length);
    expect(holdsCredentials(Buffer.from(text), hideYaml)).toBe(true);
  });

  it('shows the rest', () => {
    const text =
      'mirrors:\n  docker.io:\n    endpoint:\n      - "https://m.example"\nconfigs:\n  m.example:\n    tls:\n      insecure_skip_verify: true\n';
    expect(hideYaml(text)).toBe(text);
    expect(holdsCredentials(Buffer.from(text), hideYaml)).toBe(false);
  });
});
