import type { Verdict } from '../probe/codes.ts';
import type { Leader, SurveyEvent } from '../survey/events.ts';

/** Where a survey stands. Pure: `advance` folds the events. */
export interface ProgressState {
  readonly mirrors: number;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Under way, the one that started last at the end. */
  readonly running: ReadonlySet<string>;
  readonly downloading: ReadonlySet<string>;
  readonly finalists: readonly string[];
  readonly finalistsDone: number;
  /** Being measured again, the one that started last at the end. */
  readonly measuring: ReadonlySet<string>;
  /** The first places so far, best first. */
  readonly leaders: readonly Leader[];
  readonly finished: boolean;
}

export const NOTHING_YET: ProgressState = {
  mirrors: 0,
  verdicts: new Map(),
  running: new Set(),
  downloading: new Set(),
  finalists: [],
  finalistsDone: 0,
  measuring: new Set(),
  leaders: [],
  finished: false,
};

export function advance(state: ProgressState, event: SurveyEvent): ProgressState {
  switch (event.kind) {
    case 'started':
      return { ...NOTHING_YET, mirrors: event.mirrors };
    case 'mirror-started':
      return { ...state, running: withId(state.running, event.id) };
    case 'downloading':
      return { ...state, downloading: withId(state.downloading, event.id) };
    case 'mirror-finished':
      return {
        ...state,
        running: withoutId(state.running, event.id),
        downloading: withoutId(state.downloading, event.id),
        verdicts: new Map(state.verdicts).set(event.id, event.verdict),
      };
    case 'reference':
      return state;
    case 'finalists':
      return { ...state, finalists: event.ids };
    case 'leading':
      return { ...state, leaders: event.leaders };
    case 'finalist-started':
      return { ...state, measuring: withId(state.measuring, event.id) };
    case 'finalist-finished':
      return {
        ...state,
        measuring: withoutId(state.measuring, event.id),
        finalistsDone: state.finalistsDone + 1,
        verdicts: new Map(state.verdicts).set(event.id, event.verdict),
      };
    case 'finished':
      return { ...state, finished: true };
    default: {
      const unhandled: never = event;
      return unhandled;
    }
  }
}

function withId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id).concat(id));
}

function withoutId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
