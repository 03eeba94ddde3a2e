import { describe, expect, it } from 'vitest';
import type { QuotaTold } from '../../src/words/doctor/messages.ts';
import { messagesFor } from '../support/words.ts';

const TOLD: QuotaTold = {
  limit: 100,
  remaining: 76,
  windowSeconds: 21_600,
  source: null,
  login: { by: 'file', path: '/root/.docker/config.json' },
  mirrors: ['https://m.example'],
  store: null,
  failure: null,
};

describe('to whom a login goes', () => {
  const last = (lang: 'en' | 'zh', store: QuotaTold['store']): string | undefined =>
    messagesFor(lang)
      .diagnosis.quota({ ...TOLD, store })
      .at(-1);

  it.each(['en', 'zh'] as const)('depends on the store, in %s', (lang) => {
    const said = (['classic', 'containerd', null] as const).map((store) => last(lang, store));
    expect(new Set(said).size).toBe(3);
    for (const sentence of said) expect(sentence).toContain('https://m.example');
  });

  it('is a mirror too with the classic store, and said to be unknown where the store was not seen', () => {
    expect(last('en', 'classic')).toContain('sends it to a mirror too that asks for a login');
    expect(last('en', 'classic')).not.toContain('without it');
    expect(last('en', 'containerd')).toContain('without it');
    expect(last('en', null)).toContain('was not seen');
  });
});
