import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { listeningPort } from '../../src/demo/closed-port.ts';
import { type Digest, digestOf } from '../../src/registry/digest.ts';
import { pruneTags, unwantedTags } from '../../src/sync/prune.ts';
import { emptyState, learn } from '../../src/sync/state.ts';
import { NO_TRAFFIC } from '../../src/sync/types.ts';
import { openPushSession } from '../support/push-session.ts';

/** What --prune takes away of registries that list or delete in their own way. */

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const MEDIA_TYPE = 'application/vnd.oci.image.index.v1+json';
const image = (name: string): Buffer =>
  Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, manifests: [], annotations: { name } }),
  );
const [SHARED, OWN] = [image('shared'), image('own')];

interface Manner {
  /** `tags`: it deletes tags alone. `manifests`: with a tag its manifest and whatever else is that. `none`: no tags. */
  readonly deletes: 'tags' | 'manifests' | 'none';
  /** Of the list of tags. */
  readonly answer: (
    tags: readonly string[],
    page: URLSearchParams,
  ) => { readonly tags: readonly string[]; readonly link?: string | string[] };
}

const whole: Manner['answer'] = (tags) => ({ tags });

async function registry(tags: Readonly<Record<string, Buffer>>, { deletes, answer }: Manner) {
  const named = new Map(Object.entries(tags).map(([tag, bytes]) => [tag, digestOf(bytes)]));
  const manifests = new Map<string, Buffer>(Object.values(tags).map((bytes) => [digestOf(bytes), bytes]));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const reference = pathname.split('/').at(-1) ?? '';
    if (pathname === '/v2/') return void response.end('{}');
    if (pathname.endsWith('/tags/list')) {
      const { tags: listed, link } = answer([...named.keys()].sort(), searchParams);
      return void response
        .writeHead(200, link === undefined ? {} : { link })
        .end(JSON.stringify({ tags: listed }));
    }
    const digest = named.get(reference) ?? reference;
    const bytes = manifests.get(digest);
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const put = Buffer.concat(chunks);
        manifests.set(digestOf(put), put);
        if (!reference.includes(':')) named.set(reference, digestOf(put));
        response.writeHead(201, { 'docker-content-digest': digestOf(put) }).end();
      });
      return undefined;
    }
    if (bytes === undefined) return void response.writeHead(404).end();
    if (request.method !== 'DELETE')
      return void response
        .writeHead(200, { 'docker-content-digest': digest, 'content-type': MEDIA_TYPE })
        .end(request.method === 'HEAD' ? '' : bytes);
    const isTag = named.has(reference);
    if (isTag && deletes === 'none') return void response.writeHead(405).end();
    if (isTag && deletes === 'tags') named.delete(reference);
    else {
      manifests.delete(digest);
      for (const [tag, its] of named) if (its === digest) named.delete(tag);
    }
    return void response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = new URL(`http://127.0.0.1:${listeningPort(server)}`);
  const session = openPushSession(base, { limits: { tries: 1, waitMs: 1, answerMs: 2_000 } });
  stops.push(
    () => session.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return { base, session, named, manifests };
}

/** An earlier run put `old`, `older` and `kept`; only `kept` is wanted now. `theirs` is somebody else's. */
async function prune(tags: Readonly<Record<string, Buffer>>, manner: Manner) {
  const { base, session, named } = await registry(tags, manner);
  const state = emptyState();
  const digestAt = (tag: string): Digest => digestOf(tags[tag] ?? SHARED);
  for (const tag of ['old', 'older', 'kept'].filter((one) => Object.hasOwn(tags, one))) {
    const [source, placed] = [digestAt(tag), digestAt(tag)];
    learn(state, { kind: 'tag', name: `library/a:${tag}`, source, placed, platforms: '' });
  }
  const wanted = Object.hasOwn(tags, 'kept')
    ? [{ repository: 'library/a', tags: ['kept'], digest: null }]
    : [];
  const ends = await pruneTags(unwantedTags(state, wanted), {
    destination: { base, prefix: '', shown: base.host },
    session,
    state,
    outcomes: wanted.map((one) => ({
      image: one,
      source: digestAt('kept'),
      placed: digestAt('kept'),
      status: 'in-sync' as const,
      trouble: null,
      traffic: NO_TRAFFIC,
    })),
    write: async () => {},
    signal: new AbortController().signal,
  });
  return { ends: [...ends.values()].map(({ kind }) => kind), left: [...named.keys()].sort() };
}

/** The first page has the first half, and tells of the second in this way. */
const paged =
  (tell: (link: string) => string | string[]): Manner['answer'] =>
  (tags, page) =>
    page.has('last')
      ? { tags: tags.slice(-1) }
      : { tags: tags.slice(0, -1), link: tell('</v2/library/a/tags/list?last=x>') };

it.each([
  ['with a type', (link: string) => `${link}; type="application/json"; rel="next"`],
  ['behind that of the page before', (link: string) => `</p>; rel="prev", ${link}; rel="next"`],
  ['in capitals', (link: string) => `${link}; REL="next"`],
  ['in a header of its own', (link: string) => ['</p>; rel="prev"', `${link}; rel="next"`]],
])("the next page is announced %s, and what is on it keeps somebody else's manifest", async (_how, tell) => {
  const end = await prune({ old: SHARED, theirs: SHARED }, { deletes: 'none', answer: paged(tell) });
  expect(end).toEqual({ ends: ['shared'], left: ['old', 'theirs'] });
});

it.each([
  ['that cannot be read goes on', paged((link) => `${link} next`)],
  ['is empty', () => ({ tags: [] })],
  ['lacks what was just seen', (tags: readonly string[]) => ({ tags: tags.filter((tag) => tag !== 'old') })],
  ['lacks what is wanted', (tags: readonly string[]) => ({ tags: tags.filter((tag) => tag !== 'kept') })],
])('a list of tags that %s: nothing is deleted', async (_how, answer) => {
  const tags = { old: OWN, kept: SHARED, theirs: OWN };
  const end = await prune(tags, { deletes: 'none', answer });
  expect(end).toEqual({ ends: ['trouble'], left: ['kept', 'old', 'theirs'] });
});

it('a registry that deletes tags alone loses those that are unwanted', async () => {
  const tags = { old: SHARED, older: SHARED, kept: SHARED, theirs: SHARED };
  expect(await prune(tags, { deletes: 'tags', answer: whole })).toEqual({
    ends: ['deleted', 'deleted'],
    left: ['kept', 'theirs'],
  });
});

it('where a deleted tag takes others along they are put back, and nothing further is deleted', async () => {
  const tags = { old: SHARED, older: OWN, kept: SHARED, theirs: SHARED };
  expect(await prune(tags, { deletes: 'manifests', answer: whole })).toEqual({
    ends: ['trouble'],
    left: ['kept', 'older', 'theirs'],
  });
});

it('where a deleted tag takes along what nobody wants either, all is well', async () => {
  const tags = { old: OWN, older: OWN, kept: SHARED };
  expect(await prune(tags, { deletes: 'manifests', answer: whole })).toEqual({
    ends: ['deleted', 'deleted'],
    left: ['kept'],
  });
});
