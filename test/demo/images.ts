import type { Content } from '../../src/demo/content.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage, type Image } from '../../src/demo/image.ts';

export const small: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [
    { seed: 'base', bytes: 300_000 },
    { seed: 'top', bytes: 20_000 },
  ],
});

export const older: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'docker',
  layers: [
    { seed: 'base', bytes: 300_000 },
    { seed: 'top-of-last-month', bytes: 20_000 },
  ],
});

export const content: Content = contentOf({ tagged: [small], untagged: [older] });
