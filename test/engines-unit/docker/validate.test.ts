import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { validateConfig } from '../../../src/engines/docker/validate.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';

/** What real engines say is in test/engines; here is what becomes of a validation that does not end as it should. */
describe.skipIf(process.platform === 'win32')('validateConfig', () => {
  async function judged(script: string, text = '{}'): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'validate-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const program = join(folder, 'dockerd');
    if (script !== '') await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const engine = { version: parseEngineVersion('28.5.2'), flags: [], nextFlags: [] };
    return await validateConfig(join(folder, 'daemon.json'), Buffer.from(text), engine, program);
  }

  it.each([
    ['is content', 'exit 0', null],
    ['refuses', 'echo bad >&2; exit 1', { by: 'dockerd', lines: ['bad'] }],
    ['is killed', 'kill -9 $$', { by: 'dockerd', lines: ['dockerd --validate: killed'] }],
    ['is not there', '', null],
  ])('dockerd %s', async (_, script, verdict) => {
    expect(await judged(script)).toEqual(verdict);
  });

  it('sees a mirror without a scheme by itself', async () => {
    const text = '{"registry-mirrors":["m.example"]}';
    expect(await judged('exit 0', text)).toEqual({ by: 'us', lines: ['m.example'] });
  });
});
