import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedLines } from '../../src/host/bounded-lines.ts';
import { createIntake } from '../../src/host/unprivileged-intake.ts';

describe('boundedLines', () => {
  it('cuts a stream into its lines, however it arrives', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(300)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const seen: string[] = [];
        const feed = boundedLines(
          1000,
          (text) => seen.push(text),
          () => expect.unreachable(),
        );
        let start = 0;
        for (const end of [...cuts.sort((a, b) => a - b), bytes.length]) {
          feed(bytes.subarray(start, end));
          start = Math.max(start, Math.min(end, bytes.length));
        }
        expect(seen).toEqual(lines.map((text) => Buffer.from(text).toString('utf8')));
      }),
    );
  });

  it('ends at a line that is too long, whole or not, and says so once', () => {
    for (const chunks of [
      ['12345\n', '123456\n', '1\n'],
      ['12345\n12', '34567', '89\n1\n'],
      ['12345\n123456'],
    ]) {
      const seen: string[] = [];
      const feed = boundedLines(
        5,
        (line) => seen.push(line),
        () => seen.push('too long'),
      );
      for (const chunk of chunks) feed(Buffer.from(chunk));
      expect(seen).toEqual(['12345', 'too long']);
    }
  });
});

describe('createIntake', () => {
  const end = (code: string): object => ({ kind: 'end', outcome: { kind: 'failure', code } });
  const take = (lines: readonly string[], max = 10): object | undefined => {
    const intake = createIntake((value) => (typeof value === 'number' ? value : null), {
      messages: max,
      beats: 3,
    });
    return lines.map((line) => intake(line)).at(-1);
  };
  const ready = '{"type":"ready","lacking":[]}';
  const beat = '{"type":"beat"}';
  const message = '{"type":"message","value":7}';

  it('takes messages once the child has no privileges', () => {
    expect(take([ready, message])).toEqual({ kind: 'message', message: 7 });
    expect(take([message])).toEqual(end('bad-message'));
    expect(take(['{"type":"done"}'])).toEqual(end('bad-message'));
    expect(take([ready, '{"type":"done"}'])).toEqual({ kind: 'end', outcome: { kind: 'finished' } });
  });

  it('takes only so many', () => {
    expect(take([ready, message, message, message], 2)).toEqual(end('too-much'));
    expect(take([ready, beat, beat, beat])).toEqual({ kind: 'alive' });
    expect(take([ready, beat, beat, beat, beat])).toEqual(end('too-much'));
    expect(take([ready, ready])).toEqual(end('bad-message'));
  });

  it('hears what the child lacks, in words that are known', () => {
    const words = '{"type":"ready","lacking":["bounding-set","a word of its own"]}';
    expect(take([words])).toEqual({ kind: 'ready', lacking: ['bounding-set'] });
  });

  it.each([
    '',
    '{}',
    'null',
    '7',
    '[]',
    '{"type":"message"}',
    '{"type":"ready"}',
    '{"type":"drop-failed","code":"a word of its own"}',
  ])('does not take %j', (line) => {
    expect(take([ready, line])).toEqual(end('bad-message'));
  });

  it('never throws, and hands on nothing that was not parsed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(ready), fc.constant(message))),
        (lines) => {
          const intake = createIntake((value) => (value === 7 ? 7 : null), {
            messages: 1000,
            beats: 1000,
          });
          for (const line of lines) {
            const taken = intake(line);
            if (taken.kind === 'message') expect(taken.message).toBe(7);
          }
        },
      ),
    );
  });
});
