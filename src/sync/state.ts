import { type Digest, parseDigest } from '../registry/digest.ts';
import { asObject, own } from '../registry/json.ts';
import { isRepository } from '../registry/reference.ts';
import { SYNC } from './limits.ts';
import { isName, nameOf, partsOf } from './tag-name.ts';

/**
 * What outlives a run, a line for each thing that happened, in JSON. A tag's line is written before the tag is: whenever a run is killed, its tag at
 * the destination is either what the line says or is not, and one look tells which.
 */
export type StateLine =
  | { readonly kind: 'head'; readonly destination: string }
  /** By its name at the source. `platforms` as told in `platformsKey`. */
  | {
      readonly kind: 'tag';
      readonly name: string;
      readonly source: Digest;
      readonly placed: Digest;
      readonly platforms: string;
      /** What it was before, where we put that too: until the new one is there it may still be. */
      readonly former?: Digest;
      /** It was there already, put by somebody else: not ours to take away. */
      readonly found?: true;
    }
  /** The tag is what its line says: that was seen there, so that the former one is past. */
  | { readonly kind: 'there'; readonly name: string }
  /** Taken away by --prune. */
  | { readonly kind: 'gone'; readonly name: string }
  /** We put this manifest there, under its digest (`library/nginx:sha256:…`), and no tag of ours is it any more; `freed`: it is gone, or needed by others. */
  | { readonly kind: 'left' | 'freed'; readonly name: string }
  /** The destination was seen to delete more than it is asked to. */
  | { readonly kind: 'takes-along' }
  /** It lies in this repository of the destination. */
  | { readonly kind: 'blob'; readonly digest: Digest; readonly repository: string }
  /** An upload is under way; location null: it is over. */
  | {
      readonly kind: 'upload';
      readonly digest: Digest;
      readonly repository: string;
      readonly location: string | null;
    }
  /** As they were measured last, best first. */
  | { readonly kind: 'mirrors'; readonly measuredMs: number; readonly urls: readonly string[] };

export type PlacedTag = Omit<Extract<StateLine, { kind: 'tag' }>, 'kind'>;

export interface SyncState {
  /** null: nothing was ever written. */
  destination: string | null;
  readonly tags: Map<string, PlacedTag>;
  /** Names of manifests that no tag of ours is any more. */
  readonly left: Set<string>;
  readonly blobs: Map<Digest, string>;
  /** By repository and digest. */
  readonly uploads: Map<string, string>;
  mirrors: { readonly measuredMs: number; readonly urls: readonly string[] } | null;
  /** Does the destination delete more than it is asked to? false: that was not seen. */
  takesAlong: boolean;
}

export function emptyState(): SyncState {
  return {
    destination: null,
    tags: new Map(),
    left: new Set(),
    blobs: new Map(),
    uploads: new Map(),
    mirrors: null,
    takesAlong: false,
  };
}

/** What a line says is so from now on. */
export function learn(state: SyncState, line: StateLine): void {
  switch (line.kind) {
    case 'head':
      state.destination = line.destination;
      return;
    case 'tag': {
      const before = state.tags.get(line.name);
      const ours = before?.found === true ? undefined : before;
      const former = ours?.placed === line.placed ? ours.former : ours?.placed;
      if (ours?.former !== undefined && ours.former !== former) leave(state, line.name, ours.former);
      state.tags.set(line.name, former === undefined ? line : { ...line, former });
      return;
    }
    case 'there': {
      const tag = state.tags.get(line.name);
      if (tag === undefined) return;
      const { former, ...now } = tag;
      state.tags.set(line.name, now);
      if (former !== undefined) leave(state, line.name, former);
      return;
    }
    case 'left':
      state.left.delete(line.name);
      state.left.add(line.name);
      return;
    case 'freed':
      state.left.delete(line.name);
      return;
    case 'gone':
      state.tags.delete(line.name);
      return;
    case 'blob':
      state.blobs.delete(line.digest);
      state.blobs.set(line.digest, line.repository);
      return;
    case 'upload': {
      const key = uploadKey(line.repository, line.digest);
      if (line.location === null) state.uploads.delete(key);
      else state.uploads.set(key, line.location);
      return;
    }
    case 'takes-along':
      state.takesAlong = true;
      return;
    case 'mirrors':
      state.mirrors = line;
      return;
    default:
      line satisfies never;
  }
}

