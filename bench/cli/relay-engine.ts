import { startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { CONTAINERD_STORE, startDockerd } from '../../test/engines/support/dockerd.ts';
import { engineOf } from '../../test/engines/support/fetch-engine.ts';
import { openNarrowLine } from '../support/narrow-line.ts';
import { content, relayOver, report, seconds } from '../support/relay-image.ts';

/**
 * A real, cold dockerd (Debian sid's) pulls an image of six layers of 8 MB from one good mirror, direct and through a relay that knows nothing yet: over a line of
 * 100 Mbit/s, and from loopback itself. The middle of three. Needs root.
 */

const build = await engineOf('sid');
if (build.kind !== 'engine') throw new Error(build.why);
const good = await startSimulatedMirror({ content });

async function pullOnce(store: 'classic' | 'containerd', mirror: string): Promise<number> {
  if (build.kind !== 'engine') throw new Error(build.why);
  const dockerd = await startDockerd({
    build,
    // This machine's own: the mirror is on its loopback, and the Hub is nowhere.
    namespace: { prefix: ['nsenter', '--net=/proc/self/ns/net'] },
    hosts: { 'registry-1.docker.io': '127.0.0.1', 'auth.docker.io': '127.0.0.1' },
    store,
    config: JSON.stringify({
      'registry-mirrors': [mirror],
      'shutdown-timeout': 3,
      ...(store === 'containerd' ? CONTAINERD_STORE : {}),
    }),
  });
  try {
    return await seconds(async () => {
      const { code, stderr } = await dockerd.docker(
        'pull',
        '--quiet',
        '--platform',
        'linux/amd64',
        'library/bench:latest',
      );
      if (code !== 0) throw new Error(stderr);
    });
  } finally {
    await dockerd.stop();
  }
}

for (const megabits of [100, 1000, null]) {
  for (const store of ['classic', 'containerd'] as const) {
    const line =
      megabits === null
        ? { url: good.url, stop: () => {} }
        : await openNarrowLine(good.url, megabits * 125_000);
    const [direct, through]: [number[], number[]] = [[], []];
    for (let round = 0; round < 3; round += 1) {
      direct.push(await pullOnce(store, line.url));
      const relay = await relayOver([line]);
      through.push(await pullOnce(store, relay.url));
      await relay.stop();
    }
    const [one = 0, other = 0] = [direct, through].map((all) => all.toSorted((a, b) => a - b)[1] ?? 0);
    const name = `dockerd ${build.version} ${store}, ${megabits === null ? 'loopback itself' : `${megabits} Mbit/s`}`;
    report(`${name}: direct`, one, ' s');
    report(`${name}: cold through the relay / direct`, other / one);
    line.stop();
  }
}
await good.stop();
