import path from 'node:path';
import { type Box, type BoxInstall, engineOfBox } from './boxes.ts';
import { type Endpoint, renderEndpoint } from './endpoint.ts';
import { type DockerdFlag, valuesOfFlag } from './flags.ts';

/** What is known of the engine and of the machine before its configuration is looked for. */
export interface LocateInput {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Linux under Windows. */
  readonly wsl: boolean;
  /** Of the account that owns the engine: the user of a rootless one, the sudo user for Docker Desktop. */
  readonly home: string;
  readonly xdgConfigHome: string | null;
  readonly endpoint: Endpoint;
  /** It is on this machine, as far as the address tells. */
  readonly local: boolean;
  /** The docker context in use; null for the default one. */
  readonly context: string | null;
  /** From `GET /info` and `GET /version`; null where the engine does not run. */
  readonly engine: EngineIdentity | null;
  /** The snap's service keeps it. */
  readonly snap: boolean;
  /** In force, or set by the service's files; the path of `--config-file` is whole. */
  readonly flags: readonly DockerdFlag[];
  /** What this machine is proven to be. */
  readonly box: Box | null;
  /** `--config`. */
  readonly config: string | null;
}

export interface EngineIdentity {
  readonly operatingSystem: string;
  readonly securityOptions: readonly string[];
  readonly dockerRootDir: string;
  /** Names of `GET /version` `Components`: `Engine`, `Podman Engine` … */
  readonly components: readonly string[];
}

export type Install = 'rootful' | 'rootless' | 'snap' | 'desktop' | 'windows';

/** Engines whose file is another tool's, or not on this machine. */
export type ForeignInstall =
  | 'remote'
  | 'podman'
  | 'colima'
  | 'orbstack'
  | 'rancher-desktop'
  | 'lima'
  | 'desktop-from-wsl'
  | 'truenas'
  | BoxInstall;

export interface Located {
  readonly kind: 'located';
  readonly install: Install;
  readonly configPath: string;
  /** What the user runs to activate a change, where that is not ours to do; null: the service manager does it. */
  readonly byHand: string | null;
  /** Where hosts.toml and CAs of this engine lie; null where they are out of reach. */
  readonly certsDir: string | null;
  /** Where systemd looks for a drop-in of the engine's service; null where that is not for us to write. */
  readonly dropInDir: string | null;
}

export interface NotLocated {
  readonly kind: 'foreign';
  readonly install: ForeignInstall;
  /** The engine's address, for `remote`. */
  readonly endpoint: string;
  /** The file that its owner keeps; null where there is none to edit. */
  readonly file: string | null;
  /** What to run there, or instead; null where it is done in a window. */
  readonly command: string | null;
  /** Of one that answers at an address of this machine, and whose files are not this machine's. */
  readonly outOfSight?: OutOfSight;
}

export interface OutOfSight {
  /** What it calls itself: mostly the name of its host. */
  readonly name: string | null;
  /** Its process, which lives among other files; null: not seen. */
  readonly pid: number | null;
}

/**
 * Which file configures this engine, and how it is made to read it. Decided by what the engine says of itself, not by
 * which files exist: a Docker Desktop machine may have an /etc/docker/daemon.json that nobody reads.
 */
export function locateDocker(input: LocateInput): Located | NotLocated {
  return foreignInstall(input) ?? installOf(input);
}

