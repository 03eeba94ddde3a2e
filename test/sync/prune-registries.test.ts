import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { listeningPort } from '../../src/demo/closed-port.ts';
import { type Digest, digestOf } from '../../src/registry/digest.ts';
import type { RegistrySession } from '../../src/registry/push/index.ts';
import { pruneTags, unwantedTags } from '../../src/sync/prune.ts';
import { referencesIn } from '../../src/sync/references.ts';
import { emptyState, learn } from '../../src/sync/state.ts';
import { NO_TRAFFIC } from '../../src/sync/types.ts';
import { openPushSession } from '../support/push-session.ts';

/** What --prune takes away of registries that list or delete in their own way. */

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const MEDIA_TYPE = 'application/vnd.oci.image.index.v1+json';
const image = (name: string, children: readonly Buffer[] = []): Buffer =>
  Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA_TYPE,
      manifests: children.map((child) => ({ digest: digestOf(child) })),
      annotations: { name },
    }),
  );
const [SHARED, OWN, CHILD] = [image('shared'), image('own'), image('child')];
const [PARENT, OTHER_PARENT] = [image('parent', [CHILD]), image('other parent', [CHILD])];

interface Manner {
  /**
   * `tags`: it deletes tags alone. `manifests`: with a tag its manifest and whatever else is that; `children`: and what that names. `digests`: with a tag all
   * tags of its manifest, which stays. `none`: no tags. `nothing`: it says that it did.
   */
  readonly deletes: 'tags' | 'manifests' | 'children' | 'digests' | 'none' | 'nothing';
  /** It gives no manifest, and has it. */
  readonly isMean?: boolean;
  /** Of the list of tags. */
  readonly answer: (
    tags: readonly string[],
    page: URLSearchParams,
  ) => { readonly tags: readonly string[]; readonly link?: string | string[] };
}

const whole: Manner['answer'] = (tags) => ({ tags });

async function registry(
  tags: Readonly<Record<string, Buffer>>,
  { deletes, answer, isMean = false }: Manner,
  onDelete: () => void,
) {
  const named = new Map(Object.entries(tags).map(([tag, bytes]) => [tag, digestOf(bytes)]));
  const manifests = new Map<string, Buffer>(
    [...Object.values(tags), CHILD].map((bytes) => [digestOf(bytes), bytes]),
  );
  const remove = (digest: string): void => {
    manifests.delete(digest);
    for (const [tag, its] of named) if (its === digest) named.delete(tag);
  };
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
        if (!(referencesIn(put) ?? []).every((child) => manifests.has(child)))
          return void response.writeHead(404).end();
        manifests.set(digestOf(put), put);
        if (!reference.includes(':')) named.set(reference, digestOf(put));
        response.writeHead(201, { 'docker-content-digest': digestOf(put) }).end();
      });
      return undefined;
    }
    if (bytes === undefined || (isMean && request.method === 'GET'))
      return void response.writeHead(404).end();
    if (request.method !== 'DELETE')
      return void response
        .writeHead(200, { 'docker-content-digest': digest, 'content-type': MEDIA_TYPE })
        .end(request.method === 'HEAD' ? '' : bytes);
    onDelete();
    const isTag = named.has(reference);
    if (deletes === 'nothing') return void response.writeHead(202).end();
    if (isTag && deletes === 'none') return void response.writeHead(405).end();
    if (isTag && deletes === 'tags') named.delete(reference);
    else if (isTag && deletes === 'digests') {
      for (const [tag, its] of named) if (its === digest) named.delete(tag);
    } else {
      if (deletes === 'children') (referencesIn(bytes) ?? []).forEach(remove);
      remove(digest);
    }
    return void response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = new URL(`http://127.0.0.1:${listeningPort(server)}`);
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return { base, named, manifests };
}

interface Scene {
  /** What is there. */
  readonly tags: Readonly<Record<string, Buffer>>;
  /** What was put under them, where that is something else. */
  readonly put?: Readonly<Record<string, Buffer>>;
  /** Wanted by digest. */
  readonly pinned?: readonly Buffer[];
  /** Needed by digest, and not copied. */
  readonly kept?: readonly Buffer[];
  /** Put by an earlier run, and no tag of ours any more. */
  readonly former?: readonly Buffer[];
  readonly takesAlong?: boolean;
  /** The user ends it while a deletion is under way. */
  readonly isEnded?: boolean;
}

function abortable(): { readonly signal: AbortSignal; readonly now: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, now: () => controller.abort('aborted') };
}

