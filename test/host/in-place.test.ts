import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readFileState } from '../../src/host/file-state.ts';
import { progressOf } from '../../src/host/in-place-record.ts';
import { padTo, writeInPlace } from '../../src/host/write-in-place.ts';

const newline = Buffer.from('\n');

describe('padTo', () => {
  it('covers what was longer, and adds nothing to what is', () => {
    expect(padTo(Buffer.from('{}'), 5, newline).toString()).toBe('{}\n\n\n');
    expect(padTo(Buffer.from('{}'), 2, newline).toString()).toBe('{}');
    expect(padTo(Buffer.from('{}'), 1, newline).toString()).toBe('{}');
    expect(padTo(Buffer.from('{}', 'utf16le'), 8, Buffer.from('\n', 'utf16le')).toString('utf16le')).toBe(
      '{}\n\n',
    );
  });
});

describe('progressOf', () => {
  const texts = fc.record({
    before: fc.uint8Array({ minLength: 1 }),
    after: fc.uint8Array({ minLength: 1 }),
  });

  it('knows every state that a killed write in place can leave', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (text, cut) => {
        const before = Buffer.from(text.before);
        const padded = padTo(text.after, before.length, newline);
        const record = { realPath: '/x', before, padded, size: text.after.length };
        const written = cut % (padded.length + 1);
        const now = Buffer.concat([padded.subarray(0, written), before.subarray(written)]);
        const progress = progressOf(record, now);
        expect(progress).not.toBe('edited');
        if (progress === 'untouched') expect(now).toEqual(before);
        if (progress === 'done') expect(padded.subarray(0, now.length)).toEqual(now);
        expect(progressOf(record, padded.subarray(0, text.after.length))).toMatch(/^(?:done|untouched)$/);
      }),
    );
  });

  it('does not take what somebody wrote since for a torn write', () => {
    const record = {
      realPath: '/x',
      before: Buffer.from('{"a":1}'),
      padded: Buffer.from('{"b":22}'),
      size: 8,
    };
    expect(progressOf(record, Buffer.from('{"c":3}'))).toBe('edited');
    expect(progressOf(record, Buffer.from('{"b":22'))).toBe('torn');
    expect(progressOf(record, Buffer.from('{"b":1}'))).toBe('torn');
  });
});

describe.skipIf(process.platform === 'win32')('writeInPlace', () => {
  it.each([
    ['never lets more eyes see the new text than it is meant for', 0o644, 0o600, 0o600],
    ['nor the old one', 0o600, 0o644, 0o600],
  ])('%s', async (_, from, to, meanwhile) => {
    const directory = await mkdtemp(join(tmpdir(), 'in-place-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old');
    await chmod(path, from);
    const file = await readFileState(path, 100);
    if (file.kind !== 'file') throw new Error(file.kind);
    const write = { bytes: Buffer.from('password'), padding: newline, mode: to, owner: null };
    const modes = new Map<string, number>();
    for await (const step of writeInPlace(file, write)) modes.set(step, (await stat(path)).mode & 0o777);
    expect(Object.fromEntries(modes)).toMatchObject({
      overwritten: meanwhile,
      'cut-to-size': meanwhile,
      'file-synced': to,
    });
  });
});
