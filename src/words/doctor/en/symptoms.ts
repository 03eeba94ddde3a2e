import type { Sentences } from '../messages.ts';
import type { Symptom } from '../symptom.ts';
import { selfToldSymptomsEn } from './self-told.ts';

const by = (server: string | null): string => (server === null ? '' : ` (${server})`);
const to = (address: string | null): string => (address === null ? '' : ` (${address})`);

/** What a text says, in words that a user has. */
export const symptomsEn: Sentences<Symptom> = {
  ...selfToldSymptomsEn,
  'name-not-found': ({ name, server }) => `the name server${by(server)} knows no host ${name}.`,
  'name-server-silent': ({ name, server }) =>
    `the name server${by(server)} did not answer when asked for ${name}.`,
  'name-server-broken': ({ name, server }) => `the name server${by(server)} failed when asked for ${name}.`,
  'connect-timeout': ({ address }) =>
    `nothing came back from the host${to(address)}: packets to it were dropped.`,
  refused: ({ address }) => `the host${to(address)} refused the connection.`,
  'no-route': ({ address }) => `there was no way to the host${to(address)}.`,
  'tls-timeout': () => 'the host took the connection and never answered the TLS handshake.',
  reset: () => 'the connection was cut.',
  closed: () => 'the other side hung up without an answer.',
  'headers-timeout': () => 'the host took the request and did not answer it.',
  deadline: () => 'it took too long, and was given up.',
  'wrong-certificate': ({ names, wanted }) =>
    `the host has the certificate of ${names === '' ? 'nobody' : names}${wanted === null ? '' : ` and not that of ${wanted}`}.`,
  'unknown-authority': () => 'the certificate is signed by an authority that this machine does not trust.',
  'certificate-dates': ({ now, limit, side }) =>
    now === null || limit === null || side === null
      ? 'the certificate is out of its dates.'
      : `the certificate is out of its dates: the machine's clock says ${now}, which is ${side} ${limit}.`,
  'http-for-https': () => 'the host speaks plain HTTP where HTTPS was asked for.',
  'proxy-unreachable': ({ address }) => `the proxy${to(address)} could not be reached.`,
  'proxy-status': ({ status }) =>
    status === null
      ? 'a proxy on the way turned it away.'
      : `a proxy on the way answered with HTTP ${status}.`,
  'tls-refused': () => 'the host turned the TLS handshake down.',
  'proxy-plain': () => 'the proxy is configured as https://, and speaks plain HTTP.',
  'proxy-socks': () => 'what is configured as an HTTP proxy speaks SOCKS.',
  status: ({ status }) => `the host answered with HTTP ${status}.`,
  'rate-limited': () => 'the host answered that too many pulls came from your address (HTTP 429).',
  'abuse-limited': () => "Docker Hub's guard against floods turned it away (HTTP 429).",
  'not-allowed': () => 'a mirror serves only the images on its own list, and this is not one of them.',
  'bad-login': () => 'the login that was sent along is not valid.',
  'wants-login': () => 'the host wants a login, and none was sent.',
  'access-denied': () => 'the image does not exist, or only who is logged in may have it.',
  'not-found': () => 'the image, or this tag of it, does not exist there.',
  redirects: () => 'it was sent on and on, until it gave up.',
  html: () => 'a web page came where a registry should have answered.',
  'cut-body': () => 'a download broke off.',
  corrupt: () => 'bytes came that are not those of the image.',
  'platform-missing': ({ platform }) => `the image does not exist for ${platform ?? 'this platform'}.`,
  schema1: () => 'the image is stored in a form that was given up long ago (schema 1).',
  'disk-full': ({ path }) => `the disk is full${path === null ? '' : `, where ${path} is written`}.`,
  'bad-reference': ({ upperCase }) =>
    `this is not the name of an image${upperCase ? ': it has capitals' : ''}.`,
  'no-daemon': ({ endpoint }) => `no engine answers${endpoint === null ? '' : ` at ${endpoint}`}.`,
  'no-permission': () => "you may not open the engine's socket.",
  restricted: () =>
    'the administrators of your organisation have closed this registry (Registry Access Management).',
  'helper-missing': ({ program }) => `${program} is to be asked for a login, and there is no such program.`,
  'helper-failed': () => 'the program that keeps logins failed.',
  'client-config': () => 'the settings of the docker command cannot be read.',
  'not-an-image': ({ type }) => `it is no image${type === null ? '' : ` (${type})`}.`,
  unpack: ({ reason }) => `a layer could not be unpacked (${reason}).`,
  'read-only': () => 'the file system is read-only.',
  'daemon-config': () => 'the engine does not start with its settings.',
  stalls: () => 'downloads stand still and are begun again.',
  'needs-terminal': () => 'docker login wants a terminal to ask for a password.',
  'run-failed': ({ trouble }) =>
    trouble === 'format'
      ? 'a program in the image is for another kind of processor.'
      : 'a command that was run in a container failed; no pull did.',
  'build-file': ({ path }) => `the build's folder has no ${path}.`,
  'api-version': ({ side, limit }) =>
    `the client is too ${side} for the engine, whose API ${side === 'old' ? 'begins' : 'ends'} at ${limit}.`,
  'short-name': ({ name }) => `“${name}” does not say of which registry it is.`,
  'no-names': () => 'the certificate has no list of names (SAN), only a Common Name.',
  'containerd-down': () => 'containerd does not answer.',
  quota: () => 'the quota of the file system is used up.',
  'content-trust': () => 'the service of signatures (notary) was asked, and gave none.',
  'unverified-account': () => "the account's e-mail address is not verified.",
  'too-many-files': () => 'the process may open no more files.',
  'folder-missing': ({ path }) => `the folder ${path} is not there.`,
};
