import path from 'node:path';
import { isThere } from '../../host/is-there.ts';

/** What people own in whose firmware another program keeps the engine's configuration: docs/boxes.md. */
export type BoxInstall = 'synology' | 'qnap' | 'openwrt';

/** This machine is one, by what its firmware alone has. */
export interface Box {
  readonly install: BoxInstall;
  /** The engine's file as its owner keeps it; null: where that lies is not known. */
  readonly file: string | null;
}

/** An engine that such a box keeps. */
export interface BoxEngine extends Box {
  /** What to run there; null: it is done in a window. */
  readonly command: string | null;
}

interface BoxProof {
  readonly install: BoxInstall;
  /** Files of the firmware: one of each row is there. No distribution has them, and no package of one puts them there. */
  readonly firmware: readonly (readonly string[])[];
  /** Where its owner keeps the engine's file; the first that is there. */
  readonly files: readonly string[];
  /** A file that only its own service gives to dockerd. */
  readonly givenFile: RegExp;
  /** By the file. */
  readonly command: (file: string) => string | null;
}

/**
 * How each is proven: by its firmware, or by the process. Where images lie is none, nor is a single file of settings: anybody's Debian may have a disk of a NAS, or a copy of /etc/config.
 * Stopped, an engine says nothing, so that the firmware alone is asked.
 */
const BOXES: readonly BoxProof[] = [
  {
    install: 'synology',
    firmware: [['/etc/synoinfo.conf'], ['/etc.defaults/VERSION', '/usr/syno/bin/synopkg']],
    files: ['/var/packages/ContainerManager/etc/dockerd.json', '/var/packages/Docker/etc/dockerd.json'],
    givenFile: /^\/var\/packages\//,
    command: (file) =>
      `synopkg restart ${/^\/var\/packages\/([\w.-]+)\//.exec(file)?.[1] ?? 'ContainerManager'}`,
  },
  {
    install: 'qnap',
    firmware: [['/etc/config/uLinux.conf'], ['/sbin/getcfg']],
    files: [],
    // Container Station, on any of its volumes.
    givenFile: /^\/share\/[^/]+\/\.qpkg\//,
    command: () => null,
  },
  {
    install: 'openwrt',
    firmware: [['/etc/openwrt_release'], ['/etc/config/dockerd']],
    files: ['/etc/config/dockerd'],
    // Its init script writes that at each start.
    givenFile: /^\/tmp\/dockerd\//,
    command: () =>
      "uci add_list dockerd.globals.registry_mirrors='https://…' && uci commit dockerd && /etc/init.d/dockerd reload",
  },
];

/** `root`: of the tree that is looked at. null: it is none of them. */
export async function provenBox(root = '/'): Promise<Box | null> {
  const firstOf = async (files: readonly string[]): Promise<string | null> => {
    for (const file of files) if (await isThere(path.join(root, file))) return file;
    return null;
  };
  for (const { install, firmware, files } of BOXES) {
    const found = await Promise.all(firmware.map(firstOf));
    if (found.every((file) => file !== null)) return { install, file: await firstOf(files) };
  }
  return null;
}

/** Whose an engine is that was given this file (undefined: none), on this box. null: nobody's but the machine's. Pure. */
export function engineOfBox(given: string | undefined, box: Box | null): BoxEngine | null {
  const proof =
    given === undefined
      ? BOXES.find(({ install }) => install === box?.install)
      : BOXES.find(({ givenFile }) => givenFile.test(given));
  if (proof === undefined) return null;
  const { install, files, command } = proof;
  // OpenWrt's is written anew from its settings, which are what is edited.
  const file = install === 'openwrt' ? (files[0] ?? null) : (given ?? box?.file ?? files[0] ?? null);
  return { install, file, command: command(file ?? '') };
}
