import { describe, expect, it } from 'vitest';
import { ASKED } from '../../../src/doctor/limits.ts';
import { subjectOf } from '../../../src/doctor/subject.ts';
import { imageOf, mirrorsOf, planOutside } from '../../../src/use/doctor/plan-outside.ts';
import { engineOf } from '../../doctor/support/seen.ts';

const PLATFORM = { os: 'linux', architecture: 'amd64', variant: null };

function asked(given: string | null, engine = engineOf()) {
  const subject = subjectOf(given);
  const image = imageOf(subject, mirrorsOf(engine));
  const task = planOutside(subject, image, engine, PLATFORM);
  return {
    task,
    hosts: task.hosts.map(({ host }) => host),
    endpoints: task.endpoints.map(({ candidate }) => candidate.displayUrl),
  };
}

const HUB = ['registry-1.docker.io', 'auth.docker.io', 'production.cloudflare.docker.com'];

describe('who is asked', () => {
  it('Docker Hub alone, where no mirrors are configured', () => {
    expect(asked(null)).toMatchObject({ hosts: HUB, endpoints: ['https://registry-1.docker.io'] });
  });

  it('the configured mirrors, in their order, before it', () => {
    const mirrors = ['https://z.example/', 'http://a.example/'];
    expect(asked(null, engineOf({ mirrors })).endpoints).toEqual([
      'https://z.example',
      'http://a.example',
      'https://registry-1.docker.io',
    ]);
  });

  it('hosts.toml’s, where they count in place of those', () => {
    const text =
      'server = "https://registry-1.docker.io"\n[host."https://t.example"]\n  capabilities = ["pull"]\n';
    const hostsToml = { path: '/x', text, takesOver: true };
    expect(asked(null, engineOf({ mirrors: ['https://m.example/'], hostsToml })).endpoints[0]).toBe(
      'https://t.example',
    );
  });

  it('another registry where the user names it as the image', () => {
    expect(asked('registry.example/app')).toMatchObject({ hosts: ['registry.example'] });
  });

  it.each([
    'Get "https://evil.example/v2/": EOF',
    'failed to resolve reference "evil.example/app:1": failed to do request: Head "https://evil.example/v2/app/manifests/1": EOF',
    'Get "https://auth.evil.example/token?service=registry.docker.io": dial tcp: lookup auth.evil.example: no such host',
    'failed to pull and unpack image "169.254.169.254/x:latest": EOF": EOF',
  ])('nobody whom only a text names: %s', (text) => {
    const { hosts, endpoints } = asked(text);
    expect(hosts).toEqual(HUB);
    expect(endpoints).toEqual(['https://registry-1.docker.io']);
  });

  it('the Hub at no other port than its own', () => {
    const { hosts } = asked('Get "https://registry-1.docker.io:8443/v2/": EOF');
    expect(hosts).toEqual(HUB);
  });

  it('a host of the Hub’s that a text names', () => {
    const text =
      'failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://production.cloudfront.docker.com/x": EOF';
    expect(asked(text).hosts).toContain('production.cloudfront.docker.com');
  });
});

describe('how much', () => {
  const engine = engineOf({ mirrors: ['https://m.example/'] });

  it('is three requests a mirror, and more where an image is named', () => {
    expect(asked(null, engine).task.endpoints[0]).toMatchObject({ last: 'config', requests: ASKED.requests });
    expect(asked('nginx', engine).task.endpoints[0]).toMatchObject({ requests: ASKED.deepRequests });
  });

  it('of the Hub is HEAD, and where an image is named what it is made of, up to its config', () => {
    expect(asked(null).task.endpoints.at(-1)).toMatchObject({ last: 'tag' });
    expect(asked('nginx').task.endpoints.at(-1)).toMatchObject({ last: 'config' });
  });
});

it('the engine’s proxy is asked without the login that it has', () => {
  const proxies = { http: null, https: 'http://192.0.2.8:3128', no: 'localhost' };
  const { task } = asked(null, engineOf({ proxies, proxyLogin: true }));
  expect(task.env).toEqual({ HTTPS_PROXY: 'http://192.0.2.8:3128', NO_PROXY: 'localhost' });
});
