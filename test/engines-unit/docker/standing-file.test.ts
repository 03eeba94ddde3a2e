import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refusedAsItStands } from '../../../src/engines/docker/standing-file.ts';
import { readFileState } from '../../../src/host/file-state.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { engine, install, nextStart } from './plan-input.ts';

/** What becomes of what the engine's program says of the file as it stands; real ones say it in test/engines. */
describe.skipIf(process.platform === 'win32')('the file as it stands', () => {
  async function judged(text: string, script: string, touchesMirrors = true): Promise<unknown> {
    const folder = await ownFolder('mirror-check-standing-');
    onTestFinished(() => rm(folder, { recursive: true }));
    const [program, configPath] = [join(folder, 'dockerd'), join(folder, 'daemon.json')];
    await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await writeFile(configPath, text);
    const file = await readFileState(configPath, 10_000);
    if (file.kind === 'file-failure') throw new Error(file.code);
    const seen = {
      file,
      engine: engine('28.5.2', { next: nextStart({ program }) }),
      install: { ...install(), configPath },
    };
    const refusal = await refusedAsItStands(seen, touchesMirrors);
    return refusal === null ? null : refusal.reason;
  }
  const refuses = (words: string): string =>
    `for a in "$@"; do case $a in --config-file=*) f=\${a#*=};; esac; done
     echo "unable to configure the Docker daemon with file $f: ${words}" >&2; exit 1`;

  it('is refused with its line and the words of the engine, without a name of ours', async () => {
    expect(
      await judged('{\n  "foo": 1\n}', refuses("don't match any configuration option: foo")),
    ).toMatchObject({
      kind: 'refused-file',
      line: 2,
      excerpt: { before: '', after: '"foo": 1' },
      lines: ["don't match any configuration option: foo"],
    });
  });

  it.each([
    ['is content', '{"a": 1}', 'exit 0'],
    ['comes to no word', '{"a": 1}', 'kill -9 $$'],
    ['is asked of a blank file', ' \n', refuses('EOF')],
    ['is asked of what is no JSON', '{a', refuses('invalid character')],
    ['refuses what the change takes out', '{"registry-mirrors": ["a.cn"]}', refuses('invalid mirror')],
    ['refuses a value that the change replaces', '{"registry-mirrors": "https://a.cn"}', refuses('[]string')],
  ])('is no obstacle where the engine %s', async (_, text, script) => {
    expect(await judged(text, script)).toBeNull();
  });

  it('is one where the change leaves the mirrors as they are', async () => {
    expect(
      await judged('{"registry-mirrors": ["a.cn"]}', refuses('invalid mirror: a.cn'), false),
    ).toMatchObject({
      kind: 'refused-file',
      line: 1,
    });
  });
});
