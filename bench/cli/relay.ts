import { at, paced } from '../../src/demo/behaviour.ts';
import { startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { openNarrowLine } from '../support/narrow-line.ts';
import { content, large, MB, pull, relayOver, report, seconds, six } from '../support/relay-image.ts';

/**
 * What the relay brings, and what it takes. curl pulls, three layers at a time as an engine does:
 *
 * - three mirrors that throttle each connection: one large layer, and an image of six layers, from the best alone and through the relay;
 * - one good mirror, behind lines of several rates and of none: cold and warm against direct.
 */

const RATE = 4 * MB;

const throttled = await Promise.all(
  [1, 2, 3].map(() => startSimulatedMirror({ content, behaviour: at('layer', paced(RATE)) })),
);
const [best] = throttled;
if (best === undefined) throw new Error('no mirror');
const directLarge = await seconds(() => pull(best.url, large));
const directSix = await seconds(() => pull(best.url, ...six));
let relay = await relayOver(throttled);
report(
  'three throttled mirrors, one layer, relay/direct',
  (await seconds(() => pull(relay.url, large))) / directLarge,
);
report(
  'three throttled mirrors, six layers, relay/direct',
  (await seconds(() => pull(relay.url, ...six))) / directSix,
);
await relay.stop();
await Promise.all(throttled.map((mirror) => mirror.stop()));

const good = await startSimulatedMirror({ content });
for (const megabits of [20, 50, 100, 300, 1000, null]) {
  const line =
    megabits === null
      ? { url: good.url, stop: () => {} }
      : await openNarrowLine(good.url, megabits * 125_000);
  const direct = await seconds(() => pull(line.url, ...six));
  relay = await relayOver([line]);
  const cold = await seconds(() => pull(relay.url, ...six));
  const warm = await seconds(() => pull(relay.url, ...six));
  const name = `one good mirror, ${megabits === null ? 'loopback itself' : `a line of ${megabits} Mbit/s`}`;
  report(`${name}: direct`, direct, ' s');
  report(`${name}: cold / direct`, cold / direct);
  report(`${name}: warm / direct`, warm / direct);
  await relay.stop();
  line.stop();
}

await good.stop();
