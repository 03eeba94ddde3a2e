import type { Evidence, MirrorFault, WhyOtherwise } from '../../words/doctor/cause.ts';
import { type Case, clientOf, type Explained, explained, restartOf, saidBy } from '../explained.ts';
import { hasFailed } from '../replay.ts';
import type { EndpointSeen } from '../seen.ts';
import { coveredBy } from './bridge.ts';

/** What the mirrors do, as the engine would meet it. Pure. */
export function ofMirrors(on: Case): readonly Explained[] {
  const { replay, mirrors } = on;
  if (replay?.kind === 'stops') {
    const { at, hangs } = replay;
    const restart = hangs && isClassic(on) ? restartOf(on) : null;
    const cause = { kind: 'mirror-stops-pull', mirror: at.url, hangs, restart } as const;
    return [explained(cause, 'proven', [...faults(on, [at]), saidBy(on)], why(on))];
  }
  const failing = mirrors.filter(hasFailed);
  if (replay?.kind === 'fails' && failing.length > 0 && failing.length === mirrors.length) {
    const hub = on.hosts.find(({ role, how }) => role === 'registry' && how !== null);
    const cause = { kind: 'mirrors-fail', count: failing.length, hub: hub === undefined } as const;
    const behind: Evidence | null =
      hub?.how == null ? null : { look: 'hosts', kind: 'host', host: hub.host, how: hub.how };
    const [line] = hostsLinesOf(on, failing);
    const sends: Evidence | null = line === undefined ? null : { look: 'files', kind: 'hosts-line', ...line };
    const certainty = failing.some(({ outcome }) => outcome.isOurs) ? 'possible' : 'proven';
    const found = [sends, ...faults(on, failing).slice(0, 2), behind, saidBy(on)];
    // A mirror may be down where the line is right: it is worth a word.
    const byLine =
      line === undefined ? [] : [explained({ kind: 'hosts-file', ...line }, 'possible', [sends])];
    const covered = coveredMirrors(on, failing);
    return [...covered, explained(cause, certainty, found, why(on)), ...byLine];
  }
  return transfer(on);
}

/** Addresses of mirrors among this machine's own containers, where nobody answers: the cause where it is that of each. */
function coveredMirrors(on: Case, failing: readonly EndpointSeen[]): readonly Explained[] {
  const found = failing.flatMap((mirror) => {
    const { url, outcome } = mirror;
    const isUnreached = outcome.kind === 'fails' && UNREACHED.has(outcome.code);
    const covered = isUnreached && URL.canParse(url) ? coveredBy(on, url, new URL(url).hostname) : null;
    return covered === null ? [] : [{ mirror, ...covered }];
  });
  const certainty = found.length === failing.length ? 'proven' : 'possible';
  return found
    .slice(0, 1)
    .map(({ cause, evidence, mirror }) =>
      explained(cause, certainty, [evidence, ...faults(on, [mirror]), saidBy(on)], why(on)),
    );
}

const UNREACHED: ReadonlySet<string> = new Set(['connection-timeout', 'connection-refused', 'no-network']);

/** Lines of the hosts file that send to a mirror which was not reached. */
function hostsLinesOf(
  { seen: { machine } }: Case,
  failing: readonly EndpointSeen[],
): Case['seen']['machine']['hostsLines'] {
  const unreached = failing.flatMap(({ url, outcome }) =>
    outcome.kind === 'fails' && outcome.status === null && URL.canParse(url) ? [new URL(url).hostname] : [],
  );
  return machine.hostsLines.filter(({ host }) => unreached.includes(host));
}

/** Its store joins a pull to the one that hangs, though its client is gone: moby, distribution/xfer/transfer.go. */
function isClassic({ seen: { engine }, told }: Case): boolean {
  return engine.kind === 'engine' && clientOf(engine, told) === 'classic';
}

/** Bytes that broke off or were wrong, in a text; the mirrors' own short layers came whole. */
function transfer(on: Case): readonly Explained[] {
  const kind = on.told?.symptom.kind;
  if (kind !== 'cut-body' && kind !== 'corrupt') return [];
  return [explained({ kind: 'transfer-cut', corrupt: kind === 'corrupt' }, 'possible', [saidBy(on)])];
}

function faults(on: Case, endpoints: readonly EndpointSeen[]): readonly Evidence[] {
  return endpoints.flatMap((endpoint) => {
    const fault = faultOf(on, endpoint);
    return fault === null ? [] : [{ look: 'image', kind: 'mirror', fault }];
  });
}

export function faultOf({ seen }: Pick<Case, 'seen'>, { url, outcome }: EndpointSeen): MirrorFault | null {
  if (outcome.kind !== 'fails') return null;
  const { verdict, code, host, status, proxyDid, platforms } = outcome;
  const own = URL.canParse(url) ? new URL(url).host : url;
  const facts = {
    host,
    mirrorHost: own,
    httpStatus: status,
    image: seen.image.familiar,
    platform: seen.platform,
    platforms,
    proxyDid,
  };
  return { mirror: url, verdict, code, facts };
}

function why(on: Case): WhyOtherwise | null {
  const { told, mirrors } = on;
  const [first] = mirrors;
  if (told === null || first === undefined) return null;
  if (told.teller === 'classic' && !told.saysMirror && told.phase !== 'local') {
    return { kind: 'classic-shows-hub', mirrors: mirrors.length };
  }
  if (told.symptom.kind === 'not-found') return { kind: 'containerd-says-not-found', mirror: first.url };
  return told.teller === 'containerd' ? { kind: 'containerd-shows-first', mirror: first.url } : null;
}
