import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/probe/codes.ts';
import { langFromEnvironment } from '../../src/words/lang.ts';
import { messagesFor } from '../support/words.ts';

const codes = Object.values(CODES).flat();
const elsewhere = {
  host: 'cdn.example.net',
  mirrorHost: 'docker.example.com',
  httpStatus: 503,
  image: 'nginx:latest',
};
const itself = { ...elsewhere, host: 'docker.example.com' };

describe.each(['en', 'zh'] as const)('messages in %s', (lang) => {
  const { verdict, check, frame } = messagesFor(lang);

  it('have one sentence for each code, and no two codes the same', () => {
    const sentences = codes.map((code) => verdict.code[code](itself));
    for (const sentence of sentences) expect(sentence).toMatch(/[.。]$/);
    expect(new Set(sentences).size).toBe(codes.length);
  });

  it('name another host than the mirror’s, and do not repeat the mirror’s own', () => {
    for (const code of [
      'connection-refused',
      'tls-expired',
      'token-unreachable',
      'upstream-redirect',
    ] as const) {
      expect(verdict.code[code](elsewhere)).toContain('cdn.example.net');
      expect(verdict.code[code](itself)).not.toContain('docker.example.com');
    }
  });

  it('name the image, or speak of it where its name is not known', () => {
    const named = ['tag-mismatch', 'not-found', 'allow-listed', 'stale', 'unconfirmed'] as const;
    for (const code of named) {
      expect(verdict.code[code](itself)).toContain('nginx:latest');
      const unnamed = verdict.code[code]({ ...itself, image: null });
      expect(unnamed).toMatch(lang === 'en' ? /\b(?:image|this one)\b/ : /镜像/);
      expect(unnamed).not.toMatch(/null|undefined|\b(\w+) \1\b/i);
    }
  });

  it('describe every option, and no two the same', () => {
    const texts = Object.values({ ...frame.option, ...check.help.option });
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).not.toBe('');
  });
});

it('Chinese is Chinese: no sentence was left in English', () => {
  const { verdict, check, frame, report, progress } = messagesFor('zh');
  const texts = [
    ...codes.map((code) => verdict.code[code](itself)),
    ...Object.values({ ...frame.option, ...check.help.option }),
    ...Object.values(report.group),
    ...Object.values(report.note.access),
    ...Object.values(progress.line.reference),
  ];
  for (const text of texts) expect(text).toMatch(/\p{Script=Han}{2}/u);
});

it.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_TW' }, 'zh'],
  [{ LANG: 'zhx' }, 'en'],
  [{}, 'en'],
] as const)('%j speaks %s', (env, lang) => {
  expect(langFromEnvironment(env)).toBe(lang);
});

it("the program's own words about a file are Chinese in Chinese", () => {
  const { source } = messagesFor('zh').frame.usage;
  const details = [
    'line 3',
    'line 3: Flow map',
    'no anchor is named x',
    'nested too deeply',
    'not a plain file',
  ];
  expect(
    details.map((detail) => source('compose', 'c.yaml', 'not-compose', detail).split('：').at(-1)),
  ).toEqual(['第 3 行。', 'Flow map。', '没有名为 x 的锚点。', '嵌套太深。', '不是普通文件。']);
});
