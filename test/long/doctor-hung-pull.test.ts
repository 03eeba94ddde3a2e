import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from '../engines/support/dockerd.ts';
import { type DoctorLab, openDoctorLab, runDoctor } from '../engines/support/doctor-lab.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

/** A mirror that takes requests and never answers, while the Hub is well: the pull has no end and no text, and the doctor is asked with the image alone, while it hangs. */

/** Longer than the Hub's way would take many times over, and shorter than anybody waits. */
const HANGS_MS = 30_000;
const SILENT = { everywhere: 'http://10.77.0.1:5600', blobs: 'http://10.77.0.1:5903' } as const;
const WELL = 'http://10.77.0.1:5001';

let lab: DoctorLab;
beforeAll(async () => {
  lab = await openDoctorLab();
  await lab.hubAt('10.77.0.2');
});
afterAll(() => lab?.stop());

const build = await engineOf('sid');
if (build.kind !== 'engine') throw new Error(build.why);

describe.each([
  ['classic', SILENT.blobs],
  ['containerd', SILENT.everywhere],
  ['containerd', SILENT.blobs],
] as const)('%s store, %s', (store, silent) => {
  let dockerd: Dockerd;
  const features = store === 'containerd' ? CONTAINERD_STORE : {};
  const config = (mirror: string): string => JSON.stringify({ ...features, 'registry-mirrors': [mirror] });
  const start = async (mirror: string): Promise<void> => {
    dockerd = await startDockerd({
      build,
      namespace: lab.namespace,
      store,
      config: config(mirror),
      env: { SSL_CERT_FILE: lab.ca },
    });
    await lab.attach(dockerd);
  };
  beforeAll(() => start(silent));
  afterAll(() => dockerd?.stop());

  const pull = (image: string): ChildProcess => {
    const { root } = dockerd.build;
    const [program = '', ...args] = [
      ...dockerd.prefix,
      ...['env', '-i', 'HOME=/nonexistent', `${root === '/' ? '' : root}/usr/bin/docker`],
      ...['--host', `unix://${dockerd.socket}`, 'pull', image],
    ];
    return spawn(program, args, { stdio: 'ignore' });
  };
  /** As if it had been begun six minutes ago: nobody waits so long here. */
  const beforeLong = async (folder: string): Promise<void> => {
    const began = Date.now() / 1000 - 360;
    const names = (await readdir(folder)).filter((name) => name.startsWith('GetImageBlob'));
    expect(names).not.toEqual([]);
    for (const name of names) await utimes(join(folder, name), began, began);
  };
  /** Its exit code; null: it goes on after `ms`, and is left. */
  const codeOf = async (client: ChildProcess, ms: number): Promise<unknown> => {
    const timer = AbortSignal.timeout(ms);
    try {
      const [code] = await once(client, 'exit', { signal: timer });
      return code;
    } catch {
      client.kill('SIGKILL');
      return null;
    }
  };

  test('hangs, is named while it does, and what becomes of it with a mirror that is well', async () => {
    const hanging = pull('library/hung');
    const ended = codeOf(hanging, HANGS_MS);
    const seen = await runDoctor(dockerd, ['library/hung']);
    expect(await ended).toBeNull();
    expect(seen.json).toContain('"hangs": true');
    expect(seen.kinds[0]).toBe('mirror-stops-pull');

    await writeFile(dockerd.configPath, config(WELL));
    process.kill(dockerd.pid, 'SIGHUP');
    await expect
      .poll(async () => JSON.stringify((await dockerd.info())['RegistryConfig']))
      .toContain('10.77.0.1:5001/');
    const again = await codeOf(pull('library/hung'), HANGS_MS);
    // The classic store joins it to the one that hangs, whose client is long gone.
    expect(again).toBe(store === 'classic' ? null : 0);
    if (store === 'containerd') return;
    expect((await runDoctor(dockerd, ['library/hung'])).verdict).toBe('healthy');
    await beforeLong(join(String((await dockerd.info())['DockerRootDir']), 'tmp'));
    const later = await runDoctor(dockerd, ['library/hung']);
    expect([later.kinds[0], later.certainty], later.json).toEqual(['download-stands', 'likely']);
  });
});
