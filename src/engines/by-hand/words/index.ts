import { choiceWords, withChoice } from '../../choose/words.ts';
import type { EngineWords } from '../../engine.ts';
import { BUILDERS } from '../builders.ts';
import type { ByHandShapes } from '../engine.ts';
import { BY_HAND, type ByHandName } from '../kinds.ts';
import type { ByHandMessages } from './messages.ts';

export async function byHandWords(lang: 'en' | 'zh', name: ByHandName): Promise<EngineWords<ByHandShapes>> {
  const [messages, choice] = await withChoice<ByHandMessages>(lang, {
    en: async () => (await import('./en.ts')).byHandEn,
    zh: async () => (await import('./zh.ts')).byHandZh,
  });
  const { title, programs, traces } = BY_HAND[name];
  const { noFit, ...chosen } = choiceWords<ByHandShapes['flaw']>(choice, (flaw) =>
    flaw.kind === 'form' ? messages.form(flaw.problem, title) : messages.wrongClient(title),
  );
  return {
    ...chosen,
    title,
    engine: ({ running }) => messages.engine(title, running),
    absence: (why) =>
      why.kind === 'no-engine'
        ? {
            kind: 'refused',
            reason: why.kind,
            sentences: [messages.noEngine(title, programs, name === 'buildx' ? [`~/${BUILDERS}`] : traces)],
          }
        : { kind: 'usage', reason: why.kind, sentences: [messages.foreignOption(why.option, title)] },
    refusal: (reason, verdict) =>
      reason.kind === 'no-fit-mirror' ? noFit(reason, verdict) : [messages.refusal(reason, title)],
    warning: choice.warning,
    containers: () => '',
  };
}
