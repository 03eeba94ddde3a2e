import { contentOf, type RegistryContent } from '../../src/demo/content.ts';
import { buildImage, type Image } from '../../src/demo/image.ts';

const base = { seed: 'base', bytes: 300_000 };

/** What `nginx:latest` is today. */
export const current: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [base, { seed: 'top', bytes: 20_000 }],
});

/** What it was last month; in Docker's own media types. */
export const older: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'docker',
  layers: [base, { seed: 'top-of-last-month', bytes: 20_000 }],
});

/** What it never was. */
export const alien: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [base, { seed: 'top-with-a-miner', bytes: 20_000 }],
});

/** Of a user, not of the library. */
export const app: Image = buildImage({
  repository: 'team/app',
  tag: '1.0',
  format: 'docker',
  layers: [{ seed: 'app', bytes: 10_000 }],
});

/** A good mirror's and the Hub's own: last month's image is still there by its digest. */
export const content: RegistryContent = contentOf({ tagged: [current, app], untagged: [older] });
