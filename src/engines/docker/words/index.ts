import { maskUrls } from '../../../change/mask-credentials.ts';
import { maskedLine } from '../../../change/masked-text.ts';
import type { Stage } from '../../../change/types.ts';
import { cleanText, maskCredentials } from '../../../registry/untrusted-text.ts';
import { choiceWords, isCommonWarning, withChoice } from '../../choose/words.ts';
import type { EngineWords, Rerun, RerunAs, StaysInForce, TellAbsence } from '../../engine.ts';
import type { LiveSettings } from '../api/info.ts';
import type { Docker, DockerAbsence } from '../engine.ts';
import { DAEMON_JSON } from '../limits.ts';
import type { NotLocated } from '../locate.ts';
import type { PendingKey } from '../pending.ts';
import type { DockerReason, Expectation, PlanWarning } from '../plan/index.ts';
import { looksSet, PROXY_FIELDS, PROXY_VARIABLES } from '../plan/proxies.ts';
import type { ListensElsewhere, NotProven, Unreachable } from '../reach.ts';
import type { DockerMessages } from './messages.ts';

export async function dockerWords(lang: 'en' | 'zh'): Promise<EngineWords<Docker>> {
  const [messages, choice] = await withChoice<DockerMessages>(lang, {
    en: async () => (await import('./en/index.ts')).dockerEn,
    zh: async () => (await import('./zh/index.ts')).dockerZh,
  });
  const { noFit, ...chosen } = choiceWords(choice, messages.flaw);
  return {
    ...chosen,
    title: 'Docker',
    engine: ({ engine, install }) =>
      messages.engine(engine.version, install.install, engine.store, engine.running),
    absence: (why, rerun) => absence(why, rerun, messages),
    refusal: (reason, verdict) =>
      reason.kind === 'no-fit-mirror' ? noFit(reason, verdict) : messages.refusal(cleanedReason(reason)),
    warning: (warning) =>
      isCommonWarning(warning) ? choice.warning(warning) : messages.warning(cleanedWarning(warning)),
    untried,
    refusedAlong,
    staysInForce,
    moreInForce: (shown, stages, action) => moreInForce(shown, stages, action, messages),
    containers: messages.containers,
  };
}

function moreInForce(
  { proxies }: LiveSettings,
  stages: readonly Stage<Expectation>[],
  action: 'apply' | 'undo',
  messages: DockerMessages,
): { readonly sentence: string; readonly alone: boolean; readonly left: readonly string[] } | null {
  const expected = stages.map(({ expect }) => expect);
  if (!expected.some((expect) => expect.proxies !== undefined)) return null;
  const shown = PROXY_FIELDS.flatMap((field) => {
    const value = proxies[field];
    return value ? [`${PROXY_VARIABLES[field]}=${cleanText(maskUrls(value))}`] : [];
  });
  const alone = expected.every(({ mirrors }) => mirrors === undefined);
  const isOthers = (field: keyof LiveSettings['proxies']): boolean => {
    const set = expected.at(-1)?.proxies?.[field];
    // What is shown once ours is gone was there before us: an undo has nothing against it.
    if (set?.kind === 'cleared') return action === 'apply' && Boolean(proxies[field]);
    return (
      (set?.kind === 'other' || set?.kind === 'any') && !looksSet(field, proxies[field] ?? '', set.wanted)
    );
  };
  const left = PROXY_FIELDS.filter(isOthers);
  return { sentence: messages.proxies(shown), alone, left: left.map((field) => PROXY_VARIABLES[field]) };
}

function untried(
  warnings: readonly PlanWarning[],
): readonly { readonly path: string; readonly keys: readonly string[] }[] {
  const told = warnings.filter(isUntried);
  const keys = told.flatMap((one) => one.keys.map(({ key }) => cleanText(key)));
  const units = warnings.flatMap((warning) => (warning.kind === 'pending-units' ? warning.paths : []));
  return [
    ...units.map((path) => ({ path: cleanText(path), keys: [] })),
    ...told.slice(0, 1).map(({ path }) => ({ path, keys })),
  ];
}

function staysInForce(
  warnings: readonly PlanWarning[],
  waiting: ReadonlySet<string> | null,
  told: 'reload' | 'restart',
): StaysInForce | null {
  const along = warnings.filter(isPending).filter(({ by }) => by === told);
  const [first] = along;
  if (first === undefined) return null;
  const shown = along.filter(({ kind }) => kind === 'pending').flatMap(({ keys }) => keys);
  const now = waiting === null ? [] : shown.filter(({ key }) => !waiting.has(key));
  const unseen = along.filter(({ kind }) => kind === 'pending-unseen').flatMap(({ keys }) => keys);
  const mayBe = [...(waiting === null ? shown : []), ...unseen];
  if (now.length === 0 && mayBe.length === 0) return null;
  return {
    path: cleanText(first.path),
    keys: now.map(({ key }) => cleanText(key)),
    hidesData: now.some(({ effect }) => effect === 'data'),
    mayBe: mayBe.map(({ key }) => cleanText(key)),
    told,
  };
}

function refusedAlong(
  warnings: readonly PlanWarning[],
  log: readonly string[],
): { readonly path: string; readonly keys: readonly string[] } | null {
  const along = warnings.filter(isPending).filter(({ by }) => by === 'reload');
  const keys = along.flatMap((one) => one.keys.map(({ key }) => key));
  const said = log.join('\n').toLowerCase();
  // In its sentences the hyphen of a key is mostly a blank.
  const named = keys.filter((key) => [key, key.replaceAll('-', ' ')].some((text) => said.includes(text)));
  const [first] = along;
  if (first === undefined || keys.length === 0) return null;
  const shown = named.length === 0 ? keys : named;
  return { path: cleanText(first.path), keys: shown.map((key) => cleanText(key)) };
}

