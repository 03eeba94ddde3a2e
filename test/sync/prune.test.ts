import { expect, it } from 'vitest';
import { digestOf } from '../../src/registry/digest.ts';
import { unwantedTags } from '../../src/sync/prune.ts';
import { referencesIn } from '../../src/sync/references.ts';
import { emptyState, learn } from '../../src/sync/state.ts';

const digest = (text: string) => digestOf(Buffer.from(text));
const [index, child, other] = [digest('index'), digest('child'), digest('other')];

it('takes for unwanted neither a tag nor a pin that is named, of whichever platform it was put', () => {
  const state = emptyState();
  const placed = { kind: 'tag' as const, source: index, placed: child, platforms: 'linux/amd64' };
  learn(state, { ...placed, name: 'library/a:1' });
  learn(state, { ...placed, name: `library/a:${child}` });
  learn(state, { ...placed, name: 'library/a:old' });
  learn(state, { ...placed, name: `library/a:${other}`, source: other, placed: other });
  const names = (pin: typeof index): string[] =>
    unwantedTags(state, [
      { repository: 'library/a', tags: ['1'], digest: null },
      { repository: 'library/a', tags: [], digest: pin },
    ]).map(({ name }) => name);
  expect(names(index)).toEqual(['library/a:old', `library/a:${other}`]);
  expect(names(child)).toEqual(['library/a:old', `library/a:${other}`]);
});

it.each([
  ['an index', { manifests: [{ digest: child }, { digest: other }] }, [child, other]],
  ['a signature', { layers: [{ digest: other }], subject: { digest: index } }, [index]],
  ['an image', { config: { digest: other }, layers: [] }, []],
  ['an entry without a digest', { manifests: [{}] }, null],
  ['entries that are no list', { manifests: 'x' }, null],
])('%s refers to what it names as manifests', (_what, manifest, expected) => {
  expect(referencesIn(Buffer.from(JSON.stringify(manifest)))).toEqual(expected);
});

it('what is not JSON cannot be told', () => {
  expect(referencesIn(Buffer.from('<html>'))).toBeNull();
});
