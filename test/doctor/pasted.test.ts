import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import { parseText } from '../../src/doctor/text/parse-text.ts';
import { seenOf } from './support/seen.ts';
import { TEXTS_OF_OTHERS, TEXTS_PASTED } from './support/texts-pasted.ts';

describe('as people paste them', () => {
  it.each(TEXTS_PASTED)('%s', (text, symptom, cause) => {
    expect(parseText(text)).toMatchObject({ kind: 'told', symptom: { kind: symptom } });
    const { causes } = diagnose(seenOf({ subject: subjectOf(text) }));
    expect(causes[0]?.cause.kind ?? null).toBe(cause);
  });

  it.each(TEXTS_OF_OTHERS)('%s: is none of these', (text) => {
    expect(parseText(text).kind).toBe('unknown-text');
  });
});

it('an engine that is down did not start for the reason that it gave', () => {
  const text = 'failed to start daemon: error initializing graphdriver: driver not supported';
  const engine = { kind: 'down', endpoint: null, startCommand: null, examined: null } as const;
  expect(diagnose(seenOf({ subject: subjectOf(text), engine })).causes[0]).toMatchObject({
    cause: { kind: 'engine-start-fails', what: 'storage' },
    certainty: 'proven',
  });
});
