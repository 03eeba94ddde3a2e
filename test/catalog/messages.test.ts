import { describe, expect, it } from 'vitest';
import {
  type ListFailure,
  type ListFault,
  type MirrorUrlNote,
  type MirrorUrlProblem,
  parseMirrorUrl,
  type SelectionProblem,
} from '../../src/catalog/index.ts';
import { LANGS } from '../../src/words/lang.ts';
import { messagesFor } from '../support/words.ts';

const meant = 'https://meant.example';
const problems: readonly MirrorUrlProblem[] = [
  { kind: 'empty' },
  { kind: 'too-long', limit: 2_000 },
  { kind: 'blank', meant },
  { kind: 'invisible-character', meant },
  { kind: 'stray-character', meant },
  { kind: 'placeholder' },
  { kind: 'no-scheme', meant },
  { kind: 'malformed-scheme', meant },
  { kind: 'other-scheme', scheme: 'ftp', meant },
  { kind: 'user-info', meant },
  { kind: 'several' },
  { kind: 'bad-host' },
  { kind: 'bad-port' },
  { kind: 'query', meant },
  { kind: 'fragment', meant },
  { kind: 'api-path', meant },
  { kind: 'image-path', meant },
  { kind: 'not-a-mirror', what: { kind: 'docker-hub', host: 'docker.io' } },
  { kind: 'not-a-mirror', what: { kind: 'registry', host: 'gcr.io', mirror: meant } },
  { kind: 'not-a-mirror', what: { kind: 'registry', host: 'ghcr.io', mirror: null } },
  { kind: 'not-a-mirror', what: { kind: 'cloud-registry', host: 'r.example', accelerator: meant } },
  { kind: 'not-a-mirror', what: { kind: 'cloud-registry', host: 'r.example', accelerator: null } },
  { kind: 'not-a-mirror', what: { kind: 'package-mirror', host: 'p.example' } },
  { kind: 'not-a-mirror', what: { kind: 'never-existed', host: 'n.example' } },
];
const notes: readonly MirrorUrlNote[] = [
  { kind: 'path-prefix', pathPrefix: '/pre' },
  { kind: 'registry-in-path', registry: 'docker.io' },
  { kind: 'plain-http' },
  { kind: 'international-name', name: 'müller.example', ascii: 'xn--x' },
];
const shown = 'shown.example';
const faults: readonly ListFault[] = [
  { kind: 'bad-url', shown, problem: { kind: 'no-scheme', meant } },
  { kind: 'bad-template', shown },
  { kind: 'no-variable', shown },
  { kind: 'bad-variable', shown },
  { kind: 'missing' },
  { kind: 'wrong-type', expected: 'date' },
  { kind: 'unknown-value', shown, allowed: ['public'] },
  { kind: 'bad-text', limit: 80 },
  { kind: 'bad-id', shown },
  { kind: 'duplicate-id', shown },
  { kind: 'bad-registry', shown },
  { kind: 'bad-upstream', shown },
  { kind: 'bad-image', shown },
  { kind: 'unknown-field' },
  { kind: 'duplicate-key' },
  { kind: 'too-many-entries', limit: 1_000 },
  { kind: 'more-problems', count: 3 },
];
const failures: readonly ListFailure[] = [
  { kind: 'empty' },
  { kind: 'too-large', limitBytes: 4 * 1024 * 1024 },
  { kind: 'web-page' },
  { kind: 'not-text' },
  { kind: 'syntax', line: 3, column: 7 },
  { kind: 'no-mirrors' },
  { kind: 'newer-schema', version: 2 },
];
const selections: readonly SelectionProblem[] = [
  {
    kind: 'bad-url',
    shown,
    problem: { kind: 'no-scheme', meant: null },
    origin: 'argument',
    meantId: 'open',
  },
  { kind: 'bad-url', shown, problem: { kind: 'bad-host' }, origin: 'configured', meantId: null },
  { kind: 'bad-registry-name', shown },
  { kind: 'unknown-registry', registry: 'r.example', known: ['docker.io'] },
  { kind: 'no-probe-image', registry: 'r.example' },
  {
    kind: 'unknown-word',
    option: 'only',
    word: 'x',
    ids: ['a'],
    kinds: ['cloud'],
    access: [],
    elsewhere: [],
  },
  { kind: 'unknown-word', option: 'skip', word: 'x', ids: [], kinds: [], access: [], elsewhere: ['ghcr.io'] },
  { kind: 'nothing-selected' },
  { kind: 'bad-personal-value', variable: 'X_MIRROR_ID', displayUrl: 'https://{id}.example' },
  { kind: 'other-registry', displayUrl: shown, standsFor: 'ghcr.io', registry: 'docker.io' },
];
const reason = { en: 'Closed.', zh: '已关闭。' };

function sentences(lang: (typeof LANGS)[number]): string[] {
  const say = messagesFor(lang).catalog;
  const left = { id: 'open', displayUrl: 'https://open.example' };
  return [
    ...problems.map((problem) => say.urlProblem(shown, problem)),
    ...notes.map((note) => say.urlNote(shown, note)),
    ...faults.map((fault) => say.listProblem({ list: 'mine.json', line: 3, field: 'mirrors[0]', fault })),
    ...failures.map((failure) => say.listFailure('mine.json', failure)),
    ...selections.map((problem) => say.selectionProblem(problem)),
    say.leftOut({ ...left, why: { kind: 'retired', on: '2024', reason } }),
    say.leftOut({ ...left, why: { kind: 'campus' } }),
    say.leftOut({ ...left, why: { kind: 'login' } }),
    say.leftOut({ ...left, why: { kind: 'no-value', variable: 'X_MIRROR_ID' } }),
    say.leftOut({ ...left, why: { kind: 'bad-value', variable: 'X_MIRROR_ID' } }),
    say.retired(shown, { on: '2024', reason: reason.en, reasons: reason }),
  ];
}

describe('sentences about the catalogue', () => {
  it.each(LANGS)('are whole and distinct in %s', (lang) => {
    const all = sentences(lang);
    expect(all.filter((text) => /undefined|null|\[object/.test(text))).toEqual([]);
    expect(all.filter((text) => !(lang === 'en' ? /[.?]$/ : /[。？]$/).test(text))).toEqual([]);
    expect(all.filter((text) => /\p{Script=Han}/u.test(text) !== (lang === 'zh'))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(LANGS)('say what was meant in %s', (lang) => {
    const say = messagesFor(lang).catalog;
    const withMeant = problems.filter((problem) => 'meant' in problem);
    expect(withMeant.filter((problem) => !say.urlProblem(shown, problem).includes(meant))).toEqual([]);
  });

  it('name line and field as compilers do', () => {
    const problem = {
      list: 'mine.json',
      line: 7,
      field: 'mirrors[3].access',
      fault: { kind: 'missing' },
    } as const;
    expect(messagesFor('en').catalog.listProblem(problem)).toBe(
      'mine.json:7: mirrors[3].access: is missing.',
    );
    expect(messagesFor('en').catalog.listProblem({ ...problem, field: '' })).toBe('mine.json:7: is missing.');
  });

  it('tell a bare host what to write', () => {
    const parsed = parseMirrorUrl('docker.1ms.run');
    expect(!parsed.ok && messagesFor('en').catalog.urlProblem('docker.1ms.run', parsed.problem)).toBe(
      'docker.1ms.run is not a URL: engines want the scheme too. Did you mean https://docker.1ms.run?',
    );
  });
});
