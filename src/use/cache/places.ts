import { join } from 'node:path';
import { instanceName } from '../../cache/index.ts';

/** Where the caches of this machine have what is theirs. */
export const CONFIG_FOLDER = '/etc/mirror-cache';
export const UNIT_FOLDER = '/etc/systemd/system';
export const SERVICE_UNIT = 'mirror-cache@.service';
export const ADDRESS_UNIT = 'mirror-cache-address.service';
/** As systemd names the unit of a mount at `STATE_FOLDER`: systemd-escape(1). */
export const MOUNT_UNIT = 'var-lib-private-mirror\\x2dcache.mount';
export const PRUNE_UNIT = 'mirror-cache-prune@.service';
export const TIMER_UNIT = 'mirror-cache-prune@.timer';

/** Debian's, which a service may be pointed to. */
export const REGISTRY_PROGRAM = '/usr/bin/docker-registry';

/** Readable for everybody: where it listens, whom it asks. */
export function configFile(registry: string): string {
  return join(CONFIG_FOLDER, `${instanceName(registry)}.yml`);
}

/** For root alone: proxies and an account. */
export function secretFile(registry: string): string {
  return join(CONFIG_FOLDER, `${instanceName(registry)}.env`);
}

export function unitFile(unit: string): string {
  return join(UNIT_FOLDER, unit);
}

/** `mirror-cache@.service` of a registry. */
export function unitOf(template: string, registry: string): string {
  return template.replace('@', `@${instanceName(registry)}`);
}

/** Made when the cache is set up: by it systemd starts it. */
export function startLink(registry: string): string {
  return join(UNIT_FOLDER, 'multi-user.target.wants', unitOf(SERVICE_UNIT, registry));
}

/** Where systemd keeps the state of services whose user comes and goes. */
export const STATE_FOLDER = '/var/lib/private/mirror-cache';

/** In which each cache has a folder. `data`: that of `--data`. */
export function dataFolder(data: string | null): string {
  return data ?? STATE_FOLDER;
}

/** As systemd makes it: the folder itself lies in /var/lib/private, this is a link. */
export function stateFolder(registry: string): string {
  return join('/var/lib/mirror-cache', instanceName(registry));
}

/** In a cache's folder: what docker-registry keeps. */
export const STORE = 'docker/registry/v2';

/** In a cache's folder: what was pulled when, from prune to prune. */
export const PULLS_FILE = 'mirror-cache-pulls.json';
/** On its way to it. */
export const PULLS_FILE_NEW: string = `.${PULLS_FILE}.new`;
