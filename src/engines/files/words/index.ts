import { cleanText } from '../../../registry/untrusted-text.ts';
import type { Named, NoFitMirror } from '../../choose/index.ts';
import { choiceWords, isCommonWarning, withChoice } from '../../choose/words.ts';
import type { CommonAbsence, EngineWords } from '../../engine.ts';
import type { FileKind } from '../file-kind.ts';
import type { HostsWarning } from '../hosts-plan.ts';
import type { ForeignOption, OwnShapes } from '../own-engine.ts';
import type { OwnFlaw, OwnReason, SeenOwnFile } from '../own-file.ts';
import type { OwnMessages, ProxiesFrom } from './messages.ts';

/** What is said of one engine alone, every word of a stranger's cleaned before it is handed in; `never`: nothing of the kind. */
export interface OwnVoice<Seen, Absence, Flaw, Warning, Reason> {
  readonly engine: (seen: Seen) => string;
  readonly absence: (why: Absence, shared: OwnMessages) => readonly string[];
  readonly flaw: (flaw: Flaw) => string;
  readonly warning: (warning: Warning) => string;
  readonly refusal: (reason: Reason) => string;
  readonly noEngine?: string;
  readonly containers?: string;
}

/** The engine as sentences name it. */
export interface Titled {
  readonly title: string;
  readonly file: FileKind;
  readonly proxies: ProxiesFrom;
}

/** The words of an engine that reads a file of ours: those of all such engines, and its own, in one language. */
export async function ownWords<
  Seen extends SeenOwnFile,
  Absence extends Named,
  Flaw extends Named,
  Warning extends Named,
  Reason extends Named,
>(
  lang: 'en' | 'zh',
  { title, file, proxies }: Titled,
  own: OwnVoice<Seen, Absence, Flaw, Warning, Reason>,
): Promise<EngineWords<OwnShapes<Seen, Absence, Flaw, Warning, Reason>>> {
  const [shared, choice] = await withChoice<OwnMessages>(lang, {
    en: async () => (await import('./en.ts')).ownEn,
    zh: async () => (await import('./zh.ts')).ownZh,
  });
  const { noFit, ...chosen } = choiceWords<OwnFlaw | Flaw>(choice, (flaw) => {
    if (!isShared<OwnFlaw, Flaw>(flaw)) return own.flaw(cleaned(flaw));
    return flaw.kind === 'form'
      ? shared.form(flaw.problem, title)
      : shared.wrongClient[file.client](title, file.name);
  });
  const refusal = (reason: OwnReason): string => {
    switch (reason.kind) {
      case 'no-proxies-here':
        return shared.proxies[proxies](title);
      case 'foreign-file':
      case 'edited':
        return reason.undo ? shared.edited(reason.path) : shared.foreignFile(reason.path);
      case 'certificates':
        return shared.certificates(reason.path, reason.name, title);
      default:
        return reason satisfies never;
    }
  };
  return {
    ...chosen,
    title,
    engine: own.engine,
    absence(why) {
      const { kind } = why;
      if (!isShared<CommonAbsence | ForeignOption, Absence>(why))
        return { kind: 'refused', reason: kind, sentences: own.absence(cleaned(why), shared) };
      return why.kind === 'foreign-option'
        ? { kind: 'usage', reason: kind, sentences: [shared.foreignOption(why.option, title)] }
        : { kind: 'refused', reason: kind, sentences: [own.noEngine ?? shared.noEngine(title)] };
    },
    refusal(reason, verdict) {
      if (isNoFit<OwnFlaw | Flaw>(reason)) return noFit(reason, verdict);
      return isShared<OwnReason, Reason>(reason)
        ? [refusal(cleaned(reason))]
        : [own.refusal(cleaned(reason))];
    },
    warning(warning) {
      if (isCommonWarning(warning)) return choice.warning(warning);
      return isShared<HostsWarning, Warning>(warning)
        ? shared.warning(cleaned(warning), title)
        : own.warning(cleaned(warning));
    },
    containers: () => own.containers ?? '',
  };
}

/** Whatever stands in other people's files, cleaned; lines stay indented. A flaw, a reason and a warning are plain data. */
function cleaned<Told>(told: Told): Told {
  return JSON.parse(
    JSON.stringify(told, (_, one: unknown) =>
      typeof one === 'string' ? one.replace(/\S.*/s, (rest) => cleanText(rest, WORD_CHARS)) : one,
    ),
  );
}

/** A path, or a line of a program's own. */
const WORD_CHARS = 400;

/** Is it said alike of every engine? No engine has a word of its own by one of these names. */
function isShared<Known extends Shared, Other extends Named>(one: Known | Other): one is Known {
  return SHARED.has(one.kind);
}

function isNoFit<Flaw extends Named>(reason: NoFitMirror<Flaw> | Named): reason is NoFitMirror<Flaw> {
  return reason.kind === 'no-fit-mirror';
}

type Shared = CommonAbsence | ForeignOption | OwnFlaw | OwnReason | HostsWarning;

const SHARED: ReadonlySet<string> = new Set(
  Object.keys({
    'no-engine': true,
    'foreign-option': true,
    form: true,
    'wrong-client': true,
    'no-proxies-here': true,
    'foreign-file': true,
    edited: true,
    certificates: true,
    resolves: true,
    'only-a-pull-shows': true,
    'default-hidden': true,
    'nobody-resolves': true,
  } satisfies Readonly<Record<Shared['kind'], true>>),
);

/** Of an engine that has nothing of the kind to say. */
export function unsaid(nothing: never): never {
  return nothing;
}
