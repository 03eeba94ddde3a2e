import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMirrorUrl } from '../../src/catalog/index.ts';
import { Fetcher, MirrorMemory, type Source, Spool } from '../../src/fetch/index.ts';
import { FETCH, type FetchLimits } from '../../src/fetch/limits.ts';
import { type Digest, parseDigest } from '../../src/registry/digest.ts';
import { createTransport } from '../../src/registry/transport/index.ts';

export function sourceOf(url: string): Source {
  const parsed = parseMirrorUrl(url);
  if (!parsed.ok) throw new Error(`no mirror: ${url}`);
  const candidate = {
    id: parsed.value.host.replace(/[^a-z0-9]/g, '-'),
    url: parsed.value,
    displayUrl: url,
    operator: null,
    access: null,
    retired: null,
    origin: 'argument' as const,
  };
  return { key: parsed.value.href, candidate, bytesPerSecond: null };
}

export function digest(text: string): Digest {
  const parsed = parseDigest(text);
  if (parsed === null) throw new Error(`no digest: ${text}`);
  return parsed;
}

/** Waits shorter than in earnest; what is waited for is the same. */
export const HASTY: FetchLimits = {
  ...FETCH,
  patienceMs: 200,
  crawlMs: 500,
  tickMs: 20,
  cutAfterMs: 50,
  silenceMs: 3_000,
  aloneMs: 500,
  besideMs: 100,
};

export interface Bench {
  readonly fetcher: Fetcher;
  readonly spool: Spool;
  readonly memory: MirrorMemory;
  readonly directory: string;
  /** The bytes of a proven fetch; throws otherwise. */
  bytes(want: { digest: string; size?: number | null; kind?: 'manifest' | 'blob' }): Promise<Buffer>;
  stop(): Promise<void>;
}

export async function openBench(
  urls: readonly string[],
  {
    limits = HASTY,
    maxBytes = 1e9,
    repository = 'library/nginx',
  }: { limits?: FetchLimits; maxBytes?: number; repository?: string } = {},
): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-check-fetch-'));
  const spool = await Spool.open(directory, maxBytes);
  const memory = new MirrorMemory(new Map(), Date.now);
  const fetcher = new Fetcher({
    registry: 'docker.io',
    sources: urls.map(sourceOf),
    openTransport: () =>
      createTransport({
        ca: [],
        caFor: () => null,
        proxyFor: () => ({ kind: 'direct' }),
        ipFamily: null,
        userAgent: 'test',
        headerBytes: 32 * 1024,
        redirects: 9,
        admit: () => true,
      }),
    spool,
    memory,
    now: Date.now,
    limits,
  });
  return {
    fetcher,
    spool,
    memory,
    directory,
    bytes: async ({ digest: text, size = null, kind = 'blob' }) => {
      const fetched = await fetcher.fetch(
        { kind, repository, digest: digest(text), size },
        new AbortController().signal,
      );
      if (fetched.kind !== 'proven') throw new Error(JSON.stringify(fetched));
      const parts: Buffer[] = [];
      for await (const part of fetched.lease.read(0, fetched.lease.size)) parts.push(part);
      await fetched.lease.release();
      return Buffer.concat(parts);
    },
    stop: async () => {
      await fetcher.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
