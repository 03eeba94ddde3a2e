import type { EngineWords } from '../../engine.ts';
import { ownWords, unsaid } from '../../files/words/index.ts';
import { BUILDERS } from '../builders.ts';
import type { ByHandShapes } from '../engine.ts';
import { BY_HAND, type ByHandName, FILE_KINDS } from '../kinds.ts';

export async function byHandWords(lang: 'en' | 'zh', name: ByHandName): Promise<EngineWords<ByHandShapes>> {
  const messages = lang === 'en' ? (await import('./en.ts')).byHandEn : (await import('./zh.ts')).byHandZh;
  const { title, file, programs, traces } = BY_HAND[name];
  return await ownWords(
    lang,
    { title, file: FILE_KINDS[file], proxies: 'elsewhere' },
    {
      engine: ({ running }) => messages.engine(title, running),
      noEngine: messages.noEngine(title, programs, name === 'buildx' ? [`~/${BUILDERS}`] : traces),
      absence: unsaid,
      flaw: unsaid,
      warning: unsaid,
      refusal: (reason) => messages.refusal(reason, title),
    },
  );
}
