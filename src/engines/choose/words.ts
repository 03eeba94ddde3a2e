import type { EngineWords, Shapes, VerdictSentence } from '../engine.ts';
import type { CommonFlaw, CommonWarning, MirrorList, Named, NoFitMirror, ReasonToDrop } from './types.ts';

/** What is said of a choice of mirrors, whichever engine it is for. */
export interface ChoiceMessages {
  readonly noFitMirror: string;
  /** Of an entry in which nothing is to be seen. */
  readonly emptyEntry: string;
  readonly flaw: Readonly<Record<Exclude<CommonFlaw['kind'], 'verdict'>, string>>;
  /** `because`: a sentence without its subject. */
  readonly unfit: (mirror: string, because: string) => string;
  readonly goes: (mirror: string, because: string) => string;
  readonly goesAsAsked: (mirror: string, option: '--replace' | '--exact' | '--mirrors-off') => string;
  readonly warning: (warning: CommonWarning) => string;
}

type ChoiceWords<Flaw extends Named> = Pick<EngineWords<Shapes & { flaw: Flaw }>, 'dropped' | 'unfit'> & {
  readonly noFit: (reason: NoFitMirror<Flaw>, verdict: VerdictSentence) => readonly string[];
};

/** The words of an engine for its choice; `own` speaks of what it alone finds wrong with a mirror. */
export function choiceWords<Flaw extends Named>(
  messages: ChoiceMessages,
  own: (flaw: Flaw) => string,
): ChoiceWords<Flaw> {
  const because = (mirror: string, why: CommonFlaw | Flaw, verdict: VerdictSentence): string => {
    if (!isCommon(why)) return own(why);
    return why.kind === 'verdict' ? verdict(why.verdict, why.code, mirror) : messages.flaw[why.kind];
  };
  const named = (mirror: string): string => (mirror === '' ? messages.emptyEntry : mirror);
  const unfit = (mirror: string, why: CommonFlaw | Flaw, verdict: VerdictSentence): string =>
    messages.unfit(named(mirror), because(mirror, why, verdict));
  return {
    unfit,
    dropped: (mirror, why, verdict) =>
      isAsked(why)
        ? messages.goesAsAsked(named(mirror), ASKED_BY[why.kind])
        : messages.goes(named(mirror), because(mirror, why, verdict)),
    noFit: ({ unfit: all }, verdict) => [
      messages.noFitMirror,
      ...all.map(({ displayUrl, why }) => unfit(displayUrl, why, verdict)),
    ],
  };
}

/** The words of an engine of its own and those of the choice, in one language and no other. */
export async function withChoice<Messages>(
  lang: 'en' | 'zh',
  own: Readonly<Record<'en' | 'zh', () => Promise<Messages>>>,
): Promise<readonly [Messages, ChoiceMessages]> {
  const choice = lang === 'en' ? (await import('./en.ts')).choiceEn : (await import('./zh.ts')).choiceZh;
  return [await own[lang](), choice];
}

function isCommon<Flaw extends Named>(why: CommonFlaw | Flaw): why is CommonFlaw {
  return why.kind === 'verdict' || why.kind === 'unconfirmed' || why.kind === 'plain-http';
}

type Asked = Extract<ReasonToDrop, { kind: keyof typeof ASKED_BY }>;

const ASKED_BY = { replaced: '--replace', 'no-place': '--exact', 'mirrors-off': '--mirrors-off' } as const;

function isAsked<Flaw extends Named>(why: MirrorList<Flaw>['dropped'][number]['why']): why is Asked {
  return Object.hasOwn(ASKED_BY, why.kind);
}

/** Is it said alike of every engine? */
export function isCommonWarning(warning: Named): warning is CommonWarning {
  return COMMON_WARNINGS.has(warning.kind);
}

const COMMON_WARNINGS: ReadonlySet<string> = new Set([
  'unprobed',
  'plain-http',
  'beyond-top',
  'pull-secrets',
] satisfies readonly CommonWarning['kind'][]);
