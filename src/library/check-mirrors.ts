import { readOptions } from '../commands/frame/option-reader.ts';
import { probeSettings } from '../commands/frame/probe-options.ts';
import { noteSentences, problemSentence } from '../commands/frame/survey-sentences.ts';
import { UsageError } from '../commands/frame/usage-error.ts';
import type { Report } from '../report/types.ts';
import type { SurveyListener } from '../survey/events.ts';
import { checkMirrors as check } from '../use/check-mirrors.ts';
import { loadMessages } from '../words/index.ts';
import type { Lang } from '../words/lang.ts';
import { languageIn, type Shape, wrongShape } from './check-shape.ts';

/**
 * The options of `mirror-check` that say whom to ask and how, by the same names, with the same defaults (docs/interface.md). What is
 * not given is as on the command line; a number may be given as one.
 */
export interface CheckOptions {
  /** Mirrors to ask in place of the catalogue. */
  readonly urls?: readonly string[];
  /** Images that must be there; the pull of the first is predicted. */
  readonly image?: readonly string[];
  /** `linux/arm64/v8`. */
  readonly platform?: string;
  /** The engine that is to pull: `docker`, `podman`. */
  readonly for?: string;
  readonly registry?: string;
  /** Files or URLs; `builtin` is the catalogue. */
  readonly list?: readonly string[];
  readonly all?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly reference?: string;
  readonly hub?: string;
  /** An earlier report. */
  readonly previous?: string;
  /** false: no layer is downloaded. */
  readonly throughput?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  /** Seconds. */
  readonly deadline?: number;
  readonly concurrency?: number;
  /** Bytes, or a size: `8MiB`. */
  readonly bytes?: number | string;
  readonly finalists?: number;
  readonly probeProxy?: string;
  /** false: HTTP_PROXY and its kin are not looked at. */
  readonly envProxy?: boolean;
  readonly ca?: readonly string[];
  readonly ip?: 4 | 6;
  readonly vantage?: string;
  /** Simulated mirrors on this machine; needs no network. */
  readonly demo?: boolean;
}

export interface CheckHow {
  /** Its abortion ends the check in order: the report says `aborted`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: SurveyListener;
  /** What the command would say on stderr before the result, a sentence each. */
  readonly onNote?: (sentence: string) => void;
  /** Of the report's sentences; default `en`. */
  readonly lang?: Lang;
}

/**
 * Checks mirrors as `mirror-check` does. What a mirror does wrong is in the report. Rejects with UsageError, which has a sentence for
 * each thing that is wrong with the options or with what they name. Nothing is printed, and nobody's rights are changed.
 */
export async function checkMirrors(options: CheckOptions = {}, how: CheckHow = {}): Promise<Report> {
  const lang = languageIn(how);
  const words = await loadMessages(lang, ['frame', 'catalog']);
  const wrong = [
    ...wrongShape('options', options, OPTIONS, words.frame.usage),
    ...wrongShape('how', how, HOW, words.frame.usage),
  ];
  const settings = readOptions(typed(options), words.frame.usage, (reader) => {
    reader.wrong(...wrong);
    return probeSettings(reader, options?.urls ?? []);
  });
  const { signal = new AbortController().signal, onEvent = () => {}, onNote = () => {} } = how;
  const checked = await check(settings, {
    env: process.env,
    stdin: process.stdin,
    lang,
    signal,
    onEvent,
    onNote: (note) => noteSentences(note, words, true).forEach(onNote),
    privileges: 'keep',
  });
  switch (checked.kind) {
    case 'checked':
      return checked.report;
    case 'refused':
      throw new UsageError(checked.problems.map((problem) => problemSentence(problem, words)));
    case 'failure':
      // Nobody is sent out where rights are kept.
      throw new Error(`the check failed: ${checked.code}`);
    default:
      return checked satisfies never;
  }
}

const OPTIONS: Shape<CheckOptions> = {
  urls: 'texts',
  image: 'texts',
  platform: 'text',
  for: 'text',
  registry: 'text',
  list: 'texts',
  all: 'switch',
  only: 'texts',
  skip: 'texts',
  reference: 'text',
  hub: 'text',
  previous: 'text',
  throughput: 'switch',
  timeout: 'number',
  deadline: 'number',
  concurrency: 'number',
  bytes: 'number',
  finalists: 'number',
  probeProxy: 'text',
  envProxy: 'switch',
  ca: 'texts',
  ip: 'number',
  vantage: 'text',
  demo: 'switch',
};
const HOW: Shape<CheckHow> = { signal: 'signal', onEvent: 'function', onNote: 'function', lang: 'lang' };

/** As they would be typed. */
function typed(options: CheckOptions): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(Object(options)).map(([key, value]) => [
      key,
      typeof value === 'number' ? String(value) : value,
    ]),
  );
}
