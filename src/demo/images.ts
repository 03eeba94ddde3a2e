import { contentOf, type RegistryContent } from './content.ts';
import { buildImage, type Image } from './image.ts';

/** What the demo's mirrors hold. Made once, on first use. */
export interface DemoContent {
  /** A good mirror's: today's images. */
  readonly today: RegistryContent;
  /** Last month's `nginx:latest`. */
  readonly lastMonth: RegistryContent;
  /** An `nginx:latest` that the Hub never had. */
  readonly invented: RegistryContent;
  /** The Hub's: today's images by tag, last month's still there by digest. */
  readonly hub: RegistryContent;
}

export function demoContent(): DemoContent {
  const current = nginx('demo-nginx-today');
  const older = nginx('demo-nginx-last-month');
  const others = [small('library/redis'), small('library/alpine'), small('library/hello-world')];
  return {
    today: contentOf({ tagged: [current, ...others] }),
    lastMonth: contentOf({ tagged: [older, ...others] }),
    invented: contentOf({ tagged: [nginx('demo-nginx-invented'), ...others] }),
    hub: contentOf({ tagged: [current, ...others], untagged: [older] }),
  };
}

/** A base layer a little above the 8 MiB at which a layer is worth measuring; the images share it, as rebuilt images do. */
const BASE = { seed: 'demo-base', bytes: 8_600_000 };

function nginx(seed: string): Image {
  const layers = [BASE, { seed, bytes: 400_000 }];
  return buildImage({ repository: 'library/nginx', tag: 'latest', format: 'oci', layers });
}

/** Something else to ask for by `--image`, in Docker's media types. */
function small(repository: string): Image {
  const layers = [{ seed: `demo-${repository.replace('/', '-')}`, bytes: 60_000 }];
  return buildImage({ repository, tag: 'latest', format: 'docker', layers });
}
