import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHILD, type ChildLimits } from '../../src/host/limits.ts';
import { isAlive, processIdentity } from '../../src/host/process-identity.ts';
import type { ErrandOutcome } from '../../src/host/unprivileged-child.ts';
import { type Compiled, compile } from '../support/compile.ts';

// The child is a process of its own, and Node 20 runs JavaScript only.
let compiled: Compiled;
let host: typeof import('../../src/host/unprivileged-child.ts');
beforeAll(async () => {
  compiled = await compile(['src/host/unprivileged-child.ts', 'src/host/unprivileged-entry.ts']);
  host = await import(pathToFileURL(compiled.pathOf('src/host/unprivileged-child.ts')).href);
});
afterAll(() => compiled.remove());

const module = new URL('./support/errand.mjs', import.meta.url);

interface Result {
  readonly outcome: ErrandOutcome;
  readonly messages: readonly number[];
}

async function run(
  task: object,
  limits: Partial<ChildLimits> = {},
  more: {
    readonly deadlineMs?: number;
    readonly abortAfter?: number;
    readonly abortAfterMs?: number;
    readonly messages?: number;
  } = {},
): Promise<Result> {
  const messages: number[] = [];
  const abort = new AbortController();
  if (more.abortAfterMs === 0) abort.abort();
  else if (more.abortAfterMs !== undefined) setTimeout(() => abort.abort(), more.abortAfterMs);
  const outcome = await host.runUnprivileged({
    module,
    task,
    identity: null,
    parse: (value) => (typeof value === 'number' ? value : null),
    onMessage: (message) => {
      messages.push(message);
      if (messages.length === more.abortAfter) abort.abort();
    },
    messages: more.messages ?? 1000,
    deadlineMs: more.deadlineMs ?? 60_000,
    signal: abort.signal,
    limits: { ...CHILD, ...limits },
  });
  return { outcome, messages };
}

const failure = (code: string): object => ({ kind: 'failure', code });

describe('runUnprivileged', () => {
  it('hands on what the child says, in its order', async () => {
    const { outcome, messages } = await run({ does: 'count', to: 1000 });
    expect(outcome).toEqual({ kind: 'finished' });
    expect(messages).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  it('says why a module could not be loaded, in the words of the child', async () => {
    const { outcome } = await run({ does: 'cannotLoad' });
    expect(outcome).toMatchObject({ kind: 'failure', code: 'load-failed' });
    expect(outcome).toHaveProperty('detail', expect.stringContaining('a file is missing'));
  });

  it.each([
    ['a message before it has given up its privileges', { does: 'speaksTooEarly' }, 'bad-message'],
    ['half a line of JSON', { does: 'garbage' }, 'bad-message'],
    ['a message of another form', { does: 'wrongForm' }, 'bad-message'],
    ['a line that is too long', { does: 'longLine' }, 'too-much'],
    ['a line without an end', { does: 'noNewline' }, 'too-much'],
  ])('ends a child for %s', async (_, task, code) => {
    expect(await run(task)).toEqual({ outcome: failure(code), messages: [] });
  });

  it('ends a child for too many messages, and takes none beyond the bound', async () => {
    const { outcome, messages } = await run({ does: 'count', to: 50 }, {}, { messages: 10 });
    expect(outcome).toEqual(failure('too-much'));
    expect(messages).toHaveLength(10);
  });

  it.each(['messages', 'beats', 'newlines', 'words'])('ends a child that floods it with %s', async (what) => {
    const before = process.memoryUsage().rss;
    const { outcome } = await run({ does: 'flood', what }, {}, { messages: 1e9, deadlineMs: 30_000 });
    expect(outcome).toMatchObject({
      kind: 'failure',
      code: what === 'newlines' ? 'bad-message' : 'too-much',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('takes a task that is known later, and none that comes to nothing', async () => {
    const later = new Promise((resolve) => setTimeout(() => resolve({ does: 'count', to: 2 }), 300));
    expect(await run(later)).toEqual({ outcome: { kind: 'finished' }, messages: [1, 2] });
    expect(await run(Promise.reject(new Error('nothing')))).toEqual({
      outcome: failure('aborted'),
      messages: [],
    });
  });

  it('ends at once, where it is told to before there is a task', async () => {
    const never = new Promise(() => {});
    for (const early of [true, false]) {
      const { outcome, messages } = await run(never, {}, { abortAfterMs: early ? 0 : 300 });
      expect([outcome, messages]).toEqual([failure('aborted'), []]);
    }
  });

  it('tells a crash', async () => {
    expect(await run({ does: 'crash' })).toEqual({ outcome: failure('crashed'), messages: [1] });
  });

  it('tells a child that hangs from one that has nothing to say', async () => {
    expect((await run({ does: 'hang' }, { silenceMs: 2_500 })).outcome).toEqual(failure('stalled'));
    const waiting = await run({ does: 'neverEnds' }, { silenceMs: 5_000 }, { deadlineMs: 8_000 });
    expect(waiting.outcome).toEqual(failure('late'));
  });

  it('lets a child come to an end when it is told to', async () => {
    const { outcome, messages } = await run({ does: 'untilAborted' }, {}, { abortAfter: 1 });
    expect(outcome).toEqual({ kind: 'finished' });
    expect(messages).toEqual([1, 2]);
  });

  it('ends one that will not', async () => {
    const { outcome } = await run({ does: 'neverEnds' }, { graceMs: 50 }, { abortAfter: 1 });
    expect(outcome).toEqual(failure('aborted'));
  });
});

describe.runIf(process.platform === 'linux')('the child', () => {
  it('dies with its parent', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { runUnprivileged } = await import(${JSON.stringify(pathToFileURL(compiled.pathOf('src/host/unprivileged-child.ts')).href)});
         const { readFileSync } = await import('node:fs');
         await runUnprivileged({ module: new URL(${JSON.stringify(module.href)}), task: { does: 'neverEnds' }, identity: null,
           parse: (value) => value, deadlineMs: 60000, signal: new AbortController().signal,
           onMessage: () => console.log(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim()) });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [words] = await once(parent.stdout, 'data');
    const child = await processIdentity(Number(String(words).trim()));
    expect(child).not.toBeNull();
    if (child === null) return;
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  });
});
