import type { Candidate } from '../../catalog/index.ts';
import type { Report } from '../../report/types.ts';
import type { SurveyListener } from '../../survey/events.ts';
import type { RunFacts } from '../../survey/to-report.ts';
import type { Lang } from '../../words/lang.ts';
import type { ConductSettings } from '../conduct-survey.ts';
import type { PreparedSurvey } from '../prepare-survey.ts';
import { adoptReport } from './adopt-report.ts';
import { certsOf } from './host-certs.ts';
import type { FailedErrand, SendOut } from './send-out.ts';
import { type NetworkTask, namedEvent } from './survey-task.ts';

export type ConductedAway =
  | { readonly kind: 'reported'; readonly report: Report; readonly noNetwork: boolean }
  | { readonly kind: 'failed'; readonly outcome: FailedErrand };

/** The survey of `mirror-check` as root: asked and reported by a process that is nobody, read and completed by this one. */
export async function conductAway(
  settings: ConductSettings,
  { candidates, image, furtherImages, reference, deadlineSeconds, upstream }: PreparedSurvey,
  network: NetworkTask,
  run: { readonly facts: RunFacts; readonly lang: Lang },
  sendOut: SendOut,
  onEvent: SurveyListener,
): Promise<ConductedAway> {
  const { registry, platform, throughput, timeoutSeconds, bytes, concurrency, finalists } = settings;
  const chunks: Buffer[] = [];
  let noNetwork = false;
  const outcome = await sendOut(
    {
      kind: 'survey',
      network,
      certs: certsOf(hostsOf(candidates), network),
      settings: { registry, platform, throughput, timeoutSeconds, bytes, concurrency, finalists },
      prepared: { candidates, image, furtherImages, reference, deadlineSeconds },
      upstream: upstream?.href ?? null,
      report: { ...run, facts: { ...run.facts, carriedOver: [] } },
    },
    {
      candidates: candidates.length,
      deadlineMs: deadlineSeconds * 1000,
      onMessage: (message) => {
        if (message.kind === 'event') onEvent(namedEvent(message.event, candidates));
        else if (message.kind === 'chunk') chunks.push(message.bytes);
        else if (message.kind === 'survey-done') noNetwork = message.noNetwork;
      },
    },
  );
  if (outcome.kind === 'failure') return { kind: 'failed', outcome };
  const facts = { ...run.facts, finishedAtMs: Date.now() };
  const report = await adoptReport(Buffer.concat(chunks).toString('utf8'), facts, candidates);
  if (report === null) return { kind: 'failed', outcome: { kind: 'failure', code: 'bad-message' } };
  return { kind: 'reported', report, noNetwork };
}

function hostsOf(candidates: readonly Candidate[]): readonly string[] {
  return candidates.map(({ url }) => url.host);
}
