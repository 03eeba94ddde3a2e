import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/registry/digest.ts';
import {
  type Credentials,
  PUSH,
  putManifest,
  type RegistrySession,
  sendBlob,
} from '../../../src/registry/push/index.ts';
import { type PushFault, type PushRegistry, startPushRegistry } from '../../support/push-registry.ts';
import { openPushSession } from '../../support/push-session.ts';

/** The push client against a registry that misbehaves in one way. What real ones do is in test/engines/sync.test.ts. */

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const BYTES = Buffer.alloc(700_000, 'layer');
const BLOB = {
  digest: digestOf(BYTES),
  size: BYTES.length,
  read: async function* (from: number, to: number) {
    for (let at = from; at < to; at += 50_000) yield BYTES.subarray(at, Math.min(to, at + 50_000));
  },
};

async function open(
  fault: PushFault | null,
  {
    elsewhere,
    mayLogIn = false,
    tries = PUSH.tries,
    credentials = { kind: 'basic', user: 'me', password: 'S3CRET' },
  }: {
    readonly credentials?: Credentials;
    readonly elsewhere?: string;
    readonly mayLogIn?: boolean;
    readonly tries?: number;
  } = {},
): Promise<{ readonly registry: PushRegistry; readonly session: RegistrySession }> {
  const registry = await startPushRegistry(fault, elsewhere);
  const session = openPushSession(new URL(registry.url), {
    credentials,
    mayLogIn,
    limits: { chunkBytes: 300_000, tries, waitMs: 5, answerMs: 1_000 },
  });
  stops.push(
    () => session.close(),
    () => registry.stop(),
  );
  return { registry, session };
}

async function send(session: RegistrySession, begun: string | null = null) {
  const locations: string[] = [];
  let bytes = 0;
  const end = await sendBlob(session, 'x', BLOB, {
    begun,
    onBegun: async (location) => {
      locations.push(location);
    },
    onBytes: (count) => {
      bytes += count;
    },
  });
  return { end, locations, bytes };
}

