import type { Read } from './go/coding.ts';
import { type GoObject, unmarshal } from './go/json.ts';

/**
 * Docker's two stores hold the layers of a manifest against the `rootfs.diff_ids` of its config: as many of one as of the other, each the sha256 of a layer that was unpacked. A config that was not seen whole is taken as right.
 * moby: distribution/pull_v2.go, `errRootFSMismatch`; containerd: core/unpack/unpacker.go, "mismatched image rootfs and manifest layers". podman pulls such an image.
 */
export function fitsLayers(config: Read, layers: number, limitBytes: number): boolean {
  if (config.kind !== 'bytes') return true;
  const rootfs = unmarshal(config.bytes, limitBytes)?.object('rootfs') ?? null;
  const ids = rootfs?.strings('diff_ids') ?? [];
  return ids.length === layers && ids.every((id) => SHA256.test(id ?? ''));
}

const SHA256 = /^sha256:[\da-f]{64}$/;

/**
 * The classic store reads the whole config, so that a field of the wrong type anywhere in it spoils the image; a `rootfs` that is null in the end, or an image for another operating system, does as well. Some fields (labels, the health check, the history) only since 23.0. moby: image/image.go, `NewFromJSON`; distribution/pull_v2.go, `checkOSFamily`;
 * api/types/container/config.go and moby/docker-image-spec: specs-go/v1/image.go.
 */
export function isConfigForClassic(config: Read, os: string, limitBytes: number): boolean {
  if (config.kind !== 'bytes') return true;
  const json = unmarshal(config.bytes, limitBytes);
  if (json === null || !json.given('rootfs') || !isTyped(json, IMAGE)) return false;
  const named = json.string('os') ?? '';
  if (named !== '' && named.toLowerCase() !== os) return false;
  if (!(json.objects('history') ?? []).every((one) => isTyped(one, HISTORY))) return false;
  const inner = [json.object('config'), json.object('container_config')];
  return inner.every((one) => one === null || (one !== undefined && isContainerConfig(one)));
}

/**
 * containerd and containers-image read the config as the specification's struct: a field of another type spoils the image. image-spec: specs-go/v1/config.go. Seen with containerd 1.6 to 2.1, Docker 26 and podman 4.3.
 */
export function isConfigOfSpec(config: Read, limitBytes: number): boolean {
  if (config.kind !== 'bytes') return true;
  const json = unmarshal(config.bytes, limitBytes);
  if (json === null) return false;
  const inner = json.object('config');
  return inner !== undefined && isTyped(json, SPEC) && (inner === null || isTyped(inner, SPEC_CONFIG));
}

type Kind = 'string' | 'strings' | 'boolean' | 'integer' | 'time' | 'stringMap' | 'object' | 'objects';
type Fields = Readonly<Record<string, Kind>>;

const HISTORY: Fields = {
  created: 'time',
  author: 'string',
  created_by: 'string',
  comment: 'string',
  empty_layer: 'boolean',
};

const SPEC: Fields = {
  created: 'time',
  author: 'string',
  architecture: 'string',
  variant: 'string',
  os: 'string',
  'os.version': 'string',
  'os.features': 'strings',
  history: 'objects',
};

const IMAGE: Fields = {
  ...SPEC,
  id: 'string',
  parent: 'string',
  comment: 'string',
  container: 'string',
  docker_version: 'string',
};

const SPEC_CONFIG: Fields = {
  User: 'string',
  ExposedPorts: 'object',
  Env: 'strings',
  Volumes: 'object',
  WorkingDir: 'string',
  Labels: 'stringMap',
  StopSignal: 'string',
};

const CONTAINER: Fields = {
  ...SPEC_CONFIG,
  Hostname: 'string',
  Domainname: 'string',
  Image: 'string',
  OnBuild: 'strings',
  Healthcheck: 'object',
  Tty: 'boolean',
  OpenStdin: 'boolean',
  StdinOnce: 'boolean',
  AttachStdin: 'boolean',
  AttachStdout: 'boolean',
  AttachStderr: 'boolean',
};

const HEALTHCHECK: Fields = {
  Test: 'strings',
  Interval: 'integer',
  Timeout: 'integer',
  StartPeriod: 'integer',
  Retries: 'integer',
};

function isContainerConfig(json: GoObject): boolean {
  const check = json.object('Healthcheck') ?? null;
  return isTyped(json, CONTAINER) && (check === null || isTyped(check, HEALTHCHECK));
}

function isTyped(json: GoObject, fields: Fields): boolean {
  return Object.entries(fields).every(([name, kind]) => json[kind](name) !== undefined);
}
