import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/registry/reference.ts';

const SHA = `sha256:${'0123456789abcdef'.repeat(4)}`;

function value(text: string, defaultRegistry?: string) {
  const parsed = parseReference(text, defaultRegistry);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.kind}`);
  return parsed.value;
}

const kind = (text: string): string => {
  const parsed = parseReference(text);
  return parsed.ok ? 'none' : parsed.problem.kind;
};

describe('parseReference', () => {
  it.each([
    ['nginx', 'docker.io', 'library/nginx', 'latest', 'nginx:latest'],
    ['nginx:1.27-alpine', 'docker.io', 'library/nginx', '1.27-alpine', 'nginx:1.27-alpine'],
    ['library/nginx', 'docker.io', 'library/nginx', 'latest', 'nginx:latest'],
    ['docker.io/nginx', 'docker.io', 'library/nginx', 'latest', 'nginx:latest'],
    ['index.docker.io/library/nginx', 'docker.io', 'library/nginx', 'latest', 'nginx:latest'],
    ['Docker.IO/nginx', 'docker.io', 'library/nginx', 'latest', 'nginx:latest'],
    ['grafana/grafana', 'docker.io', 'grafana/grafana', 'latest', 'grafana/grafana:latest'],
    [
      'library/distros/ubuntu',
      'docker.io',
      'library/distros/ubuntu',
      'latest',
      'library/distros/ubuntu:latest',
    ],
    ['ghcr.io/owner/app:v1', 'ghcr.io', 'owner/app', 'v1', 'ghcr.io/owner/app:v1'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io', 'pause', '3.10', 'registry.k8s.io/pause:3.10'],
    ['docker.io/a.b/c', 'docker.io', 'a.b/c', 'latest', 'docker.io/a.b/c:latest'],
    ['localhost/app', 'localhost', 'app', 'latest', 'localhost/app:latest'],
    ['localhost:5000', 'docker.io', 'library/localhost', '5000', 'localhost:5000'],
    ['localhost:5000/app', 'localhost:5000', 'app', 'latest', 'localhost:5000/app:latest'],
    ['host:5000/a/b/c:t', 'host:5000', 'a/b/c', 't', 'host:5000/a/b/c:t'],
    ['127.0.0.1:5000/app', '127.0.0.1:5000', 'app', 'latest', '127.0.0.1:5000/app:latest'],
    ['[::1]:5000/app', '[::1]:5000', 'app', 'latest', '[::1]:5000/app:latest'],
    ['[2001:DB8::1]/app', '[2001:db8::1]', 'app', 'latest', '[2001:db8::1]/app:latest'],
    ['a/b_c__d.e---f', 'docker.io', 'a/b_c__d.e---f', 'latest', 'a/b_c__d.e---f:latest'],
    [`x:${'t'.repeat(128)}`, 'docker.io', 'library/x', 't'.repeat(128), `x:${'t'.repeat(128)}`],
    ['nginx:_', 'docker.io', 'library/nginx', '_', 'nginx:_'],
  ])('%s', (text, registry, repository, tag, familiar) => {
    expect(value(text)).toEqual({ registry, repository, tag, digest: null, familiar });
  });

  it('reads a digest, alone or beside a tag', () => {
    expect(value(`nginx@${SHA}`)).toEqual({
      registry: 'docker.io',
      repository: 'library/nginx',
      tag: null,
      digest: SHA,
      familiar: `nginx@${SHA}`,
    });
    expect(value(`ghcr.io/o/a:v1@${SHA}`)).toMatchObject({
      tag: 'v1',
      digest: SHA,
      familiar: `ghcr.io/o/a:v1@${SHA}`,
    });
  });

  it('gives a name without a host to the default registry', () => {
    expect(value('owner/app', 'ghcr.io')).toMatchObject({
      registry: 'ghcr.io',
      repository: 'owner/app',
      familiar: 'ghcr.io/owner/app:latest',
    });
    expect(value('pause:3.10', 'registry.k8s.io').repository).toBe('pause');
    expect(value('docker.io/nginx', 'ghcr.io')).toMatchObject({
      registry: 'docker.io',
      repository: 'library/nginx',
    });
    expect(value('nginx', 'index.docker.io').repository).toBe('library/nginx');
  });

  it.each([
    ['', 'empty'],
    [' \t', 'empty'],
    ['https://hub.docker.com/_/nginx', 'url'],
    ['docker://nginx', 'url'],
    ['0123456789abcdef'.repeat(4), 'image-id'],
    ['Nginx', 'upper-case'],
    ['Owner/app', 'upper-case'],
    ['ghcr.io/Owner/app', 'upper-case'],
    ['nginx ', 'bad-repository'],
    [' nginx', 'bad-repository'],
    ['nginx\n', 'bad-repository'],
    ['-nginx', 'bad-repository'],
    ['nginx-', 'bad-repository'],
    ['a..b', 'bad-repository'],
    ['a___b', 'bad-repository'],
    ['a._b', 'bad-repository'],
    ['a//b', 'bad-repository'],
    ['/a', 'bad-repository'],
    ['a/', 'bad-repository'],
    ['ghcr.io/', 'bad-repository'],
    [':tag', 'bad-repository'],
    [`@${SHA}`, 'bad-repository'],
    ['a/../b', 'bad-repository'],
    ['a/b?ns=x', 'bad-repository'],
    ['a/b%2f', 'bad-repository'],
    ['nginx:', 'bad-tag'],
    ['nginx:a:b', 'bad-tag'],
    ['nginx:.x', 'bad-tag'],
    ['nginx:a/b/c:d', 'bad-host'],
    [`nginx:${'t'.repeat(129)}`, 'bad-tag'],
    ['nginx@', 'bad-digest'],
    ['nginx@sha256:abc', 'bad-digest'],
    [`nginx@${SHA.toUpperCase()}`, 'bad-digest'],
    [`nginx@${SHA}@${SHA}`, 'bad-digest'],
    ['-a.b/c', 'bad-host'],
    ['a..b/c', 'bad-host'],
    ['.a/c', 'bad-host'],
    ['a.b:/c', 'bad-host'],
    ['a.b:0/c', 'bad-host'],
    ['a.b:65536/c', 'bad-host'],
    ['a.b:80:80/c', 'bad-host'],
    ['user@a.b/c', 'bad-digest'],
    ['[::1/c', 'bad-host'],
    ['[zz::]/c', 'bad-host'],
    ['[1:2]/c', 'bad-host'],
    [`nginx:${'t'.repeat(1_000_000)}`, 'too-long'],
    ['[::1%25eth0]:5000/c', 'bad-host'],
    ['a'.repeat(256), 'too-long'],
    ['a'.repeat(1_000_000), 'too-long'],
    [`${'a'.repeat(64)}.b/c`, 'bad-host'],
  ])('%.60j is refused: %s', (text, problem) => {
    expect(kind(text)).toBe(problem);
  });

  it('counts the repository without the host, library/ left out', () => {
    expect(kind(`ghcr.io/${'a'.repeat(255)}`)).toBe('none');
    expect(kind(`ghcr.io/${'a'.repeat(256)}`)).toBe('too-long');
  });

  it('reads its own familiar form back as the same image', () => {
    const atom = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const separator = fc.constantFrom('.', '_', '__', '-', '---');
    const component = fc
      .tuple(atom, fc.array(fc.tuple(separator, atom), { maxLength: 3 }))
      .map(([head, tail]) => head + tail.map((pair) => pair.join('')).join(''));
    const host = fc.constantFrom(
      '',
      'docker.io/',
      'ghcr.io/',
      'localhost/',
      'r.example:5000/',
      '[::1]:5000/',
    );
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: null });
    const path = fc.array(component, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(host, path, tag, fc.boolean(), (hostText, parts, tagText, pinned) => {
        // A first component with a dot is a host.
        fc.pre(hostText !== '' || parts.length === 1 || !parts[0]?.includes('.'));
        const text = `${hostText}${parts.join('/')}${tagText === null ? '' : `:${tagText}`}${pinned ? `@${SHA}` : ''}`;
        const first = value(text);
        expect(value(first.familiar)).toEqual(first);
        expect(first.tag ?? first.digest).not.toBeNull();
      }),
    );
  });

  it('answers for any text, and takes none that could change a URL', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseReference(text);
        if (parsed.ok) expect(parsed.value.familiar).toMatch(/^[A-Za-z0-9._:/@[\]-]+$/);
      }),
    );
  });
});
