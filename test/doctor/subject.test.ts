import { expect, it } from 'vitest';
import { subjectOf } from '../../src/doctor/subject.ts';
import { mayBeAsked } from '../../src/use/doctor/plan-outside.ts';

it.each([
  ['https://hub.docker.com/r/library/nginx', 'nginx'],
  ['https://hub.docker.com/_/nginx', 'nginx'],
  ['https://hub.docker.com/r/bitnami/redis/tags', 'bitnami/redis'],
  ['https://hub.docker.com/_/nginx/', 'nginx'],
  ['https://ghcr.io/team/app', 'ghcr.io/team/app'],
])('%s is the page of %s', (text, better) => {
  expect(subjectOf(text)).toMatchObject({ kind: 'bad-image', better: `${better}:latest` });
});

it('who was piped in is asked only where anybody’s text may have it asked', () => {
  const piped = (text: string) => subjectOf(text, (registry) => mayBeAsked(registry)).kind;
  expect(['evil.example/foo\n', 'nginx\n', 'ghcr.io/team/app'].map(piped)).toEqual([
    'text',
    'image',
    'image',
  ]);
  expect(subjectOf('evil.example/foo').kind).toBe('image');
});

it.each(['nginx：1.27', 'nginx\u200b:1.27', 'ｎｇｉｎｘ:1.27'])('%s has marks of another width', (text) => {
  expect(subjectOf(text)).toMatchObject({
    kind: 'bad-image',
    problem: { kind: 'marks' },
    better: 'nginx:1.27',
  });
});

it.each([
  ['docker pull nginx', 'nginx:latest'],
  ['$ sudo docker image pull --quiet ghcr.io/team/app:v1', 'ghcr.io/team/app:v1'],
  ['docker pull --platform=linux/arm64 redis:7', 'redis:7'],
  ['docker pull --platform linux/arm64 redis:7', 'redis:7'],
])('%s is about an image', (text, familiar) => {
  expect(subjectOf(text)).toMatchObject({ kind: 'image', image: { familiar } });
});

it('the web site of Docker Hub is no registry', () => {
  expect(subjectOf('hub.docker.com/r/bitnami/redis')).toMatchObject({
    kind: 'bad-image',
    better: 'bitnami/redis:latest',
  });
});

it('a word longer than any name is a text', () => {
  const told = { kind: 'unknown-text', excerpt: expect.stringMatching(/^a{1,121}/) };
  expect(subjectOf('a'.repeat(80_000), () => true)).toMatchObject({ kind: 'text', told });
});

it('nothing that was piped in is no text, and not no question', () => {
  expect(subjectOf(' \n', () => true)).toMatchObject({ kind: 'text', told: { excerpt: '' } });
  expect(subjectOf('').kind).toBe('nothing');
});
