import { type Candidate, mirrorKey } from '../../engines/choose/index.ts';
import type { Probing } from '../../engines/engine.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { readTrust } from '../../use/network.ts';
import { listedPopulation, type PopulationHost } from '../../use/population.ts';
import { isUrl, type Sources } from '../../use/read-source.ts';
import { storedCandidates } from '../../use/stored-candidates.ts';
import type { SurveyProblem } from '../../use/survey-problem.ts';
import {
  fetchUnprivileged,
  type ProbedMirror,
  probeForApply,
} from '../../use/unprivileged/probe-for-apply.ts';
import { errandsOf } from '../../use/unprivileged/send-out.ts';
import type { NetworkTask } from '../../use/unprivileged/survey-task.ts';
import { noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { ApplyHost } from './host.ts';
import type { ApplySettings } from './options.ts';

export type CandidatesRun =
  | {
      readonly kind: 'candidates';
      readonly candidates: readonly Candidate[];
      readonly probed: readonly ProbedMirror[];
    }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Which mirrors can be chosen from, best first: measured now, from a report, or as given. Throws UsageError. */
export async function candidatesForApply(
  settings: ApplySettings,
  host: ApplyHost,
  probing: Probing,
): Promise<CandidatesRun> {
  const { mode, plan, probe } = settings;
  const untouched = mode.kind !== 'apply' || plan.mirrorsOff;
  if (untouched || (plan.noProbe && probe.urls.length === 0))
    return { kind: 'candidates', candidates: [], probed: [] };
  const found = await find(settings, host, probing);
  if (!Array.isArray(found)) return found;
  const configured = new Set(probing.configured.map(mirrorKey));
  const candidates = found.map(({ candidate, outcome }): Candidate => {
    const { url, displayUrl, origin } = candidate;
    const isConfigured = origin !== 'argument' && configured.has(mirrorKey(url.href));
    return {
      url: url.href,
      displayUrl,
      origin: isConfigured ? 'configured' : origin,
      verdict: outcome?.verdict ?? null,
      code: outcome?.code ?? null,
      confirmed: outcome?.confirmed ?? false,
      pullSeconds: outcome?.pullSeconds ?? null,
      measuredDirectly: outcome?.direct ?? false,
    };
  });
  return { kind: 'candidates', candidates, probed: found };
}

async function find(
  settings: ApplySettings,
  { lang, messages, words, display, asker, signal }: ApplyHost,
  probing: Probing,
): Promise<ProbedMirror[] | Exclude<CandidatesRun, { kind: 'candidates' }>> {
  const { plan, probe, from, maxAgeMs, verbose } = settings;
  const { configured } = probing;
  const host: PopulationHost = {
    env: asker.env,
    lang,
    configured,
    onNote: (note) => {
      for (const text of noteSentences(note, messages, verbose)) display.note(text);
    },
  };
  const refuse = (...problems: readonly SurveyProblem[]): never => {
    throw new UsageError(problems.map((problem) => problemSentence(problem, messages)));
  };
  const fetched = [...(from === null ? [] : [from]), ...probe.lists].some(isUrl);
  const env = environmentFor(settings, probing, asker.env);
  const trust = fetched ? readTrust(probe.ca, env) : [];
  if ('kind' in trust) return refuse(trust);
  const network: NetworkTask = {
    probeProxy: probe.probeProxy?.href ?? null,
    trust,
    ip: probe.ip,
    env,
    certsDir: probing.certsDir,
  };
  const sources: Sources = {
    stdin: process.stdin,
    fetch: fetchUnprivileged(network, await errandsOf(signal, host.onNote)),
  };
  if (from !== null) {
    const stored = await storedCandidates(from, maxAgeMs, Date.now(), sources, configured);
    return 'kind' in stored ? refuse(stored) : [...stored];
  }
  if (plan.noProbe) {
    const population = await listedPopulation(probe, host, sources);
    if ('problems' in population) return refuse(...population.problems);
    return population.candidates.map((candidate) => ({ candidate, outcome: null }));
  }
  const run = await probeForApply(probe, {
    ...host,
    stdin: process.stdin,
    signal,
    onEvent: display.onEvent,
    network,
  });
  switch (run.kind) {
    case 'refused':
      return refuse(...run.problems);
    case 'failed': {
      if (signal.aborted) return { kind: 'aborted' };
      const detail = 'detail' in run.outcome ? cleanText(run.outcome.detail, DETAIL_CHARS) : null;
      return { kind: 'failed', sentence: words.problem.childFailed(run.outcome.code, detail) };
    }
    case 'probed':
      if (run.noNetwork) display.note(words.problem.noNetwork);
      return run.aborted ? { kind: 'aborted' } : [...run.mirrors];
    default:
      return run satisfies never;
  }
}

const DETAIL_CHARS = 600;

/** The engine's own way out, or with `--env-proxy` this shell's. Its CAs are those that the engine was told of. */
function environmentFor(
  { envProxy, probe }: ApplySettings,
  probing: Probing,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const kept = (
    names: readonly string[],
    from: Readonly<Record<string, string | undefined>>,
  ): readonly (readonly [string, string])[] =>
    names.flatMap((name) => {
      const value = from[name];
      return value === undefined ? [] : [[name, value] as const];
    });
  const trust = kept(TRUST_VARIABLES, { ...env, ...probing.environment });
  const proxies =
    probing.proxies === null || (envProxy && probe.envProxy)
      ? kept(PROXY_VARIABLES, env)
      : Object.entries(probing.proxies);
  return Object.fromEntries([...trust, ...proxies]);
}

const TRUST_VARIABLES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'] as const;
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
