import { isHubHost } from '../../registry/docker-hub.ts';
import { parseReference } from '../../registry/reference.ts';
import type { Evidence } from '../../words/doctor/cause.ts';
import { type Case, type Explained, explained, isAskedRegistry, restartOf, saidBy } from '../explained.ts';
import type { ClientSeen } from '../seen.ts';

/** The docker command, its settings, and builds. Pure. */
export function ofClient(on: Case): readonly Explained[] {
  return [...helpers(on), ...login(on), ...build(on), ...shellProxy(on)];
}

function helpers(on: Case): readonly Explained[] {
  const { told } = on;
  const client = clientOf(on);
  const path = client?.path ?? null;
  const found: Explained[] = [];
  if (told?.symptom.kind === 'client-config' || client?.broken === true) {
    const certainty = client?.broken === true ? (told === null ? 'likely' : 'proven') : 'possible';
    found.push(explained({ kind: 'client-config-broken', path }, certainty, [saidBy(on)]));
  }
  const missing = client?.missingHelper ?? null;
  if (told?.symptom.kind === 'helper-missing') {
    const { program } = told.symptom;
    const isSo = missing === program;
    const certainty = isSo ? 'proven' : client === null || path === null ? 'likely' : 'possible';
    const evidence: Evidence | null = isSo ? { look: 'client', kind: 'not-on-path', program } : null;
    found.push(explained({ kind: 'helper-missing', program, path }, certainty, [evidence, saidBy(on)]));
  } else if (missing !== null) {
    const evidence: Evidence = { look: 'client', kind: 'not-on-path', program: missing };
    found.push(explained({ kind: 'helper-missing', program: missing, path }, 'possible', [evidence]));
  }
  if (told?.symptom.kind === 'helper-failed') {
    found.push(explained({ kind: 'helper-failed' }, 'likely', [saidBy(on)]));
  }
  return found;
}

/** Whether the password is right nobody asks: that the image is there for everybody is enough. */
function login(on: Case): readonly Explained[] {
  const { told, upstream, seen } = on;
  const said = told?.symptom.kind;
  if (told === null || (said !== 'bad-login' && said !== 'access-denied')) return [];
  const { path, hubLogin } = clientOf(on) ?? { path: null, hubLogin: null };
  const registry = registryOf(told) ?? HUB;
  const isHub = registry === HUB;
  // The image that we asked for is not the user's where the text names none.
  const isOpen = told.image !== null && isAskedRegistry(on) && upstream?.outcome.kind === 'serves';
  const there: Evidence | null =
    isHub && path !== null && hubLogin !== null
      ? { look: 'client', kind: 'login', path, by: hubLogin }
      : null;
  // Who has it for everybody denies it to nobody but a wrong login: of the Hub's it is known whether there is one.
  if (said === 'access-denied' && (!isOpen || (isHub && there === null))) return [];
  const host = isHub ? 'registry-1.docker.io' : registry;
  const open: Evidence | null = isOpen
    ? { look: 'image', kind: 'open-to-all', image: seen.image.familiar, host }
    : null;
  const certainty =
    there !== null && isOpen && said === 'bad-login'
      ? 'proven'
      : there !== null || !isHub
        ? 'likely'
        : 'possible';
  const cause = { kind: 'stale-login', path: isHub ? path : null, open: isOpen, registry } as const;
  return [explained(cause, certainty, [there, open, saidBy(on)])];
}

const HUB = 'docker.io';

/** Whose login it is about; null: the text names nobody. */
function registryOf({ image, host }: NonNullable<Case['told']>): string | null {
  const named = image === null ? null : parseReference(image);
  if (named?.ok === true) return named.value.registry;
  return host === null ? null : isHubHost(host) ? HUB : host;
}

function build(on: Case): readonly Explained[] {
  const { told, seen, replay } = on;
  const client = clientOf(on);
  const { engine } = seen;
  const proxies = engine.kind === 'engine' ? engine.examined.proxies : null;
  const proxy = proxies?.https ?? proxies?.http ?? null;
  const isBuild = told?.teller === 'buildkit' || told?.teller === 'build-client';
  if (!isBuild) return [];
  const isOfHub = told.host !== null && isHubHost(told.host) && !told.saysMirror;
  if (told.teller === 'build-client' && proxy !== null && client?.shellProxy == null) {
    const cause = { kind: 'build-token', host: told.host ?? 'auth.docker.io', proxy } as const;
    const uses: Evidence = { look: 'engine', kind: 'engine-proxy', proxy };
    return [explained(cause, 'likely', [uses, saidBy(on)], { kind: 'client-fetches-token' })];
  }
  const builder = client?.builder ?? null;
  if (builder !== null && builder.driver !== 'docker' && builder.mirrors !== true && isOfHub) {
    const cause = { kind: 'builder-ignores-mirrors', builder: builder.name } as const;
    const uses: Evidence = { look: 'client', kind: 'builder', builder: builder.name, driver: builder.driver };
    return [explained(cause, hubFails(on) ? 'proven' : 'likely', [uses, saidBy(on)])];
  }
  const mirrors = engine.kind === 'engine' ? (engine.examined.mirrors ?? []) : [];
  const changed = engine.kind === 'engine' && engine.examined.file.changedSince === true;
  const byMirror = replay?.kind === 'pulls' && !replay.by.isUpstream;
  if (mirrors.length === 0 || !isOfHub || !byMirror || !changed) return [];
  const evidence: readonly Evidence[] = [
    { look: 'image', kind: 'mirror-works', mirror: replay.by.url },
    { look: 'files', kind: 'changed-since', path: engine.examined.file.path },
  ];
  const cause = { kind: 'build-keeps-mirrors', restart: restartOf(on) } as const;
  return [explained(cause, 'likely', [...evidence, saidBy(on)])];
}

function hubFails({ hosts, upstream }: Case): boolean {
  return (
    upstream?.outcome.kind === 'fails' || hosts.some(({ role, how }) => role === 'registry' && how !== null)
  );
}

/** dockerd does not read the shell's environment. */
function shellProxy(on: Case): readonly Explained[] {
  const { seen, hosts, replay } = on;
  const { engine } = seen;
  const shell = clientOf(on)?.shellProxy ?? null;
  if (shell === null || engine.kind !== 'engine' || replay?.kind !== 'fails') return [];
  const { proxies } = engine.examined;
  if (proxies === null || proxies.http !== null || proxies.https !== null) return [];
  const blocked = hosts.find(({ role, how }) => role !== 'blob' && how !== null && !OWN_FAULT.has(how.kind));
  if (blocked?.how == null) return [];
  return [
    explained({ kind: 'shell-proxy-only', ...shell }, 'proven', [
      { look: 'client', kind: 'shell-proxy', ...shell },
      { look: 'engine', kind: 'engine-proxy', proxy: null },
      { look: 'hosts', kind: 'host', host: blocked.host, how: blocked.how },
    ]),
  ];
}

/** What no proxy would mend. */
const OWN_FAULT: ReadonlySet<string> = new Set(['expired', 'rate-limited', 'server-error', 'denied']);

function clientOf({ seen: { client } }: Case): ClientSeen | null {
  return client.kind === 'seen' ? client.value : null;
}
