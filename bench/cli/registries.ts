import { at, type Behaviour, chain, honest, paced, refuses, waits } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { logUniform, type Random, seeded } from '../support/random.ts';

/**
 * A process of its own for the mirrors of a benchmark, so that their cost is not the tool's: starts as many as its argument says, prints their
 * addresses and a layer's path as one JSON line, and ends with its standard input. `mixed`: a third dead or refusing, the others with 0.05-12 MB/s, one in ten asleep for a while
 * before a layer.
 */
const count = Number(process.argv[2] ?? '1');
const image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [
    { seed: 'bench-base', bytes: 8_600_000 },
    { seed: 'bench-top', bytes: 400_000 },
  ],
});
const content = contentOf({ tagged: [image] });
const mixed = process.argv[3] === 'mixed';
const random = seeded(1);
const mirrors = [];
for (let index = 0; index < count; index += 1) {
  const behaviour = mixed ? drawBehaviour(random) : honest;
  // Of the dead no port is kept: nobody listens where nothing is.
  mirrors.push(
    behaviour === null
      ? { url: `http://127.0.8.${index % 250}:1/${index}` }
      : await startSimulatedMirror({ content, behaviour }),
  );
}
const [layer] = image.layers;
const population = {
  urls: mirrors.map(({ url }) => url),
  layerPath: `/v2/library/nginx/blobs/${layer?.digest}`,
};
console.log(JSON.stringify(population));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

/** null: dead. */
function drawBehaviour(random: Random): Behaviour | null {
  const fate = random();
  if (fate < 1 / 6) return null;
  if (fate < 1 / 3) return at('manifest', refuses(403, 'DENIED', 'not for you'));
  const rate = at('layer', paced(logUniform(random, 50_000, 12_000_000)));
  return random() < 0.1 ? chain(at('layer', waits(logUniform(random, 500, 8_000))), rate) : rate;
}