type Pending = Extract<PlanWarning, { kind: 'pending' | 'pending-unseen' }>;

function isPending(warning: PlanWarning): warning is Pending {
  return warning.kind === 'pending' || warning.kind === 'pending-unseen';
}

function isUntried(warning: PlanWarning): warning is Pending {
  return isPending(warning) && warning.by === 'restart';
}

function absence(why: DockerAbsence, rerun: (as: RerunAs) => Rerun, messages: DockerMessages): TellAbsence {
  const refused = (reason: string, ...sentences: readonly string[]): TellAbsence => ({
    kind: 'refused',
    reason,
    sentences,
  });
  switch (why.kind) {
    case 'bad-endpoint': {
      const sentence = messages.endpoint(why.source, cleanText(maskCredentials(why.text)));
      return { kind: 'usage', reason: why.kind, sentences: [sentence] };
    }
    case 'bad-context':
      return { kind: 'usage', reason: why.kind, sentences: [messages.context(cleanText(why.name))] };
    case 'no-engine':
      return refused(why.kind, messages.noEngine(why.hidden === true));
    case 'foreign':
      return refused(why.install, messages.foreign(cleanedForeign(why)));
    case 'other-user': {
      const { endpoint, uid, name, callsSudo } = why;
      const user = callsSudo ? null : { name: name ?? `#${uid}`, uid };
      // The shell that it is run from has another DOCKER_HOST, and other contexts.
      const again = rerun({ user, option: ['--docker-host', endpoint] });
      return refused(why.kind, messages.otherUser(endpoint, name, uid, again.command), ...again.notes);
    }
    case 'not-proven':
      return refused(why.kind, messages.notProven(why, programOf(why)));
    case 'listens-elsewhere':
      return refused(why.kind, messages.listensElsewhere(cleaned(why)));
    case 'config-unplaced':
      return refused(why.kind, messages.configUnplaced(cleanText(why.file)));
    case 'start-unproven':
      return refused(why.kind, messages.startUnproven(cleanText(why.program)));
    case 'unreachable':
      return refused(why.code, messages.unreachable(cleanedUnreachable(why)));
    default:
      return why satisfies never;
  }
}

/** Keys, and what the engine says of them, are somebody's own words. */
function cleanedReason(reason: DockerReason): DockerReason {
  switch (reason.kind) {
    case 'fatal-key':
      return { ...reason, finding: { ...reason.finding, key: cleanText(reason.finding.key) } };
    case 'file-moves':
      return { ...reason, path: cleanText(reason.path), next: cleanText(reason.next) };
    case 'proxy-url':
      return { ...reason, character: cleanedOr(reason.character ?? null) };
    case 'no-proxy-item':
      return { ...reason, item: cleanText(reason.item) };
    case 'refused-file':
      return { ...reason, lines: reason.lines.map((line) => cleanText(maskUrls(line), 600)) };
    default:
      return reason;
  }
}

function cleanedWarning<Warning extends PlanWarning>(warning: Warning): Warning {
  if (warning.kind === 'odd-entries') return { ...warning, entries: namedEntries(warning.entries) };
  if (warning.kind === 'pending') return { ...warning, keys: warning.keys.map(cleanedKey) };
  if (warning.kind === 'pending-unseen') {
    return { ...warning, keys: warning.keys.map((one) => ({ ...one, key: cleanText(one.key) })) };
  }
  if (warning.kind === 'pending-units')
    return { ...warning, paths: warning.paths.map((one) => cleanText(one)) };
  if (warning.kind !== 'finding') return warning;
  const { key, within } = warning.finding;
  const cleaned = { key: cleanText(key), ...(within === undefined ? {} : { within: cleanText(within) }) };
  return { ...warning, finding: { ...warning.finding, ...cleaned } };
}

function cleanedKey(key: PendingKey): PendingKey {
  return key.values === undefined
    ? key
    : { ...key, values: key.values.map((value) => cleanText(maskedLine(value))) };
}

/** The first of them, as JSON. */
function namedEntries(entries: readonly string[]): readonly string[] {
  const { oddEntries, oddChars } = DAEMON_JSON;
  const named = entries.slice(0, oddEntries).map((entry) => cleanText(maskedLine(entry), oddChars));
  return entries.length > oddEntries ? [...named, '…'] : named;
}

/** What an engine calls itself is somebody's own words. */
function cleanedForeign(where: NotLocated): NotLocated {
  const { outOfSight } = where;
  return outOfSight === undefined
    ? where
    : { ...where, outOfSight: { ...outOfSight, name: cleanedOr(outOfSight.name) } };
}

/** Sockets have names of somebody's own choice. */
function cleaned(problem: ListensElsewhere): ListensElsewhere {
  const { endpoint, sockets, answersAt } = problem;
  const shown = sockets?.map((socket) => cleanText(socket)) ?? null;
  return { ...problem, endpoint: cleanText(endpoint), sockets: shown, answersAt: cleanedOr(answersAt) };
}

function cleanedUnreachable(problem: Unreachable): Unreachable {
  return { ...problem, answersAt: cleanedOr(problem.answersAt) };
}

function cleanedOr(text: string | null): string | null {
  return text === null ? null : cleanText(text);
}

/** A path of somebody's own choice. */
function programOf({ what }: NotProven): string | null {
  switch (what.kind) {
    case 'socket':
      return null;
    case 'program':
      return cleanText(what.program.path);
    case 'process':
      return what.process.program === null ? null : cleanText(what.process.program);
    default:
      return what satisfies never;
  }
}
