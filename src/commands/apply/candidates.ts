import { mirrorKey, type OfferedMirror } from '../../engines/choose/index.ts';
import type { Probing } from '../../engines/engine.ts';
import { writeOutputFile } from '../../host/output-file.ts';
import { renderJson } from '../../report/json.ts';
import { engineWay } from '../../use/engine-way.ts';
import type { KnownMirror } from '../../use/known-mirror.ts';
import { mirrorsToChoose } from '../../use/mirrors-to-choose.ts';
import type { RunNote } from '../../use/population.ts';
import { failureSentence, failureStatus, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { ApplyHost } from './host.ts';
import type { ApplySettings } from './options.ts';

export type CandidatesRun =
  | {
      readonly kind: 'candidates';
      readonly candidates: readonly OfferedMirror[];
      readonly probed: readonly KnownMirror[];
    }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly sentence: string; readonly status: 3 | 70 };

/** Which mirrors can be chosen from, best first: measured now, from a report, or as given. Throws UsageError; rejects with the system's error where `--report` cannot be written. */
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
  const candidates = found.map(({ candidate, outcome }): OfferedMirror => {
    const { url, displayUrl, origin } = candidate;
    const isConfigured = origin !== 'argument' && configured.has(mirrorKey(url.href));
    return {
      url: url.href,
      displayUrl,
      origin: isConfigured ? 'configured' : origin,
      unlisted: origin === 'configured',
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
): Promise<KnownMirror[] | Exclude<CandidatesRun, { kind: 'candidates' }>> {
  const { plan, probe, from, maxAgeMs, report, verbose } = settings;
  const run = await mirrorsToChoose(
    { probe, from, maxAgeMs, noProbe: plan.noProbe },
    {
      env: asker.env,
      lang,
      stdin: process.stdin,
      signal,
      onEvent: display.onEvent,
      onNote: (note) => {
        if (!isOfOtherEngines(note)) noteSentences(note, messages, verbose).forEach(display.note);
      },
      configured: probing.configured,
      way: engineWay(probing, asker.env, { byShell: settings.envProxy && probe.envProxy }),
      privileges: 'drop',
    },
  );
  switch (run.kind) {
    case 'refused':
      throw new UsageError(run.problems.map((problem) => problemSentence(problem, messages)));
    case 'failure': {
      if (signal.aborted) return { kind: 'aborted' };
      return { kind: 'failed', sentence: failureSentence(run, messages), status: failureStatus(run) };
    }
    case 'found':
      if (run.noNetwork) display.note(words.problem.noNetwork);
      if (run.aborted) return { kind: 'aborted' };
      if (report !== null && run.report !== null) await writeOutputFile(report, renderJson(run.report));
      return [...run.mirrors];
    default:
      return run satisfies never;
  }
}

/** The engine is known here: what older ones refuse is told where this is one, by its plan. */
function isOfOtherEngines(note: RunNote): boolean {
  return note.kind === 'address' && note.note.kind === 'path-prefix';
}
