import { loadMessages, type Messages } from '../../src/words/index.ts';
import { LANGS, type Lang } from '../../src/words/lang.ts';

const all = new Map(
  await Promise.all(
    LANGS.map(async (lang) => {
      const topics = [
        'apply',
        'cache',
        'catalog',
        'check',
        'demo',
        'diagnosis',
        'doctor',
        'frame',
        'progress',
        'relay',
        'sync',
        'report',
        'status',
        'verdict',
        'watch',
      ] as const satisfies readonly (keyof Messages)[];
      const messages: Messages = await loadMessages(lang, topics);
      return [lang, messages] as const;
    }),
  ),
);

/** Every word of a language, for tests of what is made of them. */
export function messagesFor(lang: Lang): Messages {
  const messages = all.get(lang);
  if (messages === undefined) throw new Error(`no words in ${lang}`);
  return messages;
}
