import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { toldDiagnosis } from '../../src/doctor/render/told.ts';
import type { Seen } from '../../src/doctor/seen.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import { messagesFor } from '../support/words.ts';
import { fails, HUB, seenOf, upstream } from './support/seen.ts';

const told = (changes: Partial<Seen>, lang: 'en' | 'zh' = 'en') => {
  const words = messagesFor(lang).diagnosis;
  return toldDiagnosis(diagnose(seenOf(changes)), { words, shell: { apply: 'a', sudo: '' }, asRoot: 'r' });
};

describe('what was not seen to fail', () => {
  const FAILED = { kind: 'not-seen', why: 'failed' } as const;
  const outcome = fails('bad-head', { reason: 'no-type', verdict: 'broken' });
  const SEEN = { kind: 'seen', value: { hosts: HUB, endpoints: [upstream(outcome)] } } as const;

  it.each(['en', 'zh'] as const)('is not called failing where the look itself failed, in %s', (lang) => {
    expect(told({ outside: FAILED }, lang).head).not.toBe(told({ outside: SEEN }, lang).head);
    expect(told({ outside: FAILED }).head).toContain('could not be told');
    expect(told({ outside: SEEN }).head).toContain('Pulls fail here');
  });
});

it('what a text says of this machine is looked at, and of others asked', () => {
  const local = told({ subject: subjectOf('write /var/lib/docker/tmp/x: no space left on device') });
  const remote = told({ subject: subjectOf('Get "https://registry-1.docker.io/v2/": EOF') });
  expect(local.text?.[1]).toContain('was looked at again');
  expect(remote.text?.[1]).toContain('was asked again');
});
