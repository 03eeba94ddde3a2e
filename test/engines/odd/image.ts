import { createHash } from 'node:crypto';
import { buildLayer } from '../../../src/demo/layer.ts';
import type { ImageEdit, ImageShape } from './mirror.ts';

export interface Part {
  readonly stage: 'top' | 'child' | 'config' | 'layer';
  readonly type: string;
  readonly bytes: Buffer;
}

/** One image, no byte of it shared with another seed's: engines keep what they have. */
export interface OddImage {
  readonly digest: string;
  readonly parts: ReadonlyMap<string, Part>;
}

const TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const;

/** `architecture`: of this machine in Go's words; the index has another one as well. */
export function oddImage(seed: string, shape: ImageShape, architecture: string): OddImage {
  const types = TYPES[shape.format];
  const other = TYPES[shape.format === 'oci' ? 'docker' : 'oci'];
  const has = (edit: ImageEdit): boolean => shape.edits.includes(edit);
  const parts = new Map<string, Part>();
  const store = (stage: Part['stage'], type: string, bytes: Buffer): { digest: string; size: number } => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    parts.set(digest, { stage, type, bytes });
    return { digest, size: bytes.length };
  };
  const built = Array.from({ length: shape.layers }, (_, index) =>
    buildLayer({ seed: `${seed}-${index}`, bytes: 3_000 + 500 * index }),
  );
  const layers = built.map(({ bytes }) => {
    const { digest, size } = store('layer', 'application/octet-stream', Buffer.from(bytes));
    return {
      mediaType: has('layer-type-unknown')
        ? 'application/vnd.example.layer'
        : `${types.layer}${has('layer-type-parameter') ? ';x=y' : ''}`,
      ...(has('layer-data-no-base64') ? { data: 'no base64!' } : {}),
      digest,
      size: has('layer-size-wrong') ? size + 1 : has('size-string') ? String(size) : size,
    };
  });
  const configOf = (arch: string): object => ({
    created: has('config-created-no-such-day') ? '2026-02-30T00:00:00Z' : '2026-01-01T00:00:00Z',
    os: 'linux',
    architecture: arch,
    config: {
      Env: has('config-env-string') ? 'PATH=/bin' : ['PATH=/bin'],
      Cmd: ['/bin/true'],
      Labels: { seed },
    },
    rootfs: { type: 'layers', diff_ids: built.map(({ diffId }) => (has('diff-id-none') ? 'none' : diffId)) },
    history: built.map(() => ({ created: '2026-01-01T00:00:00Z', created_by: 'odd' })),
  });
  const manifestFor = (arch: string, stage: 'top' | 'child'): { digest: string; size: number } => {
    const config = store('config', 'application/octet-stream', Buffer.from(JSON.stringify(configOf(arch))));
    const mediaType = has('manifest-media-type-of-other-format') ? other.manifest : types.manifest;
    return store(
      stage,
      types.manifest,
      json(shape.edits, {
        ...schemaVersion(shape.edits),
        ...(has('manifest-without-media-type') ? {} : { mediaType }),
        config: {
          mediaType: has('config-type-unknown') ? 'application/vnd.example.config' : types.config,
          digest: config.digest,
          size: has('config-size-wrong') ? config.size + 1 : config.size,
        },
        layers,
        ...(has('manifest-with-manifests') ? { manifests: [] } : {}),
      }),
    );
  };
  const indexOf = (
    manifests: readonly (object | null)[],
    stage: 'top' | 'child',
  ): { digest: string; size: number } =>
    store(
      stage,
      types.index,
      json(shape.edits, {
        ...schemaVersion(shape.edits),
        ...(has('index-without-media-type')
          ? {}
          : { mediaType: has('index-media-type-of-other-format') ? other.index : types.index }),
        manifests,
        ...(has('index-with-config') ? { config: {} } : {}),
      }),
    );
  const named = (arch: string): object =>
    has('platform-unnamed') ? {} : { platform: { os: 'linux', architecture: arch } };
  if (shape.top === 'image') return { digest: manifestFor(architecture, 'top').digest, parts };
  const mine = has('platform-missing') ? 's390x' : architecture;
  const child = manifestFor(mine, 'child');
  const entry = {
    mediaType: types.manifest,
    digest: child.digest,
    size: has('child-size-wrong') ? child.size + 1 : child.size,
    ...named(mine),
  };
  const foreign = has('platform-unnamed')
    ? []
    : [{ mediaType: types.manifest, ...manifestFor('ppc64le', 'child'), ...named('ppc64le') }];
  if (shape.top === 'index')
    return {
      digest: indexOf([...(has('foreign-entry-null') ? [null] : foreign), entry], 'top').digest,
      parts,
    };
  const inner = indexOf([entry], 'child');
  return {
    digest: indexOf([{ mediaType: types.index, ...inner, ...named(mine) }], 'top').digest,
    parts,
  };
}

