import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { validateConfig } from '../../../src/engines/docker/validate.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { LONE_ID } from '../../../src/host/limits.ts';
import { nextStart } from './plan-input.ts';

/** What real engines say is in test/engines; here is what becomes of a validation that does not end as it should. */
describe.skipIf(process.platform === 'win32')('validateConfig', () => {
  async function judged(script: string, text = '{}', version = '28.5.2'): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'validate-'));
    await chmod(folder, 0o755);
    onTestFinished(() => rm(folder, { recursive: true }));
    const program = join(folder, 'dockerd');
    if (script !== '') await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const engine = { version: parseEngineVersion(version), flags: [], next: nextStart({ program }) };
    return await validateConfig(join(folder, 'daemon.json'), Buffer.from(text), engine);
  }

  it.each([
    ['is content', 'exit 0', null],
    ['refuses', 'echo bad >&2; exit 1', { by: 'dockerd', lines: ['bad'] }],
    ['is killed', 'kill -9 $$', { by: 'dockerd', lines: ['dockerd --validate: killed'] }],
    ['is not there', '', null],
  ])('dockerd %s', async (_, script, verdict) => {
    expect(await judged(script)).toEqual(verdict);
  });

  // An engine before 23.0 has no --validate: it is started without privileges.
  it.runIf(process.platform === 'linux' && process.geteuid?.() === 0)(
    'starts an old engine as a user that nobody else is',
    async () => {
      const script = 'echo "unable to configure the Docker daemon: $(id -u) $(id -g) $(id -G)" >&2; exit 1';
      const verdict = await judged(script, '{}', '20.10.24');
      const [, uid = '', gid = '', groups = ''] =
        /: (\d+) (\d+) ([\d ]+)"\]/.exec(JSON.stringify(verdict)) ?? [];
      expect(Number(uid)).toBeGreaterThanOrEqual(LONE_ID.first);
      expect([gid, groups]).toEqual([uid, uid]);
    },
  );

  it('sees a mirror without a scheme by itself', async () => {
    const text = '{"registry-mirrors":["m.example"]}';
    expect(await judged('exit 0', text)).toEqual({ by: 'us', lines: ['m.example'] });
  });
});
