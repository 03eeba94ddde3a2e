import type { RunNote } from '../../use/population.ts';
import type { SurveyProblem } from '../../use/survey-problem.ts';
import type { Messages } from '../../words/index.ts';

/** Why a survey did not start, as one sentence. */
export function problemSentence(problem: SurveyProblem, { check, catalog }: Messages): string {
  switch (problem.kind) {
    case 'source':
      return check.usage.source(problem.option, problem.name, problem.reason, problem.detail);
    case 'trust':
      return check.usage.trust(problem.variable, problem.path, problem.reason, problem.detail);
    case 'list':
      return catalog.listFailure(problem.name, problem.failure);
    case 'selection':
      return catalog.selectionProblem(problem.problem);
    case 'image':
      return check.usage.image(problem.text, problem.problem);
    case 'proxy':
      return check.usage.proxy(problem.variable, problem.reason, problem.shown);
    default:
      return problem satisfies never;
  }
}

/** What a user should know before the result comes. */
export function noteSentences(
  note: RunNote,
  { check, catalog }: Messages,
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
    case 'selection':
      return [catalog.selectionProblem(note.problem)];
    case 'address':
      return [catalog.urlNote(note.displayUrl, note.note)];
    case 'left-out':
      // A catalogue remembers many that are gone: that is no news to who did not ask for details.
      return verbose ? note.entries.map(catalog.leftOut) : [];
    case 'carried-over':
      return [check.note.carriedOver(note.count)];
    default:
      return note satisfies never;
  }
}
