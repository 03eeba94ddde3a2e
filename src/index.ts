/**
 * The library's public face: the report and what it is made of, the catalogue, and the survey itself. The commands of this package are built on the
 * same modules. Importing it opens nothing and loads no HTTP client; `createTransport` is reached by its own import in src/registry/transport.
 */
export {
  builtinCatalogue,
  type Candidate,
  type Catalogue,
  parseList,
  parseMirrorUrl,
} from './catalog/index.ts';
export { CODES, type Code, type Phase, VERDICTS, type Verdict } from './probe/codes.ts';
export { createMeter, type Measurement, type Meter, type MeterOptions } from './probe/meter.ts';
export { type PullModelInput, predictPullSeconds } from './rank/pull-time.ts';
export { type Digest, digestOf, parseDigest } from './registry/digest.ts';
export { type ImageReference, parseReference } from './registry/reference.ts';
export { FORMATS, type Format, type RenderContext, renderReport } from './report/index.ts';
export type { MirrorReport, Report } from './report/types.ts';
export type { SurveyEvent } from './survey/events.ts';
export { type SurveyOptions, type SurveyResult, survey } from './survey/survey.ts';
export { type RunFacts, toReport } from './survey/to-report.ts';
