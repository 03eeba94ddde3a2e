import { describe, expect, it } from 'vitest';
import { mirrorsOfBuildkitd, withBuildkitMirrors } from '../../../src/engines/files/buildkitd-toml.ts';

const TEXT = `debug = true # ours

[registry."docker.io"]
  mirrors = ["old.example"]   # slow
  http = false

[worker.oci]
  gc = true
`;

describe('buildkitd.toml', () => {
  it('has its mirrors without a scheme, and http said of the host', () => {
    const urls = ['https://a.example', 'https://m.example/v2/docker.io', 'http://m.lan:5000'];
    const after = withBuildkitMirrors(TEXT, 'docker.io', urls) ?? '';
    expect(after).toBe(
      `${TEXT.replace('["old.example"]', '["a.example","m.example/docker.io","m.lan:5000"]')}
[registry."m.lan:5000"]
  http = true
`,
    );
    expect(mirrorsOfBuildkitd(after, 'docker.io')).toEqual(urls);
  });

  it('begins where there is none', () => {
    expect(withBuildkitMirrors('', 'ghcr.io', ['https://g.example'])).toBe(
      '[registry."ghcr.io"]\n  mirrors = ["g.example"]\n',
    );
  });

  it('is left alone in braces, and where it is none', () => {
    expect(
      withBuildkitMirrors('registry = {"docker.io" = {http = true}}\n', 'docker.io', ['https://a']),
    ).toBeNull();
    expect(withBuildkitMirrors('debug = \n', 'docker.io', ['https://a'])).toBeNull();
    expect(mirrorsOfBuildkitd('[registry."docker.io"]\nmirrors = "a"\n', 'docker.io')).toBeNull();
  });
});