function schemaVersion(edits: readonly ImageEdit[]): object {
  if (edits.includes('schema-version-missing')) return {};
  if (edits.includes('schema-version-string')) return { schemaVersion: '2' };
  return { schemaVersion: edits.includes('schema-version-1') ? 1 : 2 };
}

function json(edits: readonly ImageEdit[], value: object): Buffer {
  const has = (edit: ImageEdit): boolean => edits.includes(edit);
  let text = JSON.stringify(has('unknown-fields') ? { ...value, extra: { deep: [1, null] } } : value);
  if (has('keys-in-capitals'))
    text = text.replace(/"(mediaType|digest|size|config|layers|manifests)":/g, (key) => key.toUpperCase());
  if (has('duplicate-keys')) text = text.replace('{', '{"schemaVersion":7,');
  for (const [edit, [member, twice]] of Object.entries(TWICE))
    if (edits.some((one) => one === edit)) text = text.replace(member, twice);
  if (has('trailing-newline')) text += '\n';
  return Buffer.from(has('byte-order-mark') ? `\uFEFF${text}` : text);
}

const DIGEST = /"digest":("[^"]*")/g;
const SIZE = /"size":(\d+)/g;
const TYPE = /"mediaType":("[^"]*")/g;
const LAYERS = /"layers":(\[.*?\])/;
const CONFIG = /"config":\{("mediaType":"[^"]*"),([^}]*)\}/;
const OTHER_DIGEST = `"sha256:${'1'.repeat(64)}"`;

/** A member that is there twice: what is looked for, and what stands there then. */
const TWICE: Readonly<Partial<Record<ImageEdit, readonly [RegExp, string]>>> = {
  'digest-twice-other-first': [DIGEST, `"digest":${OTHER_DIGEST},"digest":$1`],
  'digest-twice-other-last': [DIGEST, `"digest":$1,"digest":${OTHER_DIGEST}`],
  'digest-twice-number-first': [DIGEST, '"digest":1,"digest":$1'],
  'size-twice-string-first': [SIZE, '"size":"$1","size":$1'],
  'size-twice-capitals-wrong': [SIZE, '"size":$1,"SIZE":1$1'],
  'size-twice-null-last': [SIZE, '"size":$1,"size":null'],
  'type-twice-other-first': [TYPE, '"mediaType":"text/plain","mediaType":$1'],
  'type-twice-other-capitals': [TYPE, '"mediaType":$1,"MEDIATYPE":"text/plain"'],
  'type-twice-number-first': [TYPE, '"mediaType":2,"mediaType":$1'],
  'layers-twice-others-first': [LAYERS, `"layers":[{"digest":${OTHER_DIGEST},"size":1},{}],"layers":$1`],
  'layers-twice-null-last': [LAYERS, '"layers":$1,"layers":null'],
  'layers-twice-none-last': [LAYERS, '"layers":$1,"layers":[]'],
  'config-twice-in-parts': [CONFIG, '"config":{$1},"config":{$2}'],
  'config-twice-null-last': [CONFIG, '"config":{$1,$2},"config":null'],
};
