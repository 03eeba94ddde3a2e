import { type EngineVersion, isAtLeast, type Release } from './version.ts';

/** What one release of dockerd can do, as far as it changes what is written or how it is made to take effect. */
export interface Capabilities {
  /** daemon.json may name mirrors; before, only options do. */
  readonly mirrorsInFile: boolean;
  /** SIGHUP makes it read `registry-mirrors` anew. */
  readonly reloadMirrors: boolean;
  /** `dockerd --validate` exists. */
  readonly validateFlag: boolean;
  /** `proxies` is a key; without it the key keeps the daemon from starting. */
  readonly proxiesKey: boolean;
  /** A byte-order mark, and UTF-16 with one, are read; and invalid UTF-8 is refused. */
  readonly bom: boolean;
  /** An empty or blank file counts as `{}`; without it the daemon does not start. */
  readonly emptyFile: boolean;
  /** A mirror's URL may have a path. */
  readonly mirrorPath: boolean;
  /** With the containerd store and in `docker build`, `https://m/pre` is asked as `/pre/v2/`, not `/v2/pre/`. */
  readonly pathBeforeV2: boolean;
  /** With the containerd store and in `docker build`, `http://` is not turned into https. */
  readonly httpMirrorOnContainerdStore: boolean;
  /** `certs.d/docker.io/hosts.toml` is read, and wins over `registry-mirrors`, on the containerd store and in `docker build`. */
  readonly hostsToml: boolean;
  /** On the containerd store one insecure mirror switches TLS verification off for Docker Hub too. */
  readonly sharedTlsWeakness: boolean;
  /** An explicit `insecure-registries` takes away the loopback's standing as insecure. */
  readonly loopbackSecurable: boolean;
  /** A fresh data-root gets containerd's image store. */
  readonly containerdByDefault: boolean;
  /** `--validate`, and a reload, look at the mirrors' URLs. */
  readonly validatesMirrors: boolean;
  /** `docker build` forgets the mirrors of a base image some minutes after its last use; without it only a restart makes it. */
  readonly buildForgetsMirrors: boolean;
}

/** Read in moby's and containerd's tags, tried on 20.10, 26.1 and 28.5: docs/engines/docker.md has the evidence. */
const SINCE: Readonly<Record<keyof Capabilities, Release>> = {
  mirrorsInFile: [1, 12, 0],
  reloadMirrors: [17, 4, 0],
  validateFlag: [23, 0, 0],
  proxiesKey: [23, 0, 0],
  bom: [23, 0, 0],
  emptyFile: [23, 0, 0],
  mirrorPath: [24, 0, 8],
  pathBeforeV2: [28, 0, 0],
  httpMirrorOnContainerdStore: [28, 0, 0],
  hostsToml: [28, 0, 0],
  sharedTlsWeakness: [28, 0, 0],
  validatesMirrors: [28, 3, 0],
  buildForgetsMirrors: [23, 0, 0],
  loopbackSecurable: [29, 10, 0],
  containerdByDefault: [29, 0, 0],
};

/** Of an engine that does not name its release only the safe half is assumed: no new ability, every known weakness. */
const UNKNOWN: Capabilities = {
  mirrorsInFile: true,
  reloadMirrors: true,
  validateFlag: false,
  proxiesKey: false,
  bom: false,
  emptyFile: false,
  mirrorPath: false,
  pathBeforeV2: false,
  httpMirrorOnContainerdStore: false,
  hostsToml: true,
  sharedTlsWeakness: true,
  validatesMirrors: false,
  buildForgetsMirrors: false,
  loopbackSecurable: false,
  containerdByDefault: false,
};

export function capabilitiesOf(version: EngineVersion | null): Capabilities {
  if (version === null) return UNKNOWN;
  const since = (ability: keyof Capabilities): boolean => isAtLeast(version, SINCE[ability]);
  return {
    mirrorsInFile: since('mirrorsInFile'),
    reloadMirrors: since('reloadMirrors'),
    validateFlag: since('validateFlag'),
    proxiesKey: since('proxiesKey'),
    bom: since('bom'),
    emptyFile: since('emptyFile'),
    mirrorPath: since('mirrorPath'),
    pathBeforeV2: since('pathBeforeV2'),
    httpMirrorOnContainerdStore: since('httpMirrorOnContainerdStore'),
    hostsToml: since('hostsToml'),
    sharedTlsWeakness: since('sharedTlsWeakness'),
    validatesMirrors: since('validatesMirrors'),
    buildForgetsMirrors: since('buildForgetsMirrors'),
    loopbackSecurable: since('loopbackSecurable'),
    containerdByDefault: since('containerdByDefault'),
  };
}
