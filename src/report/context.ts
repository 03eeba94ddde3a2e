import type { ChalkInstance } from 'chalk';
import type { MirrorLimits } from '../catalog/types.ts';
import type { Messages } from '../words/index.ts';

export const FORMATS = ['table', 'plain', 'json', 'ndjson', 'csv', 'markdown', 'prometheus'] as const;
export type Format = (typeof FORMATS)[number];

/** What the catalogue knows of a mirror and a reader of its result should know too. Not in the JSON. */
export type MirrorNote =
  /** No longer meant to be used: since when (ISO date) and why, in the catalogue's own words. */
  | { readonly kind: 'retired'; readonly on: string; readonly reason: string }
  /** What the operator has made known to allow. */
  | { readonly kind: 'limits'; readonly limits: Omit<MirrorLimits, 'images'> }
  /** Anything else that the catalogue says of it, in the reader's language. */
  | { readonly kind: 'remark'; readonly text: string }
  /** The address shown is a template; `variable` is the environment variable that fills it. */
  | { readonly kind: 'personal-address'; readonly variable: string | null };

/** All that a renderer may know beside the report itself. Renderers are pure. */
export interface RenderContext {
  readonly messages: Pick<Messages, 'report' | 'verdict'>;
  /** Colour level already decided; level 0 colours nothing. */
  readonly chalk: ChalkInstance;
  /** Width of the terminal; 80 when there is none. */
  readonly columns: number;
  /** Only the first n mirrors of the report; null for all. The summary stays whole. */
  readonly top: number | null;
  readonly verbose: boolean;
  /** By mirror id. */
  readonly mirrorNotes: ReadonlyMap<string, readonly MirrorNote[]>;
  /** By mirror id: the real URL behind a template. JSON and NDJSON carry it; everywhere else it is wiped out. */
  readonly privateUrls: ReadonlyMap<string, string>;
  /** A shell command worth running next, as typed; null for none. */
  readonly nextCommand: string | null;
}