/** An earlier run put `old`, `older` and `kept`; only `kept` is wanted now. `theirs` is somebody else's. */
async function prune(
  { tags, put = {}, pinned = [], kept = [], former = [], takesAlong = false, isEnded = false }: Scene,
  manner: Manner,
) {
  const { signal, ...end } = abortable();
  const { base, named, manifests } = await registry(tags, manner, isEnded ? end.now : () => {});
  const open = (until?: AbortSignal): RegistrySession => {
    const limits = { tries: 1, waitMs: 1, answerMs: 2_000 };
    const session = openPushSession(base, { limits, ...(until === undefined ? {} : { signal: until }) });
    stops.unshift(() => session.close());
    return session;
  };
  const state = emptyState();
  state.takesAlong = takesAlong;
  const digestAt = (tag: string): Digest => digestOf(put[tag] ?? tags[tag] ?? SHARED);
  for (const tag of ['old', 'older', 'kept'].filter((one) => Object.hasOwn(tags, one))) {
    const [source, placed] = [digestAt(tag), digestAt(tag)];
    learn(state, { kind: 'tag', name: `library/a:${tag}`, source, placed, platforms: '' });
  }
  const repository = 'library/a';
  const wanted = [
    ...(Object.hasOwn(tags, 'kept') ? [{ repository, tags: ['kept'], digest: null }] : []),
    ...pinned.map((bytes) => ({ repository, tags: [], digest: digestOf(bytes) })),
  ];
  for (const bytes of former) learn(state, { kind: 'left', name: `${repository}:${digestOf(bytes)}` });
  const { ends, freed } = await pruneTags(unwantedTags(state, wanted), {
    destination: { base, prefix: '', shown: base.host },
    session: open(signal),
    lasting: open(),
    state,
    outcomes: wanted.map((one) => ({
      image: one,
      source: one.digest ?? digestAt('kept'),
      placed: one.digest ?? digestAt('kept'),
      status: 'in-sync' as const,
      trouble: null,
      replaces: new Map(),
      traffic: NO_TRAFFIC,
    })),
    kept: kept.map((bytes) => ({ repository, tags: [], digest: digestOf(bytes) })),
    write: async (line) => learn(state, line),
    signal,
  });
  const before = [...Object.values(tags), CHILD];
  return {
    ends: [...ends.values()].map(({ kind }) => kind),
    left: [...named.keys()].sort(),
    /** Is each tag that is left what it was? */
    same: [...named].every(([tag, digest]) => digest === digestOf(tags[tag] ?? Buffer.of())),
    gone: before.filter((bytes) => !manifests.has(digestOf(bytes))),
    takesAlong: state.takesAlong,
    freed,
    /** What the next run will still ask for. */
    remembered: state.left.size,
  };
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
  ['without its relation', (link: string) => link],
  ['by another relation', (link: string) => `${link}; rel="more"`],
])("the next page is announced %s, and what is on it keeps somebody else's manifest", async (_how, tell) => {
  const end = await prune(
    { tags: { old: SHARED, theirs: SHARED } },
    { deletes: 'none', answer: paged(tell) },
  );
  expect(end).toMatchObject({ ends: ['shared'], left: ['old', 'theirs'] });
});

it('a list that is cut off without a word is asked on behind its last tag', async () => {
  const answer: Manner['answer'] = (tags, page) => {
    const last = page.get('last') ?? '';
    return { tags: tags.filter((tag) => tag > last).slice(0, 1) };
  };
  const end = await prune({ tags: { old: SHARED, theirs: SHARED } }, { deletes: 'none', answer });
  expect(end).toMatchObject({ ends: ['shared'], left: ['old', 'theirs'] });
});

it.each([
  ['that cannot be read goes on', paged((link) => `${link} next`)],
  [
    'goes on in two ways',
    paged((link) => `${link}; rel="next", </v2/library/a/tags/list?last=y>; rel="next"`),
  ],
  ['is empty', () => ({ tags: [] })],
  ['lacks what was just seen', (tags: readonly string[]) => ({ tags: tags.filter((tag) => tag !== 'old') })],
  ['lacks what is wanted', (tags: readonly string[]) => ({ tags: tags.filter((tag) => tag !== 'kept') })],
  ['has what is not a tag', (tags: readonly string[]) => ({ tags: [...tags.slice(0, -1), '../theirs'] })],
])('a list of tags that %s: nothing is deleted', async (_how, answer) => {
  const tags = { old: OWN, kept: SHARED, theirs: OWN };
  for (const deletes of ['none', 'tags'] as const)
    expect(await prune({ tags }, { deletes, answer })).toMatchObject({
      ends: ['trouble'],
      left: ['kept', 'old', 'theirs'],
    });
});

it('what is needed there by digest stays, with what it names', async () => {
  const scene = { tags: { old: PARENT, older: CHILD }, kept: [PARENT] };
  expect(await prune(scene, { deletes: 'none', answer: whole })).toMatchObject({
    ends: ['shared', 'shared'],
    left: ['old', 'older'],
  });
});

it('a registry that deletes tags alone loses those that are unwanted', async () => {
  const tags = { old: SHARED, older: SHARED, kept: SHARED, theirs: SHARED };
  expect(await prune({ tags }, { deletes: 'tags', answer: whole })).toMatchObject({
    ends: ['deleted', 'deleted'],
    left: ['kept', 'theirs'],
  });
});

