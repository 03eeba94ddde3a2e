import { cleanText } from '../../../registry/untrusted-text.ts';
import { type ChoiceMessages, choiceWords } from '../../choose/words.ts';
import type { EngineWords } from '../../engine.ts';
import type { Podman } from '../engine.ts';
import type { PodmanMessages } from './messages.ts';

const WORDS = {
  en: async (): Promise<readonly [PodmanMessages, ChoiceMessages]> => [
    (await import('./en.ts')).podmanEn,
    (await import('../../choose/en.ts')).choiceEn,
  ],
  zh: async (): Promise<readonly [PodmanMessages, ChoiceMessages]> => [
    (await import('./zh.ts')).podmanZh,
    (await import('../../choose/zh.ts')).choiceZh,
  ],
} as const;

export async function podmanWords(lang: 'en' | 'zh'): Promise<EngineWords<Podman>> {
  const [messages, choice] = await WORDS[lang]();
  const { noFit, ...chosen } = choiceWords<Podman['flaw']>(choice, (flaw) =>
    flaw.kind === 'form' ? messages.form[flaw.problem] : messages.wrongClient,
  );
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
    warning: choice.warning,
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
      return { ...reason, location: reason.location === null ? null : cleanText(reason.location) };
    default:
      return reason;
  }
}