describe('a blob', () => {
  it('goes in chunks, and is there', async () => {
    const { registry, session } = await open(null);
    const { end, bytes } = await send(session);
    expect([end, bytes]).toEqual([{ kind: 'sent', bytes: BYTES.length }, BYTES.length]);
    expect(registry.blobs.get(BLOB.digest)?.equals(BYTES)).toBe(true);
    expect(registry.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(3);
    expect(registry.logins).toEqual([]);
  });

  it('goes on from where the registry is, when the connection breaks', async () => {
    const { registry, session } = await open('drop-patch-once');
    expect((await send(session)).end.kind).toBe('sent');
    expect(registry.blobs.get(BLOB.digest)?.equals(BYTES)).toBe(true);
    // What had come is not sent again.
    expect(registry.patchedBytes()).toBe(BYTES.length);
  });

  it('begins anew where the registry has forgotten the upload', async () => {
    const { registry, session } = await open('forget-once');
    expect((await send(session)).end.kind).toBe('sent');
    expect(registry.blobs.get(BLOB.digest)?.equals(BYTES)).toBe(true);
  });

  it('goes on with an upload of an earlier run, and begins anew where that is gone', async () => {
    const { registry, session } = await open('drop-patch-once', { tries: 1 });
    const first = await send(session);
    expect(first.end.kind).toBe('failed');
    const [location = ''] = first.locations;
    const second = await send(session, location);
    expect([second.end.kind, second.bytes < BYTES.length]).toEqual(['sent', true]);
    expect(registry.blobs.has(BLOB.digest)).toBe(true);
    expect((await send(session, `${registry.url}/v2/x/blobs/uploads/gone`)).end.kind).toBe('sent');
    expect((await send(session, 'http://203.0.113.9/v2/x')).end.kind).toBe('sent');
  });

  it('comes through a registry that is not there for a moment', async () => {
    const { session } = await open('unavailable-once');
    expect((await send(session)).end.kind).toBe('sent');
  });

  it('is the same where a token ends on the way, and a chunk is sent once more', async () => {
    const { registry, session } = await open('ended-token', { mayLogIn: true });
    expect((await send(session)).end).toMatchObject({ kind: 'sent' });
    expect(registry.blobs.get(BLOB.digest)?.equals(BYTES)).toBe(true);
    const refused = registry.requests.filter((request) => request.startsWith('PATCH')).length;
    expect(refused).toBe(3 + 1);
  });

  it('is not finished when its bytes are no longer what they were', async () => {
    const { registry, session } = await open(null);
    const end = await sendBlob(
      session,
      'x',
      {
        ...BLOB,
        read: async function* (from, to) {
          yield Buffer.alloc(to - from);
        },
      },
      { begun: null, onBegun: async () => {}, onBytes: () => {} },
    );
    expect(end).toMatchObject({ kind: 'failed', code: 'wrong-digest' });
    expect([...registry.blobs]).toEqual([]);
  });

  it.each([
    ['foreign-location', 'foreign-location'],
    ['private-location', 'foreign-location'],
    ['no-location', 'refused'],
    ['wrong-digest', 'wrong-digest'],
    ['endless-error', 'unreachable'],
    ['web-page', 'refused'],
    ['too-large', 'too-large'],
    ['read-only', 'read-only'],
    ['limited', 'limited'],
    ['never-answers', 'unreachable'],
  ] as const)('%s is told as %s', async (fault, code) => {
    const { session } = await open(fault);
    expect((await send(session)).end).toMatchObject({ kind: 'failed', code });
  });
});

describe('a login', () => {
  it('is not sent to a token service of another site, unless that is allowed', async () => {
    const other = await startPushRegistry(null);
    stops.push(() => other.stop());
    const elsewhere = other.url.replace('127.0.0.1', 'localhost');
    const { session } = await open('foreign-realm', { elsewhere });
    expect((await send(session)).end).toMatchObject({ kind: 'failed', code: 'foreign-location' });
    expect(other.logins).toEqual([]);
    const allowed = await open('foreign-realm', { elsewhere, mayLogIn: true });
    await send(allowed.session);
    expect(other.logins).toEqual([`Basic ${Buffer.from('me:S3CRET').toString('base64')}`]);
  });
});

it('a login that only who writes needs is told when it is asked for, and at once from then on', async () => {
  const { registry, session } = await open('login-to-write');
  expect((await send(session)).end.kind).toBe('sent');
  expect(new Set(registry.logins)).toEqual(new Set([`Basic ${Buffer.from('me:S3CRET').toString('base64')}`]));
  expect(registry.requests.filter((request) => request.startsWith('POST'))).toHaveLength(2);
  expect(registry.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(3);
  const { session: other } = await open('login-to-write', { credentials: { kind: 'identity', token: 'x' } });
  expect((await send(other)).end).toMatchObject({ kind: 'failed', code: 'login' });
});

it('a login of a browser is changed for tokens, each for what is done', async () => {
  const credentials = { kind: 'identity', token: 'REFRESH' } as const;
  const { registry, session } = await open('ended-token', { credentials });
  expect((await send(session)).end.kind).toBe('sent');
  const [form] = registry.forms;
  expect(Object.fromEntries(new URLSearchParams(form))).toMatchObject({
    grant_type: 'refresh_token',
    refresh_token: 'REFRESH',
    service: 'x',
    scope: 'repository:x:pull,push',
  });
});

describe('a manifest', () => {
  const bytes = Buffer.from('{}');
  const manifest = { bytes, digest: digestOf(bytes), mediaType: 'application/vnd.oci.image.index.v1+json' };

  it('is held against what the registry stored where that is not told', async () => {
    const { session } = await open(null);
    expect(await putManifest(session, 'x', 'latest', manifest)).toEqual({ kind: 'put' });
    const liar = await open('wrong-digest');
    expect(await putManifest(liar.session, 'x', 'latest', manifest)).toMatchObject({
      kind: 'failed',
      code: 'wrong-digest',
    });
  });
});
