import type { Messages } from '../../words/index.ts';
import type { Lang } from '../../words/lang.ts';
import type { Note } from '../settings.ts';
import type { TimelineEvent } from '../view/timeline.ts';
import type { VantageStatus } from '../view/vantage-status.ts';

/** What the pages and the feed say, in each language. */
export type SiteWords = Readonly<Record<Lang, SiteMessages>>;
export type SiteMessages = Pick<Messages, 'status' | 'verdict'>;

/** The whole of what is published. */
export interface Site {
  /** null: the page's own, in each language. */
  readonly title: string | null;
  /** Where it will be found, with a slash at its end; null: not known. */
  readonly baseUrl: string | null;
  /** Ms since 1970. */
  readonly builtAt: number;
  readonly version: string;
  readonly homepage: string;
  /** What happened, a vantage each, the newest first; made once, for each page and feed shows some of it. */
  readonly timelines: ReadonlyMap<string, readonly TimelineEvent[]>;
  /** The maintainer's words for the timeline. */
  readonly notes: readonly Note[];
  /** The first is shown first. */
  readonly vantages: readonly [VantageStatus, ...VantageStatus[]];
}

/** One page among them. */
export interface PageContext {
  readonly site: Site;
  readonly lang: Lang;
  readonly messages: SiteMessages;
  /** Of every language: each page leads to the same one in the others. */
  readonly words: SiteWords;
  readonly vantage: VantageStatus;
  /** From the site's root, without a file name: `zh/v/local/`, '' for the root itself. */
  readonly folder: string;
}

/** The way from a page to a path of the site: relative, so that the site works at any address and from a disk. */
export function linkFrom({ folder }: Pick<PageContext, 'folder'>, path: string): string {
  const up = '../'.repeat(folder.split('/').length - 1);
  return `${up}${path}` || './';
}

/** `en` lies at the root. */
export function langFolder(lang: Lang): string {
  return lang === 'en' ? '' : `${lang}/`;
}

export function vantageFolder(lang: Lang, vantage: string): string {
  return `${langFolder(lang)}v/${vantage}/`;
}

export function mirrorFolder(lang: Lang, vantage: string, id: string): string {
  return `${vantageFolder(lang, vantage)}mirrors/${id}/`;
}
