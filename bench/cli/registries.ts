import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';

/**
 * A process of its own for the mirrors of a benchmark, so that their cost is not the tool's: starts as many as its argument says, prints their
 * addresses and a layer's path as one JSON line, and ends with its standard input.
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
const mirrors = [];
for (let index = 0; index < count; index += 1) mirrors.push(await startSimulatedMirror({ content }));
const [layer] = image.layers;
const population = {
  urls: mirrors.map(({ url }) => url),
  layerPath: `/v2/library/nginx/blobs/${layer?.digest}`,
};
console.log(JSON.stringify(population));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
