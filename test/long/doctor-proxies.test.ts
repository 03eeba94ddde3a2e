import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDockerd } from '../engines/support/dockerd.ts';
import { type DoctorLab, openDoctorLab, runDoctor } from '../engines/support/doctor-lab.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

/** The engine's own proxy, which stands between it and everybody; and one of the shell's, which it does not know. */

const build = await engineOf('sid');
let lab: DoctorLab;
beforeAll(async () => {
  lab = await openDoctorLab();
});
afterAll(async () => {
  await lab?.stop();
});

test.skipIf(build.kind === 'unavailable').each([
  ['dead', 'http://10.77.0.1:9', 'unreachable'],
  ['that wants a login', 'http://10.77.0.1:3407', 'login'],
  ['that refuses', 'http://10.77.0.1:3403', 'refused'],
  ['that cannot reach it', 'http://10.77.0.1:3502', 'failed'],
  ['that is a SOCKS port', 'http://10.77.0.1:1080', 'foreign'],
])('a proxy %s', async (_, proxy, did) => {
  if (build.kind === 'unavailable') return;
  await lab.hubAt('10.77.0.2');
  const dockerd = await startDockerd({
    build,
    namespace: lab.namespace,
    store: 'classic',
    config: '{}',
    env: { SSL_CERT_FILE: lab.ca, HTTPS_PROXY: proxy },
  });
  try {
    await lab.attach(dockerd);
    const pulled = await dockerd.docker('pull', 'library/hello');
    expect(pulled.code).not.toBe(0);
    for (const given of [pulled.stderr.trim(), 'library/hello']) {
      const { kinds, certainty, json } = await runDoctor(dockerd, [given]);
      expect([kinds[0], certainty], json).toEqual(['proxy-fails', 'proven']);
      expect(json).toMatch(new RegExp(`"did": "(?:${did}|socks)"`));
    }
  } finally {
    await dockerd.stop();
  }
});

test.skipIf(build.kind === 'unavailable')('a proxy of the shell that the engine does not know', async () => {
  if (build.kind === 'unavailable') return;
  await lab.hubAt('10.77.0.3');
  const env = { SSL_CERT_FILE: lab.ca };
  const dockerd = await startDockerd({
    build,
    namespace: lab.namespace,
    store: 'classic',
    config: '{}',
    env,
  });
  try {
    await lab.attach(dockerd);
    const { stderr } = await dockerd.docker('pull', 'library/hello');
    const shell = { HTTPS_PROXY: 'http://user:secret@10.77.0.1:3128' };
    const { kinds, json } = await runDoctor(dockerd, [stderr.trim()], shell);
    expect(kinds[0], json).toBe('shell-proxy-only');
    expect(json).not.toContain('secret');
  } finally {
    await dockerd.stop();
  }
});

test.skipIf(build.kind === 'unavailable')('the quota', async () => {
  if (build.kind === 'unavailable') return;
  await lab.hubAt('10.77.0.2');
  const dockerd = await startDockerd({
    build,
    namespace: lab.namespace,
    store: 'classic',
    config: '{}',
    env: { SSL_CERT_FILE: lab.ca },
  });
  try {
    await lab.attach(dockerd);
    const { exitCode, json } = await runDoctor(dockerd, ['--quota']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(json)).toMatchObject({
      quota: { limit: 100, remaining: 76, windowSeconds: 21_600, source: '192.0.2.7', login: null },
    });
  } finally {
    await dockerd.stop();
  }
});
