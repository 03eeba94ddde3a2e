import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { errnoOf } from '../../host/file-failure.ts';
import type { Digest } from '../../registry/digest.ts';
import { SPOOL } from '../limits.ts';
import { type Entry, entriesIn, fileNameOf, markUsed, type Proof, proofOf, UNPROVEN } from './entry.ts';
import { Incoming } from './incoming.ts';
import { MemorySpool } from './memory-spool.ts';
import { isProven, isUntouched, sealOf } from './seal.ts';

/** Proven bytes that stay for as long as somebody holds this. */
export interface Lease {
  readonly size: number;
  /** Bytes `from` up to, not including, `to`. */
  read(from: number, to: number): Readable;
  /** Fills as much of a buffer as there is from `at` on; returns how many bytes that was. */
  readInto(buffer: Uint8Array, at: number): Promise<number>;
  /** Once is enough. */
  release(): Promise<void>;
}

/** A blob on its way in. */
export interface Reception {
  readonly incoming: Incoming;
  /** It was proven: it takes its place, and this is the first hold on it. */
  keep(size: number): Promise<Lease>;
  discard(): Promise<void>;
}

export interface SpoolFigures {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly entries: number;
  readonly evictions: number;
  /** The disk took nothing when it was last tried: what comes passes through memory. */
  readonly isFull: boolean;
}

/**
 * Blobs by digest in a folder, those used last are kept, in all at most `maxBytes`. A file bears its name only after its bytes were hashed, and what an
 * earlier process left, or somebody touched since, is hashed anew before it is used: whatever instant a process or the machine dies at, no other bytes are ever read from here.
 * What is leased stays even over the bound. Rejects with the system's error.
 */
export class Spool {
  readonly #proven: string;
  readonly #incoming: string;
  readonly #maxBytes: number;
  /** Least recently used first. */
  readonly #entries: Map<Digest, Entry>;
  /** Files on their way out: none of the same name may come in before. */
  readonly #removing = new Map<Digest, Promise<void>>();
  readonly #memory = new MemorySpool(SPOOL.memoryBytes);
  #evictions = 0;
  #isFull = false;
  /** The disk takes nothing from now on, or takes bytes again. */
  onTurn: (isFull: boolean) => void = () => {};

  private constructor(directory: string, maxBytes: number, entries: Map<Digest, Entry>) {
    this.#proven = join(directory, PROVEN);
    this.#incoming = join(directory, INCOMING);
    this.#maxBytes = maxBytes;
    this.#entries = entries;
  }

  /** One process at a time: what lies half received in the folder is removed. */
  static async open(directory: string, maxBytes: number): Promise<Spool> {
    await rm(join(directory, INCOMING), { recursive: true, force: true });
    for (const folder of [PROVEN, INCOMING])
      await mkdir(join(directory, folder), { recursive: true, mode: 0o700 }).catch(unlessFull);
    const spool = new Spool(
      directory,
      maxBytes,
      await entriesIn(join(directory, PROVEN)).catch(noneIfAbsent),
    );
    await spool.#trim(maxBytes);
    return spool;
  }

