import { type ChoiceMessages, choiceWords } from '../../choose/words.ts';
import type { EngineWords } from '../../engine.ts';
import type { ByHandShapes } from '../engine.ts';
import type { ByHandMessages } from './messages.ts';

const WORDS = {
  en: async (): Promise<readonly [ByHandMessages, ChoiceMessages]> => [
    (await import('./en.ts')).byHandEn,
    (await import('../../choose/en.ts')).choiceEn,
  ],
  zh: async (): Promise<readonly [ByHandMessages, ChoiceMessages]> => [
    (await import('./zh.ts')).byHandZh,
    (await import('../../choose/zh.ts')).choiceZh,
  ],
} as const;

export async function byHandWords(lang: 'en' | 'zh', title: string): Promise<EngineWords<ByHandShapes>> {
  const [messages, choice] = await WORDS[lang]();
  const { noFit, ...chosen } = choiceWords<ByHandShapes['flaw']>(choice, (flaw) =>
    flaw.kind === 'form' ? messages.form(flaw.problem, title) : messages.wrongClient(title),
  );
  return {
    ...chosen,
    title,
    engine: ({ running }) => messages.engine(title, running),
    absence: (why) =>
      why.kind === 'no-engine'
        ? { kind: 'refused', reason: why.kind, sentences: [messages.noEngine(title)] }
        : { kind: 'usage', reason: why.kind, sentences: [messages.foreignOption(why.option, title)] },
    refusal: (reason, verdict) =>
      reason.kind === 'no-fit-mirror' ? noFit(reason, verdict) : [messages.refusal(reason, title)],
    warning: choice.warning,
    containers: () => '',
  };
}