function foreignInstall(input: LocateInput): NotLocated | null {
  const { endpoint, engine, home, context } = input;
  const posix = (...parts: readonly string[]): string => path.posix.join(home, ...parts);
  const foreign = (install: ForeignInstall, file: string | null, command: string | null): NotLocated => ({
    kind: 'foreign',
    install,
    endpoint: renderEndpoint(endpoint),
    file,
    command,
  });
  const socket = endpoint.kind === 'unix' ? endpoint.path : '';
  const system = engine?.operatingSystem ?? '';
  const rootDir = engine?.dockerRootDir ?? '';
  if (!input.local) return foreign('remote', null, null);
  if (engine?.components.includes('Podman Engine') === true || /\/podman(?:\.sock|\/)/.test(socket)) {
    return foreign('podman', '/etc/containers/registries.conf', null);
  }
  const colima = /\/\.colima\/([^/]+)\//.exec(socket)?.[1] ?? /^colima(?:-(.+))?$/.exec(context ?? '')?.[1];
  if (colima !== undefined || context === 'colima') {
    const profile = colima ?? 'default';
    const suffix = profile === 'default' ? '' : ` ${profile}`;
    return foreign('colima', posix('.colima', profile, 'colima.yaml'), `colima restart${suffix}`);
  }
  if (socket.includes('/.orbstack/') || context === 'orbstack' || system.startsWith('OrbStack')) {
    return foreign('orbstack', posix('.orbstack', 'config', 'docker.json'), 'orb restart docker');
  }
  if (socket.includes('/.rd/') || context === 'rancher-desktop' || system.startsWith('Rancher Desktop')) {
    return foreign('rancher-desktop', null, 'rdctl shutdown && rdctl start');
  }
  const lima = /\/\.lima\/([^/]+)\//.exec(socket)?.[1];
  if (lima !== undefined) {
    return foreign(
      'lima',
      posix('.lima', lima, 'lima.yaml'),
      `limactl stop ${lima} && limactl start ${lima}`,
    );
  }
  if (isDesktop(input) && input.wsl) return foreign('desktop-from-wsl', null, 'docker desktop restart');
  if (input.config !== null) return null;
  const file = configFlag(input);
  const kept = engineOfBox(file, input.box);
  if (kept !== null) return foreign(kept.install, kept.file, kept.command);
  return rootDir.startsWith('/mnt/.ix-apps/') ? foreign('truenas', null, null) : null;
}

function installOf(input: LocateInput): Located {
  const { home, config } = input;
  if (isDesktop(input)) {
    const { join } = input.platform === 'win32' ? path.win32 : path.posix;
    const configPath = config ?? join(home, '.docker', 'daemon.json');
    return { ...OUT_OF_REACH, install: 'desktop', configPath, byHand: 'docker desktop restart' };
  }
  if (input.platform === 'win32') {
    const dataRoot = input.engine?.dockerRootDir ?? 'C:\\ProgramData\\docker';
    const configPath = configOf(input, path.win32.join(dataRoot, 'config', 'daemon.json'));
    return { ...OUT_OF_REACH, install: 'windows', configPath, byHand: 'Restart-Service docker' };
  }
  if (isRootless(input)) {
    const configHome = input.xdgConfigHome ?? path.posix.join(home, '.config');
    return {
      kind: 'located',
      install: 'rootless',
      configPath: configOf(input, path.posix.join(configHome, 'docker', 'daemon.json')),
      byHand: null,
      certsDir: path.posix.join(configHome, 'docker', 'certs.d'),
      dropInDir: path.posix.join(configHome, 'systemd', 'user', 'docker.service.d'),
    };
  }
  if (input.snap) {
    // Its own --config-file names one revision; `current` outlives a refresh.
    const configPath = config ?? '/var/snap/docker/current/config/daemon.json';
    return { ...OUT_OF_REACH, install: 'snap', configPath, byHand: null };
  }
  return {
    kind: 'located',
    install: 'rootful',
    configPath: configOf(input, '/etc/docker/daemon.json'),
    byHand: null,
    certsDir: '/etc/docker/certs.d',
    dropInDir: '/etc/systemd/system/docker.service.d',
  };
}

const OUT_OF_REACH = { kind: 'located', certsDir: null, dropInDir: null } as const;

/** `--config`, else dockerd's own `--config-file`. */
function configOf(input: LocateInput, fallback: string): string {
  return input.config ?? configFlag(input) ?? fallback;
}

function configFlag({ flags }: LocateInput): string | undefined {
  return valuesOfFlag(flags, 'config-file').at(-1);
}

function isDesktop({ engine, context, endpoint, platform, flags }: LocateInput): boolean {
  if (engine !== null) return engine.operatingSystem.startsWith('Docker Desktop');
  if (context !== null && /^desktop-(?:linux|windows)$/.test(context)) return true;
  if (endpoint.kind === 'unix') {
    // A Mac runs no dockerd of its own: what listens on the usual socket is Docker Desktop's.
    return (
      /\/\.docker\/(?:run|desktop)\/docker\.sock$/.test(endpoint.path) ||
      (platform === 'darwin' && flags.length === 0)
    );
  }
  return endpoint.kind === 'npipe' && /dockerDesktop/i.test(endpoint.path);
}

function isRootless({ engine, endpoint, flags }: LocateInput): boolean {
  if (engine !== null) return engine.securityOptions.some((option) => /^name=rootless(?:,|$)/.test(option));
  if (flags.some(({ name }) => name === 'rootless')) return true;
  return endpoint.kind === 'unix' && /^\/run\/user\/[1-9]\d*\/docker\.sock$/.test(endpoint.path);
}
