import { describe, expect, it } from 'vitest';
import { copyForRoot } from '../../../src/commands/frame/copy-for-root.ts';
import { loadMessages } from '../../../src/words/index.ts';

describe('a program that stands where no service may be started from', () => {
  it('as the single executable is copied by no npm', async () => {
    expect(await copyForRoot(null, { node: '/opt/a b/mirror-check', root: null })).toEqual({
      install: "sudo install -o root -g root -m 755 '/opt/a b/mirror-check' /usr/local/bin/mirror-check",
      mend: null,
    });
  });

  it('nor, as one of a home, by a copy of what its owner can change', async () => {
    expect(await copyForRoot(null, { node: '/home/a/.local/bin/mirror-check', root: null })).toEqual({
      install: 'sudo sh install.sh',
      mend: null,
    });
  });

  it('nor over itself: what is wrong with it is mended', async () => {
    const path = '/usr/local/bin/mirror-check';
    const safety = { kind: 'unsafe', path, uid: 0, gid: 0, reason: 'group-writable' } as const;
    expect(await copyForRoot(safety, { node: path, root: null })).toEqual({
      install: null,
      mend: `sudo chmod go-w ${path}`,
    });
  });

  it.each(['en', 'zh'] as const)('where root has no npm is told of the packages (%s)', async (lang) => {
    const { frame } = await loadMessages(lang, ['frame']);
    const none = { install: null, mend: null };
    for (const sentence of [
      frame.service.passing('/home/a/x.js', none, 'https://m.example/releases'),
      frame.service.unsafe('/home/a/x.js', none, 'https://m.example/releases'),
    ]) {
      expect(sentence).toContain('https://m.example/releases');
      expect(sentence).not.toContain('npm install');
    }
    expect(frame.service.passing('/x', { install: 'sudo npm install -g y', mend: null }, '')).toContain(
      'sudo npm install -g y',
    );
  });
});
