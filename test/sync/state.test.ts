import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/registry/digest.ts';
import {
  emptyState,
  learn,
  parseState,
  renderLine,
  renderState,
  type StateLine,
} from '../../src/sync/state.ts';

const [a, b] = [digestOf(Buffer.from('a')), digestOf(Buffer.from('b'))];
const LINES: readonly StateLine[] = [
  { kind: 'head', destination: 'https://registry.example/hub' },
  { kind: 'tag', name: 'library/nginx:latest', source: a, placed: b, platforms: 'linux/amd64' },
  { kind: 'tag', name: 'library/gone:latest', source: a, placed: a, platforms: '' },
  { kind: 'gone', name: 'library/gone:latest' },
  { kind: 'blob', digest: a, repository: 'hub/library/nginx' },
  { kind: 'upload', digest: b, repository: 'hub/library/nginx', location: 'https://registry.example/u/1' },
  { kind: 'upload', digest: a, repository: 'hub/library/nginx', location: 'https://registry.example/u/2' },
  { kind: 'upload', digest: a, repository: 'hub/library/nginx', location: null },
  { kind: 'tag', name: 'library/theirs:1', source: a, placed: b, platforms: 'linux/amd64', found: true },
  { kind: 'left', name: `library/nginx:${a}` },
  { kind: 'left', name: `library/nginx:${b}` },
  { kind: 'freed', name: `library/nginx:${b}` },
  { kind: 'takes-along' },
  { kind: 'mirrors', measuredMs: 5, urls: ['https://m.example/'] },
];
const text = LINES.map(renderLine).join('');

describe('the state', () => {
  it('is what its lines say, one after the other, however it is written', () => {
    const state = parseState(text);
    expect([...state.tags.keys()]).toEqual(['library/nginx:latest', 'library/theirs:1']);
    expect([...state.uploads.values()]).toEqual(['https://registry.example/u/1']);
    expect(state.blobs.get(a)).toBe('hub/library/nginx');
    expect([...state.left]).toEqual([`library/nginx:${a}`]);
    expect(parseState(renderState(state))).toEqual(state);
  });

  it('knows what a tag was before until the new one was seen there', () => {
    const state = emptyState();
    const tag = { kind: 'tag', name: 'library/nginx:latest', platforms: '' } as const;
    learn(state, { ...tag, source: a, placed: a });
    learn(state, { ...tag, source: b, placed: b });
    expect(state.tags.get(tag.name)?.former).toBe(a);
    learn(state, { kind: 'there', name: tag.name });
    expect(parseState(renderState(state)).tags.get(tag.name)?.former).toBeUndefined();
    expect([...state.left]).toEqual([`library/nginx:${a}`]);
    // What somebody else had put there was never ours.
    learn(state, { ...tag, name: 'library/theirs:1', source: a, placed: a, found: true });
    learn(state, { ...tag, name: 'library/theirs:1', source: b, placed: b });
    expect(state.tags.get('library/theirs:1')).toEqual({
      ...tag,
      name: 'library/theirs:1',
      source: b,
      placed: b,
    });
  });

  it('is never worse for being cut off at any byte', () => {
    fc.assert(
      fc.property(fc.nat(text.length), (at) => {
        const whole = text.slice(0, text.lastIndexOf('\n', at) + 1);
        const cut = parseState(text.slice(0, at));
        const before = parseState(whole);
        // The last line is there as a whole or not at all.
        expect([...cut.tags.keys()].length).toBeGreaterThanOrEqual(0);
        if (text[at] !== '\n') expect(cut).toEqual(before);
      }),
    );
  });

  it('takes nothing from lines that are none', () => {
    const odd =
      '{"v":2,"kind":"tag"}\n[]\nnull\n{"v":1,"kind":"tag","name":"x","source":"y","placed":"z"}\n{"v":1,"kind":"__proto__"}\n';
    expect(parseState(odd)).toEqual(emptyState());
    // What somebody else wrote there stands in no address.
    const names = ['a/../../admin:1', 'a:1/../../blobs/x', 'A:1', 'a?x=y:1', 'a', ':1', 'a:sha256:abc'];
    const tampered = names.flatMap((name) => [
      renderLine({ kind: 'tag', name, source: a, placed: a, platforms: '' }),
      renderLine({ kind: 'left', name }),
      renderLine({ kind: 'blob', digest: a, repository: name }),
      renderLine({ kind: 'upload', digest: a, repository: name, location: 'https://registry.example/u' }),
    ]);
    expect(parseState(tampered.join('').replaceAll('"repository":"a"', '"repository":""'))).toEqual(
      emptyState(),
    );
    const state = emptyState();
    learn(state, { kind: 'gone', name: 'never' });
    expect(state).toEqual(emptyState());
  });
});
