import { describe, expect, it } from 'vitest';
import { hostOf, isLoopback, isPublicHost } from '../../../src/engines/choose/index.ts';
import { replacesMirrors } from '../../../src/engines/docker/hosts-toml.ts';
import { hubLogin } from '../../../src/engines/docker/hub-login.ts';
import { isInsecure } from '../../../src/engines/docker/insecure.ts';

describe('hubLogin', () => {
  const auth = Buffer.from('li:secret:with:colons').toString('base64');
  it.each([
    ['a login in the file', { auths: { 'https://index.docker.io/v1/': { auth } } }, { user: 'li' }],
    [
      'a login kept by a helper',
      { auths: { 'https://index.docker.io/v1/': {} }, credsStore: 'pass' },
      { user: null },
    ],
    ['a login by hand', { auths: { 'docker.io': { auth } } }, { user: 'li' }],
    [
      'a name that a terminal would obey',
      { auths: { 'docker.io': { auth: Buffer.from('\u001b[2Jli:x').toString('base64') } } },
      { user: 'li' },
    ],
    ['a login elsewhere', { auths: { 'ghcr.io': { auth } } }, null],
    ['no login', { credHelpers: { 'ghcr.io': 'gh' } }, null],
    ['a store, and no word of what it keeps', { credsStore: 'desktop' }, { user: null, helper: 'desktop' }],
    [
      "a helper of the Hub's own before the store",
      { credsStore: 'desktop', credHelpers: { 'https://index.docker.io/v1/': 'pass' } },
      { user: null, helper: 'pass' },
    ],
    ['a store without a name', { credsStore: '' }, null],
    ['helpers of a wrong type', { credHelpers: ['docker.io'] }, null],
    ['auths of a wrong type', { auths: [] }, null],
  ])('%s', (_name, config, login) => {
    expect(hubLogin(JSON.stringify(config))).toEqual(login);
  });
  it.each(['', 'nonsense', '[]', 'null', '{"auths":null}'])('%j tells of none', (text) => {
    expect(hubLogin(text)).toBeNull();
  });
});

it.each([
  ['[host."https://m"]', true],
  ["  [ host . 'https://m' ]  # ours", true],
  ['["host"."https://m"]\n', true],
  ['server = "https://x"', false],
  ['#[host."https://m"]', false],
  ['[host."https://m".header]', false],
  ['[hosts."https://m"]', false],
  ['', false],
])('hosts.toml %j takes the place of the mirrors: %s', (text, replaces) => {
  expect(replacesMirrors(`a = 1\n${text}\n`)).toBe(replaces);
});

describe('hosts', () => {
  it.each([
    ['127.0.0.1:5000', true],
    ['127.9.9.9', true],
    ['localhost:5000', true],
    ['[::1]:5000', true],
    ['::1', true],
    ['128.0.0.1', false],
    ['127.0.0.1.example.com', false],
    ['[fd00::1]', false],
  ])('%s is the loopback: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });

  it.each([
    ['docker.example.com', true],
    ['8.8.8.8:5000', true],
    ['[2400:3200::1]', true],
    ['10.0.0.1', false],
    ['192.168.1.1:5000', false],
    ['[fd00::1]:5000', false],
    ['registry', false],
    ['registry.lan', false],
    ['cache.home.arpa', false],
  ])('%s is public: %s', (host, isPublic) => {
    expect(isPublicHost(host)).toBe(isPublic);
  });

  it.each([
    ['127.0.0.1:5000', null, false, true],
    ['127.0.0.1:5000', [], false, true],
    ['127.0.0.1:5000', null, true, true],
    ['127.0.0.1:5000', [], true, false],
    ['127.0.0.1:5000', ['127.0.0.0/8'], true, true],
    ['m.example', ['M.Example'], false, true],
    ['m.example:5000', ['m.example'], false, false],
    ['10.1.1.1:5000', ['10.0.0.0/8'], false, true],
    ['[fd00::1]', ['fd00::/8'], false, true],
    ['10.1.1.1', ['fd00::/8', '10.0.0.0/40'], false, false],
  ])('%s is insecure with %j (29.10: %s): %s', (host, listed, securable, insecure) => {
    expect(isInsecure(host, listed, securable)).toBe(insecure);
  });

  it('come from URLs', () => {
    expect(hostOf('HTTPS://M.Example:443/pre')).toBe('m.example');
    expect(hostOf('http://[::1]:5000')).toBe('[::1]:5000');
    expect(hostOf('nonsense')).toBe('');
  });
});
