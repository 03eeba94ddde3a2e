import { builtinCatalogue } from '../../catalog/index.ts';
import { Spool } from '../../fetch/index.ts';
import { errnoOf } from '../../host/file-failure.ts';
import { foreignFolder } from '../../host/foreign-folder.ts';
import { packageInfo } from '../../package-info.ts';
import { PUSH, RegistrySession } from '../../registry/push/index.ts';
import {
  type Pruned,
  Quota,
  SourceBytes,
  SYNC,
  type Synced,
  type SyncReport,
  syncImages,
  syncReport,
  type UnreadItem,
  type WouldPrune,
} from '../../sync/index.ts';
import { troubleAt } from '../../sync/trouble.ts';
import type { PruneSkip } from '../../words/sync/messages.ts';
import { openNetwork } from '../network.ts';
import { fetchThrough } from '../read-source.ts';
import { loginAt } from './credentials.ts';
import { type Fetchers, fetchersOver, isSource } from './fetchers.ts';
import { gatherImages } from './gather-images.ts';
import { type OpenedState, openState, peekState } from './open-state.ts';
import { spoolBeside, statePlace } from './places.ts';
import type { PreparedSync } from './prepared.ts';
import { NOTHING_PRUNED, pruneSkip, pruneUnwanted, toPrune } from './prune-unwanted.ts';
import { isSameSite } from './same-site.ts';
import type { SyncSettings } from './settings.ts';
import { foundMirrors, namedMirrors } from './sources.ts';
import type { SyncHost, SyncRun } from './sync-run.ts';

/** Has the destination hold what is wanted as the source has it now. */
export async function runSync(settings: SyncSettings, host: SyncHost): Promise<SyncRun> {
  const { destination, probe } = settings;
  const startedAt = new Date().toISOString();
  // How strangers are reached says nothing of the way to one's own registry.
  const outside = await openNetwork(probe, host.env);
  const inside = await openNetwork({ ...probe, probeProxy: null }, host.env);
  if (outside.kind !== 'way-out') return { kind: 'refused', problems: [outside] };
  if (inside.kind !== 'way-out') return { kind: 'refused', problems: [inside] };
  const login = await loginAt(destination, settings.authFile, host.env, host.home);
  if (login.kind === 'source') return { kind: 'refused', problems: [login] };
  for (const lack of login.lacks) host.onFound({ kind: 'no-login', ...lack });
  if (login.helper !== null) host.onFound({ kind: 'helper', helper: login.helper });
  const sources = { stdin: host.stdin, fetch: fetchThrough(outside, host.signal) };
  const { wanted, kept, namesakes, notes, unread, problems } = await gatherImages(
    settings,
    host.env,
    sources,
  );
  for (const note of notes) host.onFound({ kind: 'compose', note });
  for (const item of unread)
    if (item.reason === 'empty') host.onFound({ kind: 'empty-list', name: item.source });
    else if (isOfLibrary(item)) host.onFound({ kind: 'library-file', item });
  if (host.signal.aborted) return { kind: 'stopped' };
  const [first, ...others] = problems;
  // An outage, and nothing that the user could have written otherwise.
  if (first?.kind === 'source' && first.reason === 'unreachable' && others.length === 0)
    return { kind: 'no-list', problem: first };
  if (problems.length > 0) return { kind: 'refused', problems };
  // All that compose files name may be of other registries.
  if (wanted.length === 0 && !notes.some(({ others }) => others.length > 0))
    return {
      kind: 'refused',
      problems: [{ kind: 'nothing-wanted', why: settings.library === null ? 'no-image' : 'no-tag' }],
    };

  const named = await namedMirrors(settings, host);
  if (named !== null && 'kind' in named) return named;

  const path = settings.state ?? statePlace(destination, host.env, process.platform, host.home);
  const common = { limits: PUSH, now: Date.now, signal: host.signal };
  const hub = upstream(probe.hub);
  const source = new RegistrySession({
    ...common,
    base: hub,
    purpose: 'pull',
    transport: outside.open(() => true),
    credentials: null,
    mayLogInAt: async () => true,
  });
  const openDestination = (signal: AbortSignal): RegistrySession =>
    new RegistrySession({
      ...common,
      signal,
      base: destination.base,
      purpose: 'push',
      transport: inside.open(() => true),
      credentials: login.credentials,
      mayLogInAt: async (realm) =>
        settings.logInAt.includes(realm.host) || isSameSite(realm, destination.base),
    });
  const session = openDestination(host.signal);
  try {
    const [there, here] = await Promise.all([source.greet(), session.greet()]);
    if (host.signal.aborted) return { kind: 'stopped' };
    if (here !== null) {
      const refused = here.code === 'login' ? login.path : null;
      return { kind: 'no-contact', trouble: troubleAt('destination', here), refused };
    }
    if (there !== null) return { kind: 'no-contact', trouble: troubleAt('source', there), refused: null };
    const seen = {
      settings,
      loginPath: login.path,
      host,
      named,
      wanted,
      kept,
      namesakes,
      unread,
      path,
      startedAt,
    };
    const run = { ...seen, source, session, openDestination, outside, hub };
    if (settings.dryRun) return await dryRun(run);
    return await copying(run);
  } finally {
    await Promise.all([source.close(), session.close()]);
  }
}