  get figures(): SpoolFigures {
    const bytes = [...this.#entries.values()].reduce((sum, { size }) => sum + size, 0);
    return {
      bytes,
      maxBytes: this.#maxBytes,
      entries: this.#entries.size,
      evictions: this.#evictions,
      isFull: this.#isFull,
    };
  }

  /** What became of the last bytes that were to be written. */
  noteDisk(isFull: boolean): void {
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.onTurn(isFull);
  }

  /** Bytes that the disk has left for us; 0 where that cannot be seen. */
  async freeOnDisk(): Promise<number> {
    const seen = await statfs(this.#incoming).catch(() => null);
    return seen === null ? 0 : seen.bavail * seen.bsize;
  }

  has(digest: Digest): boolean {
    return this.#entries.has(digest);
  }

  /** null: it is not here. */
  async lease(digest: Digest): Promise<Lease | null> {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return this.#memory.lease(digest);
    entry.leases += 1;
    const handle = await entry.arrived.then(() => open(this.#pathOf(digest), 'r')).catch(() => null);
    if (handle !== null && (await this.#isRight(digest, entry, handle))) {
      this.#entries.delete(digest);
      this.#entries.set(digest, entry);
      this.#mark(digest, entry);
      return this.#leaseOf(entry, handle);
    }
    await handle?.close();
    entry.leases -= 1;
    await this.#remove(digest, entry);
    return null;
  }

  async receive(digest: Digest): Promise<Reception> {
    const path = join(this.#incoming, randomBytes(8).toString('hex'));
    const handle = await this.#openNew(path);
    return {
      incoming: new Incoming(handle, digest),
      keep: async (size) => {
        const written = await sealOf(handle);
        await handle.close();
        await this.#removing.get(digest);
        const opened = rename(path, this.#pathOf(digest)).then(() => open(this.#pathOf(digest), 'r'));
        const proof = opened.then((kept) => proofOf(written, kept)).catch(() => UNPROVEN);
        // From here on nobody who lets go of an earlier copy takes this one away.
        const entry: Entry = { size, leases: 1, arrived: opened, proof, markedMs: Date.now() };
        this.#entries.set(digest, entry);
        const kept = await opened.catch((error: unknown) => {
          this.#entries.delete(digest);
          throw error;
        });
        if (!(await this.#isRight(digest, entry, kept))) {
          await kept.close();
          entry.leases -= 1;
          await this.#remove(digest, entry);
          throw new Spoiled();
        }
        const lease = this.#leaseOf(entry, kept);
        await this.#trim(this.#maxBytes);
        return lease;
      },
      discard: async () => {
        await handle.close();
        await rm(path, { force: true });
      },
    };
  }

  /** Whoever tidied up may have taken the folders away while we ran. */
  async #openNew(path: string): Promise<FileHandle> {
    try {
      return await open(path, 'wx+', 0o600);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      for (const folder of [this.#proven, this.#incoming])
        await mkdir(folder, { recursive: true, mode: 0o700 });
      return await open(path, 'wx+', 0o600);
    }
  }

  /** The disk is full: through memory, and nothing stays. `most`: no more will come. null: that is too much. */
  receiveInMemory(digest: Digest, most: number): Reception | null {
    return this.#memory.receive(digest, most);
  }

  /** The same, but it waits until others have passed. null: it never has room, or `signal` aborted. */
  receiveInMemoryInTurn(digest: Digest, most: number, signal: AbortSignal): Promise<Reception | null> {
    return this.#memory.receiveInTurn(digest, most, signal);
  }

  /** The disk is full: lets go of what was used least recently. false: there is nothing to let go of. */
  async makeRoom(bytes: number): Promise<boolean> {
    const before = this.figures.bytes;
    await this.#trim(Math.max(0, before - bytes));
    return this.figures.bytes < before;
  }

  #leaseOf(entry: Entry, handle: FileHandle): Lease {
    let released: Promise<void> | null = null;
    const end = async (): Promise<void> => {
      await handle.close();
      entry.leases -= 1;
      await this.#trim(this.#maxBytes);
    };
    return {
      size: entry.size,
      read: (from, to) =>
        handle.createReadStream({
          start: from,
          end: to - 1,
          autoClose: false,
          highWaterMark: SPOOL.readBytes,
        }),
      readInto: async (buffer, at) => (await handle.read(buffer, 0, buffer.length, at)).bytesRead,
      release: () => {
        released ??= end();
        return released;
      },
    };
  }

  /** Is what this handle reads what was proven, or else does it prove so? One after the other: each leaves its own mark on the file. */
  async #isRight(digest: Digest, entry: Entry, handle: FileHandle): Promise<boolean> {
    const proof = entry.proof.then((known) => this.#prove(known, digest, handle)).catch(() => UNPROVEN);
    entry.proof = proof;
    return (await proof).kind === 'proven';
  }

  async #prove(known: Proof, digest: Digest, handle: FileHandle): Promise<Proof> {
    if (known.kind === 'wrong') return known;
    const isKnown = known.kind === 'proven' && isUntouched(known.seal, await sealOf(handle));
    if (!isKnown && !(await isProven(handle, digest))) return { kind: 'wrong' };
    return { kind: 'proven', seal: await sealOf(handle) };
  }

  /** The order is to survive a restart; if it does not, no harm is done. Nobody waits: on a busy disk a file's times wait for those who sync. */
  #mark(digest: Digest, entry: Entry): void {
    const now = new Date();
    if (now.getTime() - entry.markedMs < SPOOL.markMs) return;
    entry.markedMs = now.getTime();
    const path = this.#pathOf(digest);
    entry.proof = entry.proof.then((known) => markUsed(path, known, now).catch(() => known));
  }

  async #trim(toBytes: number): Promise<void> {
    let { bytes } = this.figures;
    for (const [digest, entry] of this.#entries) {
      if (bytes <= toBytes) return;
      if (entry.leases > 0) continue;
      bytes -= entry.size;
      this.#evictions += 1;
      await this.#remove(digest, entry);
    }
  }

  async #remove(digest: Digest, entry: Entry): Promise<void> {
    if (this.#entries.get(digest) !== entry) return;
    this.#entries.delete(digest);
    const gone = unlink(this.#pathOf(digest)).catch(() => undefined);
    this.#removing.set(digest, gone);
    await gone;
    if (this.#removing.get(digest) === gone) this.#removing.delete(digest);
  }

  #pathOf(digest: Digest): string {
    return join(this.#proven, fileNameOf(digest));
  }
}

/** A full disk has no place for a folder either: it is made when there is one. */
function unlessFull(error: unknown): void {
  const code = errnoOf(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
}

function noneIfAbsent(error: unknown): Map<Digest, Entry> {
  if (errnoOf(error) !== 'ENOENT') throw error;
  return new Map();
}

/** Somebody wrote to a file of ours between two of our own steps: a disk that cannot be relied on. */
class Spoiled extends Error {
  readonly code = 'EIO';
}

const PROVEN = 'proven';
const INCOMING = 'incoming';
