import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/engines/docker/examine.ts';
import type { EngineFacts } from '../../../src/engines/docker/plan/index.ts';
import type { ExistingFile } from '../../../src/host/file-state.ts';
import { engine, install } from './plan-input.ts';

function examined(
  text: string,
  facts: EngineFacts = engine('28.5.2'),
  environment: Record<string, string> = {},
) {
  const file: ExistingFile = {
    kind: 'file',
    path: '/etc/docker/daemon.json',
    realPath: '/etc/docker/daemon.json',
    bytes: Buffer.from(text),
    sha256: '',
    mode: 0o644,
    uid: 0,
    gid: 0,
    hardLinks: 1,
    identity: { dev: 0n, ino: 0n, size: 0n, mtimeNs: 0n, ctimeNs: 0n },
  };
  const commands = {
    start: ['start'],
    restart: ['restart'],
    reload: ['systemctl', 'reload', 'docker'],
    status: null,
  };
  return examine({
    file,
    engine: facts,
    install: install(),
    environment,
    openFiles: null,
    asked: true,
    service: { commands },
  });
}

describe('what may explain a failing pull', () => {
  it('has no user and no password of a proxy', () => {
    const proxies = { httpProxy: null, httpsProxy: 'http://user:p@ss@192.0.2.8:3128', noProxy: 'localhost' };
    const found = examined('{}', engine('28.5.2', { proxies }));
    expect(found.proxies).toEqual({ http: null, https: 'http://192.0.2.8:3128', no: 'localhost' });
    expect(found.proxyLogin).toBe(true);
    expect(JSON.stringify(found)).not.toMatch(/user|ss@/);
  });

  it('of its environment has the CA file alone', () => {
    const environment = {
      SSL_CERT_FILE: '/ca.pem',
      HTTPS_PROXY: 'http://user:secret@192.0.2.8',
      TOKEN: 'secret',
    };
    expect(examined('{}', engine('28.5.2'), environment).trust).toEqual({ SSL_CERT_FILE: '/ca.pem' });
  });

  it.each([
    ['{"registry-mirrors": ["https://m.example"],}', { problem: { line: 1 }, mirrors: null }],
    ['{"registry-mirrors": ["m.example"]}', { refused: 'm.example' }],
    ['{"Registry-Mirrors": []}', { refused: 'Registry-Mirrors' }],
    ['{"registry-mirrors": ["https://m.example"]}', { refused: null, mirrors: ['https://m.example'] }],
  ])('of the file %s', (text, file) => {
    expect(examined(text).file).toMatchObject(file);
  });

  it('what a restart stops: what runs, unless live-restore is on now and stays so', () => {
    const stops = (text: string, changes: Partial<EngineFacts>) =>
      examined(text, engine('28.5.2', { runningContainers: 3, ...changes })).restart;
    expect(stops('{}', {})).toEqual({ command: 'restart', stops: 3 });
    expect(stops('{"live-restore": true}', { liveRestore: true }).stops).toBe(0);
    expect(stops('{}', { liveRestore: true }).stops).toBe(3);
  });

  it('a key that is an option too, and one that this release does not know', () => {
    const flags = [{ name: 'host', value: 'unix:///x', source: null }];
    expect(examined('{"hosts": []}', engine('28.5.2', { flags })).file.refused).toBe('hosts');
    expect(examined('{"proxies": {}}', engine('20.10.24')).file.refused).toBe('proxies');
    expect(examined('{"proxies": {}}').file.refused).toBeNull();
  });
});