async function copying(run: PreparedSync): Promise<SyncRun> {
  const { settings, path } = run;
  const opened = await openState(path, settings.destination);
  if (opened.kind !== 'state') return opened;
  try {
    const place = spoolBeside(path);
    const spool = await openSpool(place).catch((error: unknown) => {
      const code = errnoOf(error);
      if (code === null) throw error;
      return spoolProblem(place, code);
    });
    return spool instanceof Spool ? await withSpool(run, opened, spool) : spool;
  } finally {
    await opened.close();
  }
}

async function openSpool(place: string): Promise<Spool | ReturnType<typeof spoolProblem>> {
  const foreign = await foreignFolder(place);
  return foreign === null ? await Spool.open(place, SYNC.spoolBytes) : spoolProblem(place, foreign);
}

function spoolProblem(path: string, code: string) {
  return { kind: 'system' as const, what: 'spool' as const, path, code };
}

async function withSpool(
  run: PreparedSync,
  { state, write }: Extract<OpenedState, { kind: 'state' }>,
  spool: Spool,
): Promise<SyncRun> {
  const { settings, host, wanted, source, session, outside, hub } = run;
  const quota = new Quota();
  let fetchers: Fetchers | null = null;
  const received = (): number => fetchers?.received() ?? 0;
  const faulty = (): SyncReport['mirrors'] => fetchers?.faulty() ?? [];
  host.meter.receives(received);
  const bytes = new SourceBytes({
    spool,
    source,
    quota,
    signal: host.signal,
    openFetchers: async () => {
      const found = run.named ?? (await foundMirrors(settings, state, write, host));
      const mirrors = found.filter((mirror) => !isSource(mirror, hub));
      host.onFound({ kind: 'mirrors', urls: mirrors.map(({ candidate }) => candidate.displayUrl) });
      fetchers = fetchersOver(mirrors, hub, spool, outside);
      return fetchers;
    },
  });
  try {
    const { destination, platforms, verify } = settings;
    const common = { destination, session, platforms, state };
    const { signal, meter, onSync } = host;
    const synced = await syncImages(wanted, {
      check: { ...common, source, quota, verify },
      place: { ...common, verify, bytes, write, meter, signal },
      signal,
      onEvent: onSync,
    });
    tellRefusal(synced, run);
    const skipped = pruneSkip(synced, run);
    const prunes = settings.prune && skipped === null;
    const known = state.left.size;
    const ended = prunes ? await pruneUnwanted(run, synced, state, write) : NOTHING_PRUNED;
    const end = {
      pruned: ended?.ends ?? NOTHING_PRUNED.ends,
      skipped: ended === null ? ('no-consent' as const) : skipped,
      untagged: { known, deleted: ended?.freed ?? 0 },
    };
    return done(run, quota, synced, end, received(), faulty());
  } finally {
    await bytes.close();
  }
}

/** Some registries let everybody look, and refuse a login with the first image. */
function tellRefusal({ outcomes }: Synced, { loginPath, host }: PreparedSync): void {
  const isRefused = outcomes.some(({ trouble }) => trouble?.at === 'destination' && trouble.code === 'login');
  if (isRefused && loginPath !== null) host.onFound({ kind: 'login-refused', path: loginPath });
}

/** What was not read of compose files is told with what was. */
function isOfLibrary({ reason }: UnreadItem): boolean {
  return reason !== 'unset' && reason !== 'not-read';
}

async function dryRun(run: PreparedSync): Promise<SyncRun> {
  const { settings, host, wanted, source, session, path } = run;
  const { destination, platforms, verify } = settings;
  const quota = new Quota();
  const peeked = await peekState(path, destination);
  if (peeked.kind !== 'peeked') return peeked;
  const { state } = peeked;
  const synced = await syncImages(wanted, {
    check: { destination, session, platforms, source, quota, state, verify },
    place: null,
    signal: host.signal,
    onEvent: host.onSync,
  });
  tellRefusal(synced, run);
  const skipped = pruneSkip(synced, run);
  const unwanted = settings.prune && skipped === null ? toPrune(run, state) : [];
  const pruned = new Map(unwanted.map(({ name }) => [name, { kind: 'would-delete' } as const]));
  const untagged = { known: state.left.size, deleted: 0 };
  return done(run, quota, synced, { pruned, skipped, untagged }, 0, []);
}

function done(
  { settings, host, startedAt, unread }: PreparedSync,
  quota: Quota,
  { outcomes, stopped }: Synced,
  end: {
    readonly pruned: ReadonlyMap<string, Pruned | WouldPrune>;
    readonly skipped: PruneSkip | null;
    readonly untagged: SyncReport['untagged'];
  },
  receivedBytes: number,
  mirrors: SyncReport['mirrors'],
): SyncRun {
  const { name, version } = packageInfo();
  const report = syncReport({
    tool: { name, version },
    destination: settings.destination.shown,
    startedAt,
    finishedAt: new Date().toISOString(),
    dryRun: settings.dryRun,
    aborted: host.signal.aborted,
    stoppedByQuota: stopped,
    outcomes,
    pruned: end.pruned,
    untagged: end.untagged,
    pruneSkipped: end.skipped,
    unread,
    quota: quota.figures,
    receivedBytes,
    mirrors,
  });
  return { kind: 'done', report };
}

function upstream(hub: URL | null): URL {
  const known = builtinCatalogue().registries.find(({ host }) => host === 'docker.io')?.upstream;
  return hub ?? known ?? new URL('https://registry-1.docker.io');
}
