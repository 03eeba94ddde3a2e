import { describe, expect, it } from 'vitest';
import { tryPull } from '../../../src/change/try-pull.ts';
import { wayOf } from '../../../src/engines/podman/hands.ts';

/** As podman 4.3.1 writes it. */
const tried = (...places: readonly string[]): string =>
  places
    .map(
      (place) =>
        `time="2026-01-02T03:04:05Z" level=debug msg="Trying to access \\"${place}/library/nginx:latest\\""\n`,
    )
    .join('');

describe('who gave an image', () => {
  it.each([
    ['the mirror', tried('m.example'), ['m.example'], { kind: 'mirror', by: 'm.example' }],
    [
      'the second one',
      tried('m.example', 'n.example/hub'),
      ['m.example', 'n.example/hub'],
      { kind: 'mirror', by: 'n.example/hub' },
    ],
    [
      'the registry, behind a dead mirror',
      tried('m.example', 'docker.io'),
      ['m.example'],
      { kind: 'past', by: 'docker.io/library/nginx:latest' },
    ],
    [
      'a host whose name begins alike',
      tried('m.example.org'),
      ['m.example'],
      { kind: 'past', by: 'm.example.org/library/nginx:latest' },
    ],
    ['a log without it', 'level=debug msg="x"', ['m.example'], { kind: 'not-seen' }],
    ['no mirrors', tried('docker.io'), [], { kind: 'not-seen' }],
  ])('%s', (_, log, mirrors, way) => {
    expect(wayOf(log, mirrors)).toEqual(way);
  });
});

describe('tryPull', () => {
  const at = (had: boolean | null, failure: string | null, removed: string[]) => ({
    has: async () => had,
    pull: async () => failure,
    leavesRests: true as const,
    way: async () => ({ kind: 'past', by: 'docker.io' }) as const,
    remove: async () => removed.push('gone') > 0,
  });

  it('fails where no mirror gave the image, unless it was there', async () => {
    expect(await tryPull(at(false, null, []))).toMatchObject({ kind: 'pulled-past', from: 'docker.io' });
    expect(await tryPull(at(true, null, []))).toMatchObject({
      kind: 'pulled',
      kept: true,
      way: { kind: 'not-seen' },
    });
  });

  it('leaves nothing of a pull that failed, and what was there', async () => {
    const removed: string[] = [];
    expect(await tryPull(at(true, 'no', removed))).toMatchObject({ kind: 'pull-failed' });
    expect(await tryPull(at(null, 'no', removed))).toMatchObject({ kind: 'pull-failed' });
    expect(removed).toEqual([]);
    expect(await tryPull(at(false, 'no', removed))).toMatchObject({ kind: 'pull-failed', detail: 'no' });
    expect(removed).toEqual(['gone']);
  });
});
