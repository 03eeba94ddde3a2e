import { join } from 'node:path/posix';
import { lacks } from '../../doctor/disk.ts';
import { DOWNLOADS } from '../../doctor/limits.ts';
import type { EngineSeen, MachineSeen } from '../../doctor/seen.ts';
import type { Examination, NodeFile } from '../../engines/engine.ts';
import { bridgeNetworks } from '../../host/bridges.ts';
import { diskSpace, isReadOnly } from '../../host/disk-space.ts';
import { emptyFor } from '../../host/idle-files.ts';
import { isInstalled } from '../../host/installed.ts';
import { isGone, isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { hasDefaultRoute, ipFamilies } from '../../host/network.ts';
import { anybodyMayRead } from '../../host/others-may-read.ts';
import { readTextFile } from '../../host/read-text.ts';
import { hasAuthorities } from '../../host/trust.ts';
import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { CaStore } from '../../words/doctor/cause.ts';

/** Files of the machine that decide where a name leads and what is left to write to. `hosts`: those of a pull. */
export async function lookAtMachine(
  engine: EngineSeen,
  node: Pick<NodeFile, 'dataRoot'> | null,
  hosts: readonly string[],
  platform: NodeJS.Platform,
): Promise<MachineSeen> {
  const hostsFile = platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
  const resolvConf = await textOf('/etc/resolv.conf');
  const routes = await textOf('/proc/net/route');
  const examined = 'examined' in engine ? engine.examined : null;
  const downloads = examined?.downloads ?? null;
  return {
    disk: await worstDisk(examined === null ? [node?.dataRoot ?? null] : await placesOf(examined)),
    hostsLines: hostsLines(await textOf(hostsFile), hosts).map((line) => ({ ...line, path: hostsFile })),
    caStore: await caStore(),
    nameServers: nameServers(resolvConf),
    namesClosed: process.geteuid?.() === 0 && !(await anybodyMayRead('/etc/resolv.conf')),
    families: ipFamilies(),
    defaultRoute: hasDefaultRoute(routes),
    bridges: bridgeNetworks(routes),
    strayFiles: isElsewhere(engine) && (await isThere(USUAL_FILE)) ? [USUAL_FILE] : [],
    waitingMs: downloads === null ? null : await emptyFor(downloads.folder, downloads.prefix, DOWNLOADS.most),
    authorities: engine.kind === 'engine' ? hasAuthorities(engine.examined.trust) : null,
    missingFolder: downloads !== null && (await isGone(downloads.folder)) ? downloads.folder : null,
  };
}

/** Its containerd may be the system's, which keeps images elsewhere, and downloads may have a folder of their own. */
async function placesOf({ dataRoot, store, downloads }: Examination): Promise<readonly (string | null)[]> {
  const isSystems =
    store === 'containerd' && dataRoot !== null && !(await isThere(join(dataRoot, 'containerd/daemon')));
  return [dataRoot, downloads?.folder ?? null, isSystems ? '/var/lib/containerd' : null];
}

/** The first that takes nothing more, else the one with the least room. */
async function worstDisk(places: readonly (string | null)[]): Promise<MachineSeen['disk']> {
  const looked = await Promise.all(
    places.map(async (root) => {
      const space = root === null ? null : await diskSpace(root);
      return root === null || space === null ? [] : [{ root, readOnly: await isReadOnly(root), ...space }];
    }),
  );
  const disks = looked.flat();
  const isBad = (disk: NonNullable<MachineSeen['disk']>): boolean => disk.readOnly || lacks(disk) !== null;
  return disks.find(isBad) ?? disks.toSorted((a, b) => a.freeBytes - b.freeBytes)[0] ?? null;
}

/** What people edit, whatever engine they have. */
const USUAL_FILE = '/etc/docker/daemon.json';

/** The engine reads another file. */
function isElsewhere(engine: EngineSeen): boolean {
  if (engine.kind === 'foreign') return true;
  if (!('examined' in engine) || engine.examined === null) return false;
  return engine.examined.install !== 'rootful' && engine.examined.file.path !== USUAL_FILE;
}

/** Debian, Ubuntu and Alpine; openSUSE; Fedora and RHEL; Arch: update-ca-certificates(8), update-ca-trust(8). */
const CA_STORES: readonly CaStore[] = [
  { folder: '/usr/local/share/ca-certificates', command: 'update-ca-certificates' },
  { folder: '/etc/pki/trust/anchors', command: 'update-ca-certificates' },
  { folder: '/etc/pki/ca-trust/source/anchors', command: 'update-ca-trust' },
  { folder: '/etc/ca-certificates/trust-source/anchors', command: 'update-ca-trust' },
];

async function caStore(): Promise<CaStore | null> {
  for (const store of CA_STORES) {
    if ((await isThere(store.folder)) && (await isInstalled(store.command))) return store;
  }
  return null;
}

/** hosts(5): an address, then its names, up to a `#`. Pure. */
export function hostsLines(
  text: string,
  hosts: readonly string[],
): readonly { readonly line: number; readonly host: string; readonly address: string }[] {
  return text.split('\n').flatMap((line, index) => {
    const [address = '', ...names] = (line.split('#', 1)[0] ?? '').trim().split(/[ \t]+/);
    const named = names.map((name) => name.toLowerCase());
    return hosts
      .filter((host) => named.includes(host))
      .map((host) => ({ line: index + 1, host, address: cleanHost(address) }));
  });
}

/** resolv.conf(5). Pure. */
export function nameServers(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [key, server] = line.trim().split(/[ \t]+/);
    return key === 'nameserver' && server !== undefined ? [cleanText(server, SERVER_CHARS)] : [];
  });
}

/** An IPv6 address with its zone. */
const SERVER_CHARS = 64;

async function textOf(path: string): Promise<string> {
  const read = await readTextFile(path, HOST.settingsBytes);
  return read.ok ? read.text : '';
}
