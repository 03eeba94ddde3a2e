import { describe, expect, it } from 'vitest';
import { choiceEn } from '../../../src/engines/choose/en.ts';
import { pullSecrets } from '../../../src/engines/choose/index.ts';
import { choiceZh } from '../../../src/engines/choose/zh.ts';
import { namesLogin } from '../../../src/engines/files/kubelet-logins.ts';

const SECRET = 'YWxpY2U6c2VjcmV0';

describe('namesLogin', () => {
  it.each([
    ['docker.io', { auths: { 'https://index.docker.io/v1/': { auth: SECRET } } }, true],
    ['ghcr.io', { auths: { 'ghcr.io': { auth: SECRET } } }, true],
    ['ghcr.io', { auths: { 'https://ghcr.io': {} } }, true],
    ['ghcr.io', { credHelpers: { 'ghcr.io': 'pass' } }, true],
    ['ghcr.io', { auths: { 'https://index.docker.io/v1/': { auth: SECRET } } }, false],
    ['docker.io', { auths: { 'ghcr.io': {} } }, false],
    ['docker.io', { auths: [] }, false],
  ])('%s in %j: %j', (registry, config, found) => {
    expect(namesLogin(JSON.stringify(config), registry)).toBe(found);
  });

  it('passes over what is not JSON', () => {
    expect(namesLogin('{', 'docker.io')).toBe(false);
  });
});

describe('pullSecrets', () => {
  const listed = (...urls: readonly string[]) => ({
    listed: urls.map((url) => ({ url, displayUrl: url, as: 'chosen' as const, wasConfigured: false })),
    dropped: [],
    unfit: [],
    beyondTop: [],
  });

  it('names the mirrors of strangers, and the files, and no secret', () => {
    const [warning] = pullSecrets(
      listed('https://docker.example.com', 'http://10.0.0.2:5000', 'http://cache.lan'),
      'ghcr.io',
      ['/var/lib/kubelet/config.json'],
    );
    expect(warning).toMatchObject({ kind: 'pull-secrets', mirrors: ['docker.example.com'] });
    if (warning === undefined) return;
    for (const { warning: say } of [choiceEn, choiceZh]) {
      expect(say(warning)).toContain('docker.example.com');
      expect(say(warning)).toContain('/var/lib/kubelet/config.json');
    }
  });

  it('says nothing of mirrors of one’s own network', () => {
    expect(pullSecrets(listed('http://10.0.0.2:5000'), 'ghcr.io', [])).toEqual([]);
  });
});
