/**
 * The library: what other programs may call (docs/library.md). Importing it opens nothing and loads no HTTP client. What is not here
 * is not meant to be called, and changes without notice.
 */
export { UsageError } from './commands/frame/usage-error.ts';
export { type CheckHow, type CheckOptions, checkMirrors } from './library/check-mirrors.ts';
export { type RenderHow, renderReport } from './library/render-report.ts';
export { CODES, type Code, type Phase, VERDICTS, type Verdict } from './probe/codes.ts';
export { FORMATS, type Format } from './report/context.ts';
export type {
  ImageReport,
  LineReport,
  MirrorReport,
  Parameters,
  ReferenceReport,
  Report,
  ThroughputReport,
  Vantage,
} from './report/types.ts';
export type { SurveyEvent, SurveyListener } from './survey/events.ts';
export type { Lang } from './words/lang.ts';
