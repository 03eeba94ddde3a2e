import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marked } from '../../src/use/install/mark.ts';
import { watchService } from '../../src/use/watch/units.ts';
import { ROOT, run } from '../status/workshop.ts';

/** What the installers' shell function makes of units that the commands write. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-services-'));
});
afterAll(() => rm(folder, { recursive: true }));

const unitOf = (program: string): string =>
  watchService({
    command: [program, 'mirror-watch', 'run'],
    everyHours: 3,
    againAfterSeconds: 60,
    secrets: null,
    homepage: '',
  });
const services = async (program: string): Promise<string> => {
  const script = join(ROOT, 'scripts/dist/services.sh');
  return (await run('sh', ['-c', '. "$1"; services_of "$2" "$3"', 'sh', script, program, folder])).stdout;
};

describe.skipIf(process.platform === 'win32')('services of a program', () => {
  it('are told by the command that takes them away', async () => {
    expect(await services('/usr/bin/mirror-check')).toBe('');
    const path = join(folder, 'mirror-watch.service');
    await writeFile(path, marked(path, unitOf('/usr/bin/mirror-check')));
    const prune = join(folder, 'mirror-cache-prune@.service');
    await writeFile(prune, marked(prune, unitOf('/usr/bin/mirror-check')));
    expect(await services('/usr/bin/mirror-check')).toBe(
      '  sudo mirror-cache down\n  sudo mirror-watch uninstall\n',
    );
    expect(await services('/usr/local/bin/mirror-check')).toBe('');
    await rm(prune);
    await writeFile(path, marked(path, unitOf('/home/a b/bin/mirror-check')));
    expect(await services('/home/a b/bin/mirror-check')).toBe('  sudo mirror-watch uninstall\n');
    // Written by somebody himself.
    await writeFile(path, unitOf('/usr/bin/mirror-check'));
    expect(await services('/usr/bin/mirror-check')).toBe('');
  });
});