function leave(state: SyncState, name: string, digest: Digest): void {
  state.left.add(nameOf(partsOf(name).repository, digest));
}

export function uploadKey(repository: string, digest: Digest): string {
  return `${repository}@${digest}`;
}

/** Does a text begin as a state does, or is there nothing in it? Whatever else it is, it is somebody's and not to be written over. Pure. */
export function mayBeState(text: string): boolean {
  return text === '' || parseLine(text.split('\n', 1)[0] ?? '')?.kind === 'head';
}

/** A file's text. A line that is cut off, as a run that was killed leaves it, or that is none, is passed over; so is one whose names may not stand in an address. Pure. */
export function parseState(text: string): SyncState {
  const state = emptyState();
  for (const each of text.split('\n')) {
    const line = parseLine(each);
    if (line !== null) learn(state, line);
  }
  return state;
}

/** The same state in as few lines as it takes. Pure. */
export function renderState(state: SyncState): string {
  const lines: StateLine[] = [
    ...(state.destination === null ? [] : [{ kind: 'head' as const, destination: state.destination }]),
    ...(state.mirrors === null ? [] : [{ ...state.mirrors, kind: 'mirrors' as const }]),
    ...(state.takesAlong ? [{ kind: 'takes-along' as const }] : []),
    ...[...state.tags.values()].map((tag) => ({ ...tag, kind: 'tag' as const })),
    ...[...state.left].slice(-SYNC.leftKept).map((name) => ({ kind: 'left' as const, name })),
    ...[...state.blobs]
      .slice(-SYNC.blobsKept)
      .map(([digest, repository]) => ({ kind: 'blob' as const, digest, repository })),
    ...[...state.uploads].flatMap(([key, location]) => {
      const at = key.lastIndexOf('@');
      const digest = parseDigest(key.slice(at + 1));
      return digest === null
        ? []
        : [{ kind: 'upload' as const, digest, repository: key.slice(0, at), location }];
    }),
  ];
  return lines.map(renderLine).join('');
}

export function renderLine(line: StateLine): string {
  return `${JSON.stringify({ v: STATE_VERSION, ...line })}\n`;
}

const STATE_VERSION = 1;

function parseLine(text: string): StateLine | null {
  const value = asObject(parsed(text));
  if (value === null || own(value, 'v') !== STATE_VERSION) return null;
  const word = (key: string): string => {
    const found = own(value, key);
    return typeof found === 'string' ? found : '';
  };
  const digest = parseDigest(word('digest'));
  const repository = word('repository');
  const isPlaced = digest !== null && isRepository(repository);
  switch (own(value, 'kind')) {
    case 'head':
      return { kind: 'head', destination: word('destination') };
    case 'tag': {
      const [name, source, placed] = [word('name'), parseDigest(word('source')), parseDigest(word('placed'))];
      if (!isName(name) || source === null || placed === null) return null;
      const former = parseDigest(word('former'));
      return {
        kind: 'tag',
        name,
        source,
        placed,
        platforms: word('platforms'),
        ...(former === null ? {} : { former }),
        ...(own(value, 'found') === true ? { found: true } : {}),
      };
    }
    case 'there':
      return { kind: 'there', name: word('name') };
    case 'left':
    case 'freed': {
      const name = word('name');
      return isName(name) && partsOf(name).pin !== null
        ? { kind: own(value, 'kind') === 'left' ? 'left' : 'freed', name }
        : null;
    }
    case 'takes-along':
      return { kind: 'takes-along' };
    case 'gone':
      return { kind: 'gone', name: word('name') };
    case 'blob':
      return isPlaced ? { kind: 'blob', digest, repository } : null;
    case 'upload':
      if (!isPlaced) return null;
      return { kind: 'upload', digest, repository, location: word('location') || null };
    case 'mirrors': {
      const [measuredMs, urls] = [own(value, 'measuredMs'), own(value, 'urls')];
      if (typeof measuredMs !== 'number' || !Array.isArray(urls)) return null;
      return { kind: 'mirrors', measuredMs, urls: urls.filter((url) => typeof url === 'string') };
    }
    default:
      return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
