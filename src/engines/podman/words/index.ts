import { cleanText } from '../../../registry/untrusted-text.ts';
import { choiceWords, isCommonWarning, withChoice } from '../../choose/words.ts';
import type { EngineWords } from '../../engine.ts';
import type { Podman } from '../engine.ts';
import type { TablePlace } from '../plan.ts';
import type { PodmanMessages } from './messages.ts';

export async function podmanWords(lang: 'en' | 'zh'): Promise<EngineWords<Podman>> {
  const [messages, choice] = await withChoice<PodmanMessages>(lang, {
    en: async () => (await import('./en.ts')).podmanEn,
    zh: async () => (await import('./zh.ts')).podmanZh,
  });
  const { noFit, ...chosen } = choiceWords<Podman['flaw']>(choice, (flaw) => {
    switch (flaw.kind) {
      case 'form':
        return messages.form[flaw.problem];
      case 'wrong-client':
        return messages.wrongClient;
      case 'blocked':
        return messages.blocked(cleanedPlace(flaw.at));
      default:
        return flaw satisfies never;
    }
  });
  return {
    ...chosen,
    title: 'Podman',
    engine: ({ info }) => messages.engine(info.version, info.rootless),
    absence: (why) => {
      const refused = { kind: 'refused', reason: why.kind } as const;
      switch (why.kind) {
        case 'no-engine':
          return { ...refused, sentences: [messages.noEngine] };
        case 'no-info':
          return { ...refused, sentences: [messages.noInfo(cleanText(why.lines.at(-1) ?? '', 400))] };
        case 'foreign-option':
          return { kind: 'usage', reason: why.kind, sentences: [messages.foreignOption(why.option)] };
        default:
          return why satisfies never;
      }
    },
    refusal: (reason, verdict) =>
      reason.kind === 'no-fit-mirror' ? noFit(reason, verdict) : [messages.refusal(cleaned(reason))],
    warning: (warning) =>
      isCommonWarning(warning)
        ? choice.warning(warning)
        : messages.warning({ ...warning, at: cleanedPlace(warning.at) }),
    containers: () => '',
  };
}

/** Names that other files hold. */
function cleaned(reason: Podman['reason']): Podman['reason'] {
  switch (reason.kind) {
    case 'other-mirrors':
      return { ...reason, mirrors: reason.mirrors.map((mirror) => cleanText(mirror)) };
    case 'hidden':
      return { ...reason, path: cleanText(reason.path) };
    case 'redirected':
      return {
        ...reason,
        location: reason.location === null ? null : cleanText(reason.location),
        at: cleanedPlace(reason.at),
      };
    case 'insecure':
      return { ...reason, at: cleanedPlace(reason.at) };
    default:
      return reason;
  }
}

function cleanedPlace({ prefix, path, line }: TablePlace): TablePlace {
  return { prefix: cleanText(prefix), path: path === null ? null : cleanText(path), line };
}
