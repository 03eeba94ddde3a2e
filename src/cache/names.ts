import { authority } from '../names/authority.ts';

/** A registry's name as a file, a folder and a unit's instance have it: a colon separates things in StateDirectory=. Pure. */
export function instanceName(registry: string): string {
  return registry.replace(':', '_');
}

/** The other way: no registry has an underscore in its name. Pure. */
export function registryOf(instance: string): string {
  return instance.replace('_', ':');
}

/** `http://10.0.0.1:5100`. Pure. */
export function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${authority(host, port)}`;
}
