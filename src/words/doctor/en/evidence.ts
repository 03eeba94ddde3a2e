import type { EvidenceFacts } from '../cause.ts';
import { type Sentences, tell } from '../messages.ts';
import { capital, duration, faultEn, howEn, mebibytes, minutes, proxyDidEn } from './parts.ts';
import { symptomsEn } from './symptoms.ts';

/** What was seen, a line each. */
export const evidenceEn: Sentences<EvidenceFacts> = {
  said: ({ symptom, host }) => `The text: ${host === null ? '' : `${host}: `}${tell(symptomsEn, symptom)}`,
  engine: ({ version, store, mirrors }) =>
    `Docker ${version ?? 'of an unknown release'}, ${store === null ? 'store not known' : `${store} store`}, ${mirrors} mirrors in force.`,
  'engine-silent': ({ endpoint }) => `No engine answers${endpoint === null ? '' : ` at ${endpoint}`}.`,
  'engine-stopped': () => 'Its service manager says that it is stopped.',
  'socket-closed': ({ endpoint }) =>
    `The socket${endpoint === null ? '' : ` ${endpoint}`} is not open to this user.`,
  disk: ({ root, freeBytes, freeInodes }) =>
    `${mebibytes(freeBytes)}${freeInodes === null ? '' : ` and ${freeInodes} inodes`} are free in ${root}.`,
  file: ({ path, line, column }) => `${path} is not valid in line ${line}, column ${column}.`,
  'file-says': ({ path, what }) => `${path}: ${what}`,
  'file-lists': ({ path, file, inForce }) =>
    `${path} lists ${listed(file)}; the engine uses ${listed(inForce)}.`,
  'bad-line': ({ path, line }) => `${path}${line === null ? '' : `, line ${line},`} is not valid.`,
  'names-hosts': ({ path, hosts }) => `${path} names ${hosts.join(', ')}.`,
  'hosts-line': ({ path, line, host, address }) => `${path}, line ${line}, sends ${host} to ${address}.`,
  'open-files': ({ open, limit }) =>
    `The engine’s process has ${open} files open, sockets among them, of ${limit} that it may have.`,
  bridge: ({ bridge, network }) => `The bridge ${bridge} of this machine has the network ${network}.`,
  'not-on-path': ({ program }) => `There is no program ${program} on the PATH.`,
  login: ({ path, by }) =>
    `${path} ${by === 'file' ? 'holds' : 'names a helper that holds'} a login at Docker Hub.`,
  'empty-download': ({ minutes: count }) =>
    `Among the engine's unfinished downloads is an empty one, begun ${minutes(count)} ago.`,
  builder: ({ builder, driver }) =>
    `The builder in use is “${builder}” (${driver}), which has no mirrors of its own.`,
  'changed-since': ({ path }) => `${path} was changed after the engine had started.`,
  clock: ({ host, aheadMs }) =>
    `The clock of ${host} is ${duration(aheadMs)} ${aheadMs < 0 ? 'behind' : 'ahead of'} this one.`,
  proxy: ({ proxy, did, status, host }) =>
    `Asked for a way to ${host ?? 'the registry'}, ${proxy} ${proxyDidEn(did, status, host)}.`,
  'shell-proxy': ({ variable, proxy }) => `Your shell has ${variable}=${proxy}.`,
  'engine-proxy': ({ proxy }) =>
    proxy === null ? 'The engine has no proxy.' : `The engine goes through ${proxy}.`,
  addresses: ({ host, addresses }) => `${host} leads to ${addresses.join(', ')} here.`,
  host: ({ host, how }) => capital(howEn(host, how)),
  'host-answers': ({ host }) => `${host} answers.`,
  mirror: ({ fault }) => faultEn(fault),
  'mirror-works': ({ mirror }) => `${mirror} serves the image.`,
  'no-mirrors': () => 'No mirrors are configured.',
  platforms: ({ image, host, platforms }) =>
    platforms.length === 0
      ? `${host} has ${image} for other platforms.`
      : `${host} has ${image} for ${platforms.slice(0, SHOWN).join(', ')}${platforms.length > SHOWN ? ' …' : ''}.`,
  'not-an-image': ({ image, host }) => `${host} gives a manifest for ${image} that is not that of an image.`,
  'read-only': ({ root }) => `${root} is on a file system that is read-only.`,
  'no-authorities': () => 'Neither a bundle nor a folder of CAs is there for the engine.',
  'platform-variable': ({ value }) => `Your shell has DOCKER_DEFAULT_PLATFORM=${value}.`,
  'not-there': ({ path }) => `${path} is not there.`,
  'unknown-there': ({ image, host, status }) => `${host} answers HTTP ${status} when asked for ${image}.`,
  'open-to-all': ({ image, host }) => `${host} gives ${image} to everybody, without a login.`,
};

const SHOWN = 8;

function listed(mirrors: readonly string[]): string {
  return mirrors.length === 0 ? 'none' : mirrors.join(', ');
}