describe('what is taken along with a deleted tag is put back as it was, and nothing further is deleted', () => {
  it.each([
    ['other tags, and the manifest', 'manifests', { tags: { old: SHARED, kept: SHARED, theirs: SHARED } }],
    ['other tags', 'digests', { tags: { old: SHARED, kept: SHARED, theirs: SHARED } }],
    ["a child that is somebody else's tag", 'children', { tags: { old: PARENT, theirs: CHILD } }],
    ['a child of what is wanted', 'children', { tags: { old: PARENT, kept: OTHER_PARENT } }],
    ['what is wanted by digest', 'manifests', { tags: { old: CHILD }, pinned: [CHILD] }],
    ['what is wanted by digest, and its child', 'children', { tags: { old: PARENT }, pinned: [PARENT] }],
    [
      'a tag that is now what somebody else put there',
      'manifests',
      { tags: { old: SHARED, older: SHARED }, put: { older: OWN } },
    ],
  ] as const)('%s', async (_what, deletes, scene) => {
    const all: Scene = scene;
    const end = await prune(all, { deletes, answer: whole });
    const left = Object.keys(all.tags).filter((tag) => tag !== 'old');
    // Of a tag that somebody else has, nothing is to be done.
    expect(end.ends.at(-1)).toBe('trouble');
    expect(end).toMatchObject({ left: left.sort(), same: true, takesAlong: true });
    const needed = [...left.map((tag) => all.tags[tag]), ...(all.pinned ?? []), CHILD];
    for (const bytes of needed) expect(end.gone).not.toContainEqual(bytes);
  });
});

it('what is there and cannot be read is not deleted', async () => {
  const manner = { deletes: 'manifests', isMean: true, answer: whole } as const;
  expect(await prune({ tags: { old: OWN } }, manner)).toMatchObject({ ends: ['trouble'], left: ['old'] });
});

it('who ends the run during a deletion does not keep that from being put back', async () => {
  const scene = { tags: { old: SHARED, kept: SHARED, theirs: SHARED }, isEnded: true };
  const end = await prune(scene, { deletes: 'manifests', answer: whole });
  expect(end).toMatchObject({ ends: ['trouble'], left: ['kept', 'theirs'], same: true });
});

describe('of a registry that takes a manifest along with a tag', () => {
  it('it is seen by a tag that nobody else has, so that those that are shared are left', async () => {
    const tags = { old: SHARED, older: OWN, kept: SHARED, theirs: SHARED };
    expect(await prune({ tags }, { deletes: 'manifests', answer: whole })).toMatchObject({
      ends: ['deleted', 'shared'],
      left: ['kept', 'old', 'theirs'],
      takesAlong: false,
    });
  });

  it('it is remembered', async () => {
    const scene = { tags: { old: SHARED, kept: SHARED }, takesAlong: true };
    const end = await prune(scene, { deletes: 'manifests', answer: whole });
    expect(end).toMatchObject({ ends: ['shared'], left: ['kept', 'old'] });
  });

  it('what nobody wants either goes along', async () => {
    const tags = { old: OWN, older: OWN, kept: SHARED };
    expect(await prune({ tags }, { deletes: 'manifests', answer: whole })).toMatchObject({
      ends: ['deleted', 'deleted'],
      left: ['kept'],
    });
  });
});

describe('what a tag of ours was goes with all that it names, where nothing that stays needs it', () => {
  it.each(['none', 'tags', 'manifests', 'children', 'digests'] as const)(
    'of a registry that deletes %s',
    async (deletes) => {
      const end = await prune({ tags: { old: PARENT, kept: SHARED } }, { deletes, answer: whole });
      expect(end).toMatchObject({ ends: ['deleted'], left: ['kept'], gone: [PARENT, CHILD], remembered: 0 });
    },
  );

  it('a child of what somebody else has there stays', async () => {
    const tags = { old: PARENT, theirs: OTHER_PARENT };
    for (const deletes of ['none', 'tags'] as const)
      expect(await prune({ tags }, { deletes, answer: whole })).toMatchObject({
        ends: ['deleted'],
        takesAlong: false,
        left: ['theirs'],
        gone: [PARENT],
        remembered: 0,
      });
  });

  it('what is wanted by digest stays, and so does what a tag that could not be taken away needs', async () => {
    const pinned = { tags: { old: PARENT }, pinned: [PARENT], former: [PARENT, CHILD] };
    expect(await prune(pinned, { deletes: 'tags', answer: whole })).toMatchObject({ gone: [], freed: 0 });
    const both = image('both', [CHILD, SHARED]);
    const held = { tags: { old: both, kept: SHARED }, former: [CHILD], takesAlong: true };
    expect(await prune(held, { deletes: 'manifests', answer: whole })).toMatchObject({
      ends: ['shared'],
      left: ['kept', 'old'],
      gone: [],
    });
  });

  it('what a run that was ended had begun is ended by the next one, with no tag to take away', async () => {
    const end = await prune(
      { tags: { kept: SHARED }, former: [CHILD, OWN] },
      { deletes: 'none', answer: whole },
    );
    expect(end).toMatchObject({ ends: [], left: ['kept'], gone: [CHILD], freed: 1, remembered: 0 });
  });

  it('nothing of it goes where a tag could not be taken away', async () => {
    const scene = { tags: { old: OWN }, former: [CHILD] };
    expect(await prune(scene, { deletes: 'nothing', answer: whole })).toMatchObject({ ends: ['trouble'] });
  });
});
