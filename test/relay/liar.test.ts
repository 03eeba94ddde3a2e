import { afterEach, expect, it } from 'vitest';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { lies } from '../support/fake-registry-lying.ts';
import { current } from '../support/images.ts';
import { type RelayLab, startRelay } from './support.ts';

const lab: Lab = openLab();
let running: RelayLab | null = null;
afterEach(async () => {
  await running?.stop();
  await lab.stop();
});

/** So long an engine waits for a manifest. */
const ENGINE_MS = 30_000;

it.each([
  ['gives ten bytes before each cut', { gives: 10 }],
  ['gives them slowly', { gives: null, bytesPerSecond: 20_000 }],
])(
  'a tag and its manifests come in time though the best mirror tells more than there is and %s',
  async (_, gives) => {
    const liar = await lab.mirror(lies({ tells: (size) => size + 1_000_000, ...gives }));
    const good = await Promise.all([lab.mirror(), lab.mirror()]);
    const hub = await lab.hub();
    running = await startRelay(
      [liar, ...good].map(({ url }) => url),
      hub.url,
    );
    const wanted = [
      { name: 'latest', bytes: current.index.bytes },
      ...current.manifests.map(({ digest, bytes }) => ({ name: digest, bytes })),
    ];
    for (const { name, bytes } of wanted) {
      const { status, body } = await running.get(`/v2/library/nginx/manifests/${name}`);
      expect([status, body.equals(bytes)]).toEqual([200, true]);
    }
    expect(liar.requests.length).toBeLessThan(30);
  },
  ENGINE_MS,
);
