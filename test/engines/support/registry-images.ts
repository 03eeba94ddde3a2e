import { buildImage, type Image } from '../../../src/demo/image.ts';

const base = { seed: 'engines-base', bytes: 8_600_000 };

/** `nginx:latest`: layers of two sizes, eight platforms, an attestation. */
export const oci: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [base, { seed: 'engines-top', bytes: 300_000 }],
});

/** What `nginx:latest` was before. */
export const formerOci: Image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [base, { seed: 'engines-former-top', bytes: 300_000 }],
});

/** `team/app:1.0`, in Docker's media types. */
export const docker: Image = buildImage({
  repository: 'team/app',
  tag: '1.0',
  format: 'docker',
  layers: [{ seed: 'engines-app', bytes: 700_000 }],
});
