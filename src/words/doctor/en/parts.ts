import type { RestartCost } from '../../../engines/engine.ts';
import { verdictEn } from '../../verdict/en.ts';
import type { How, MirrorFault, ProxyDid } from '../cause.ts';

/** One sentence; the host is named first. */
export function howEn(host: string, how: How): string {
  switch (how.kind) {
    case 'name-not-found':
      return `the name ${host} does not exist for the name server of this machine${servers(how.servers)}.`;
    case 'names-silent':
      return `no name server of this machine${servers(how.servers)} answers when asked for ${host}.`;
    case 'names-broken':
      return `the name server of this machine${servers(how.servers)} fails when asked for ${host}.`;
    case 'connect-timeout':
      return `nothing comes back from ${host}${at(how.address)}: packets to it are dropped on the way.`;
    case 'refused':
      return `${host}${at(how.address)} refuses connections.`;
    case 'no-route':
      return `there is no way from here to ${host}${at(how.address)}${how.family === 6 ? ', which has IPv6 addresses alone' : ''}.`;
    case 'fake-ip':
      return `${host} leads to ${how.address ?? 'an address of 198.18.0.0/15'}, which a proxy program made up, and no such program carries the packets.`;
    case 'tls-silent':
      return `${host} takes the connection and never answers the TLS handshake${other(how.other, 'another name at the same address is answered: this name is filtered')}${how.other === false ? '; nor does it for another name: either TLS is filtered there, or large packets are lost on the way (the MTU of a VPN or PPPoE line is too large)' : ''}.`;
    case 'reset':
      return `the connection to ${host} is cut as soon as its name is sent${other(how.other, 'another name at the same address is not: this name is filtered')}.`;
    case 'closed':
      return `the connection to ${host} is closed as soon as its name is sent${other(how.other, 'another name at the same address is not: this name is filtered')}.`;
    case 'tls-failure':
      return `no TLS connection to ${host} comes about.`;
    case 'plain-http':
      return `${host} answers without TLS where HTTPS is asked for.`;
    case 'wrong-certificate':
      return `${host} leads to ${how.address ?? 'an address'} that has the certificate of ${how.names === '' ? 'someone else' : how.names}.`;
    case 'untrusted':
      return `the certificate of ${host} is signed by ${how.issuer === null ? 'nobody' : `“${how.issuer}”`}, which this machine does not trust.`;
    case 'expired':
      return `the certificate of ${host} is out of its dates by the clock of this machine.`;
    case 'silent':
      return `${host} takes requests and does not answer them.`;
    case 'server-error':
      return `${host} answers with an error of its own (HTTP ${how.status}).`;
    case 'denied':
      return `${host} denies access from here (HTTP ${how.status}).`;
    case 'rate-limited':
      return `${host} answers that too many pulls came from here (HTTP 429).`;
    case 'portal':
      return `a web page answers in the place of ${host}.`;
    case 'garbled':
      return `${host} answers with something that is not a registry's answer.`;
    default:
      return how satisfies never;
  }
}

/** `https://m.example/: it refuses …` */
export function faultEn({ mirror, code, facts }: MirrorFault): string {
  return `${mirror}: ${verdictEn.code[code](facts)}`;
}

/** What a proxy did, behind its name. */
export function proxyDidEn(did: ProxyDid, status: number | null, host: string | null = null): string {
  const code = status === null ? '' : ` (HTTP ${status})`;
  switch (did) {
    case 'unreachable':
      return 'cannot be reached';
    case 'nameless':
      return 'has a name that does not exist for the name server of this machine';
    case 'silent':
      return 'takes the connection and does not answer';
    case 'foreign':
      return 'does not answer as an HTTP proxy does; it may be a SOCKS port';
    case 'plain':
      return 'speaks plain HTTP and is configured as https://';
    case 'socks':
      return 'is a SOCKS port and is configured as an HTTP proxy';
    case 'login':
      return `wants a login${code}`;
    case 'refused':
      return `refuses the way to ${host ?? 'the registry'}${code}`;
    case 'failed':
      return `could not reach ${host ?? 'the registry'}${code}`;
    default:
      return did satisfies never;
  }
}

export function minutes(count: number): string {
  return `${count} ${count === 1 ? 'minute' : 'minutes'}`;
}

/** What a restart takes, behind another sentence; of an engine that nobody saw nothing is said. */
export function stopped({ command, stops }: RestartCost): string {
  if (command === null) return '';
  return stops === 0
    ? ' No running container stops.'
    : ` ${stops} running ${stops === 1 ? 'container stops' : 'containers stop'}, and only those with a restart policy come back.`;
}

export function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MiB`;
}

export function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} hours`;
  return `${Math.round(seconds / 86_400)} days`;
}
function servers(list: readonly string[]): string {
  return list.length === 0 ? '' : ` (${list.join(', ')})`;
}

function at(address: string | null): string {
  return address === null ? '' : ` (${address})`;
}

function other(answers: boolean | null, sentence: string): string {
  return answers === true ? `; ${sentence}` : '';
}

/** With a capital at its beginning, unless that is a host's name. */
export function capital(text: string): string {
  if (/^[\w-]+\.\w/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
