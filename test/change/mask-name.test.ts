import { expect, it } from 'vitest';
import { maskName } from '../../src/change/mask-credentials.ts';

const PIN = `@sha256:${'a'.repeat(64)}`;

it.each([
  ['registry.example/app:1', 'registry.example/app:1'],
  [`nginx${PIN}`, `nginx${PIN}`],
  ['u:S3CRET@registry.example/app', 'xxxxx:xxxxx@registry.example/app'],
  ['S3CRET@registry.example/app', 'xxxxx:xxxxx@registry.example/app'],
  [`u:S3CRET@registry.example/app${PIN}`, `xxxxx:xxxxx@registry.example/app${PIN}`],
  ['http://u:S3CR/ET@registry.example/app', 'http://xxxxx:xxxxx@registry.example/app'],
  ['https://h/o.yaml?t=S3CRET', 'https://h/o.yaml?xxxxx'],
  [`app:\${TAG:?say which}`, `app:\${TAG:?say which}`],
])('%s is shown as %s', (text, expected) => {
  expect(maskName(text)).toBe(expected);
});
