import { type ApplyMessages, applyMessages } from './apply/index.ts';
import { type CatalogMessages, catalogMessages } from './catalog/index.ts';
import { type CheckMessages, checkMessages } from './check/index.ts';
import { type DemoMessages, demoMessages } from './demo.ts';
import type { Lang } from './lang.ts';
import { type ProgressMessages, progressMessages } from './progress.ts';
import { type ReportMessages, reportMessages } from './report/index.ts';
import { type StatusMessages, statusMessages } from './status/index.ts';
import { type VerdictMessages, verdictMessages } from './verdict.ts';

/** Every sentence a user can read, by topic. Pure code gets the topic it needs as an argument. */
export interface Messages {
  readonly apply: ApplyMessages;
  readonly catalog: CatalogMessages;
  readonly check: CheckMessages;
  readonly demo: DemoMessages;
  readonly progress: ProgressMessages;
  readonly report: ReportMessages;
  readonly status: StatusMessages;
  readonly verdict: VerdictMessages;
}

export function messagesFor(lang: Lang): Messages {
  return {
    apply: applyMessages[lang],
    catalog: catalogMessages[lang],
    check: checkMessages[lang],
    demo: demoMessages[lang],
    progress: progressMessages[lang],
    report: reportMessages[lang],
    status: statusMessages[lang],
    verdict: verdictMessages[lang],
  };
}
