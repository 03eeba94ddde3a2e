import { afterEach, expect, it } from 'vitest';
import { errorReply } from '../../src/demo/answer.ts';
import type { Behaviour } from '../../src/demo/behaviour.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { current } from '../support/images.ts';
import { type Bench, digest, openBench } from './support.ts';

const lab: Lab = openLab();
let bench: Bench | null = null;
afterEach(async () => {
  await bench?.stop();
  await lab.stop();
});

const lacking = errorReply(404, 'BLOB_UNKNOWN', 'no');
/** Has images of one repository, and takes its time to say so. */
const slow: Behaviour = (visit, next) => {
  const answer = visit.target.includes('/bogus/') ? lacking : next(visit);
  return answer.kind === 'reply' ? { ...answer, waitMs: 100 } : answer;
};

it.each([
  ['repository', { kind: 'manifest', repository: 'bogus/x' }],
  ['kind', { kind: 'blob', repository: 'library/nginx' }],
] as const)(
  'who asks for another %s of the same digest is not answered for whom he joined',
  async (_, other) => {
    const mirror = await lab.mirror(slow);
    bench = await openBench([mirror.url]);
    const { fetcher } = bench;
    const name = digest(current.index.digest);
    const ask = (want: { kind: 'manifest' | 'blob'; repository: string }) =>
      fetcher.fetch({ ...want, digest: name, size: null }, new AbortController().signal);
    const right = { kind: 'manifest', repository: 'library/nginx' } as const;
    const all = await Promise.all([ask(other), ask(other), ask(right), ask(right)]);
    const kinds = all.map(({ kind }) => kind);
    expect(kinds.slice(2)).toEqual(['proven', 'proven']);
    for (const fetched of all) if (fetched.kind === 'proven') await fetched.lease.release();
  },
);
