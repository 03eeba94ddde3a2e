import { describe, expect, it } from 'vitest';
import { credentialsIn } from '../../../src/registry/push/credentials.ts';

const auth = (pair: string): { auth: string } => ({ auth: Buffer.from(pair).toString('base64') });
const found = (auths: object, host = 'registry.example', path = 'hub', more: object = {}) =>
  credentialsIn(Buffer.from(JSON.stringify({ auths, ...more })), host, path);
const basic = (user: string, password: string) => ({
  kind: 'found',
  credentials: { kind: 'basic', user, password },
});

describe('credentialsIn', () => {
  it.each([
    ['registry.example'],
    ['https://registry.example'],
    ['https://registry.example/v1/'],
    ['https://registry.example/v2/'],
    ['REGISTRY.example'],
    ['registry.example/hub'],
  ])('finds the login under %s', (key) => {
    expect(found({ [key]: auth('me:a:b') })).toEqual(basic('me', 'a:b'));
  });

  it('takes the longest path that fits, and no other host’s', () => {
    const auths = {
      'registry.example': auth('host:1'),
      'registry.example/hub': auth('path:2'),
      'registry.example/hubs': auth('other:3'),
      'evil.example': auth('evil:4'),
      'registry.example.evil.example': auth('evil:5'),
    };
    expect(found(auths)).toEqual(basic('path', '2'));
    expect(found(auths, 'registry.example', '')).toEqual(basic('host', '1'));
    expect(found(auths, 'example', '')).toEqual({ kind: 'none' });
    expect(found(auths, 'registry.example:5000', '')).toEqual({ kind: 'none' });
  });

  it('tells an entry that is no login from none', () => {
    expect(found({ 'registry.example': { auth: '!' } })).toEqual({ kind: 'undecodable' });
    // As docker leaves it where a program keeps the login.
    expect(found({ 'registry.example': {} })).toEqual({ kind: 'none' });
  });

  it('reads a name and a password apart, and what a login in a browser leaves', () => {
    expect(found({ 'registry.example': { username: 'me', password: 'x' } })).toEqual(basic('me', 'x'));
    expect(found({ 'registry.example': { ...auth('<token>:'), identitytoken: 'long' } })).toEqual({
      kind: 'found',
      credentials: { kind: 'identity', token: 'long' },
    });
  });

  it('tells of a helper, which it does not ask', () => {
    expect(found({ 'registry.example': {} }, 'registry.example', '', { credsStore: 'desktop' })).toEqual({
      kind: 'helper',
      helper: 'desktop',
    });
    const helpers = { credHelpers: { 'registry.example': 'gcloud' } };
    expect(found({}, 'registry.example', '', helpers)).toEqual({ kind: 'helper', helper: 'gcloud' });
  });

  it.each([
    '',
    '[]',
    'null',
    'not json',
    '{"auths":[]}',
    '{"auths":{"registry.example":null}}',
    '{"auths":{"registry.example":{"auth":5}}}',
  ])('finds none in %s', (text) => {
    expect(['none', 'undecodable', 'not-a-config']).toContain(
      credentialsIn(Buffer.from(text), 'registry.example', '').kind,
    );
  });
});
