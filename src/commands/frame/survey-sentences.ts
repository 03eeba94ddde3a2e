import { cleanText } from '../../registry/untrusted-text.ts';
import type { FailedErrand } from '../../use/outside.ts';
import type { RunNote } from '../../use/population.ts';
import type { SurveyProblem } from '../../use/survey-problem.ts';
import type { Messages } from '../../words/index.ts';
import { newerVersion } from './installed-program.ts';

type SurveyWords = Pick<Messages, 'frame' | 'catalog'>;

/** Why a survey did not start, as one sentence. */
export function problemSentence(problem: SurveyProblem, { frame, catalog }: SurveyWords): string {
  switch (problem.kind) {
    case 'source':
      return frame.usage.source(problem.option, problem.name, problem.reason, problem.detail);
    case 'trust':
      return frame.usage.trust(problem.variable, problem.path, problem.reason, problem.detail);
    case 'list':
      return catalog.listFailure(problem.name, problem.failure);
    case 'selection':
      return catalog.selectionProblem(problem.problem);
    case 'image':
      return frame.usage.image(problem.text, problem.problem);
    case 'proxy':
      return frame.usage.proxy(problem.variable, problem.reason, problem.shown);
    case 'demo':
      return frame.usage.demo(problem.code);
    default:
      return problem satisfies never;
  }
}

/** What a user should know before the result comes. */
export function noteSentences(
  note: RunNote,
  { frame, catalog }: SurveyWords,
  verbose: boolean,
): readonly string[] {
  switch (note.kind) {
    case 'list':
      return [catalog.listProblem(note.problem)];
    case 'tally': {
      const { list, taken, first } = note.tally;
      const each = [
        ...taken.map(({ line, displayUrl }) => catalog.listTaken(list, line, displayUrl)),
        ...first.map((passed) => catalog.listPassedOver(list, passed)),
      ];
      return [catalog.listTally(note.tally, verbose), ...(verbose ? each : [])];
    }
    case 'catalogue-age':
      return [catalog.catalogueAge(note.age, newerVersion())];
    case 'selection':
      return [catalog.selectionProblem(note.problem)];
    case 'address':
      return [catalog.urlNote(note.displayUrl, note.note)];
    case 'left-out':
      // A catalogue remembers many that are gone: that is not news to a user who did not ask for details.
      return verbose ? note.entries.map(catalog.leftOut) : [];
    case 'compose':
      return [catalog.compose(note.note)];
    case 'carried-over':
      return [frame.note.carriedOver(note.count)];
    case 'unconfined':
      // With no_new_privs no program gives it any: then what it might give is a detail.
      return verbose || note.lacking.includes('no-new-privs') ? [frame.note.unconfined(note.lacking)] : [];
    default:
      return note satisfies never;
  }
}

/** Why whoever was sent out came to grief: its code, and its last words, fit to be shown. */
export function failureSentence(outcome: FailedErrand, { frame }: Pick<Messages, 'frame'>): string {
  if (outcome.code === 'drop-failed') return frame.note.cannotDrop(outcome.drop);
  const detail = 'detail' in outcome ? cleanText(outcome.detail, DETAIL_CHARS) : null;
  return frame.note.childFailed(outcome.code, detail);
}

/** Where nobody can be sent out without privileges the machine is refused, as it is: no fault of ours. */
export function failureStatus({ code }: FailedErrand): 3 | 70 {
  return code === 'drop-failed' ? 3 : 70;
}

/** A stack trace's first lines. */
const DETAIL_CHARS = 600;
