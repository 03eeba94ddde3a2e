import { expect, it } from 'vitest';
import { newerVersion } from '../../../src/commands/frame/installed-program.ts';
import { noteSentences } from '../../../src/commands/frame/survey-sentences.ts';
import { loadMessages } from '../../../src/words/index.ts';

it('a newer version is had as this copy was: by npm, or from the page with the programs that need no Node', () => {
  expect(newerVersion('/usr/lib/node_modules/mirror-check')).toBe('npm install -g mirror-check@latest');
  expect(newerVersion(null)).toMatch(/^https:\/\/.+\/releases$/);
});

it.each(['en', 'zh'] as const)(
  '%s: an old catalogue is told with how a newer one is had',
  async (language) => {
    const words = await loadMessages(language, ['frame', 'catalog']);
    const note = { kind: 'catalogue-age', age: { updated: '2000-01-01', days: 99 } } as const;
    expect(noteSentences(note, words, false).join()).toContain(newerVersion());
    expect(words.catalog.catalogueAge(note.age, 'HERE')).not.toContain('npm install');
  },
);
