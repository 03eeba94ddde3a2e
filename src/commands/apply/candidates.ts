import {
  type ApplyCandidate,
  effectiveProxies,
  type Inspection,
  readDaemonJson,
  repairDaemonJson,
} from '../../engines/docker/index.ts';
import { bytesOf } from '../../host/file-state.ts';
import { mirrorsToChoose } from '../../use/mirrors-to-choose.ts';
import type { ProbedMirror } from '../../use/probed-mirror.ts';
import { errandFailure, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { ApplyHost } from './host.ts';
import type { ApplySettings } from './options.ts';

export type CandidatesRun =
  | {
      readonly kind: 'candidates';
      readonly candidates: readonly ApplyCandidate[];
      readonly probed: readonly ProbedMirror[];
    }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Which mirrors can be chosen from, best first: measured now, from a report, or as given. Throws UsageError. */
export async function candidatesForApply(
  settings: ApplySettings,
  host: ApplyHost,
  inspection: Inspection,
): Promise<CandidatesRun> {
  const { mode, plan, probe } = settings;
  const untouched = mode.kind !== 'apply' || plan.mirrorsOff;
  if (untouched || (plan.noProbe && probe.urls.length === 0))
    return { kind: 'candidates', candidates: [], probed: [] };
  const found = await find(settings, host, inspection);
  if (!Array.isArray(found)) return found;
  const configured = new Set(configuredMirrors(settings, inspection).map(keyOf));
  const candidates = found.map(({ candidate, outcome }): ApplyCandidate => {
    const { url, displayUrl, origin } = candidate;
    const isConfigured = origin !== 'argument' && configured.has(keyOf(url.href));
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
  inspection: Inspection,
): Promise<ProbedMirror[] | Exclude<CandidatesRun, { kind: 'candidates' }>> {
  const { plan, probe, from, maxAgeMs, verbose } = settings;
  const run = await mirrorsToChoose(
    { probe, from, maxAgeMs, noProbe: plan.noProbe },
    {
      env: asker.env,
      lang,
      stdin: process.stdin,
      signal,
      onEvent: display.onEvent,
      onNote: (note) => noteSentences(note, messages, verbose).forEach(display.note),
      configured: configuredMirrors(settings, inspection),
      way: {
        env: environmentFor(settings, inspection, asker.env),
        certsDir: inspection.install.certsDir,
      },
      privileges: 'drop',
    },
  );
  switch (run.kind) {
    case 'refused':
      throw new UsageError(run.problems.map((problem) => problemSentence(problem, messages)));
    case 'failure': {
      if (signal.aborted) return { kind: 'aborted' };
      return { kind: 'failed', sentence: messages.frame.note.childFailed(...errandFailure(run)) };
    }
    case 'found':
      if (run.noNetwork) display.note(words.problem.noNetwork);
      return run.aborted ? { kind: 'aborted' } : [...run.mirrors];
    default:
      return run satisfies never;
  }
}

/** The engine's own way out, or with `--env-proxy` this shell's. Its CAs are those that dockerd was told of. */
function environmentFor(
  { plan, envProxy, probe }: ApplySettings,
  inspection: Inspection,
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
  const trust = kept(TRUST_VARIABLES, { ...env, ...inspection.environment });
  const proxies =
    envProxy && probe.envProxy
      ? kept(PROXY_VARIABLES, env)
      : Object.entries(effectiveProxies(inspection, plan));
  return Object.fromEntries([...trust, ...proxies]);
}

const TRUST_VARIABLES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'] as const;
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** What daemon.json has today, or would have once repaired. */
function configuredMirrors({ plan }: ApplySettings, { file, engine }: Inspection): readonly string[] {
  const bytes = bytesOf(file);
  const document = readDaemonJson(bytes, engine.version);
  if (document.kind === 'document') return document.registryMirrors ?? [];
  const repaired = plan.repair && bytes !== null ? repairDaemonJson(bytes) : null;
  if (repaired?.kind !== 'repaired') return [];
  const strict = readDaemonJson(repaired.bytes, engine.version);
  return strict.kind === 'document' ? (strict.registryMirrors ?? []) : [];
}

function keyOf(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, '');
}
