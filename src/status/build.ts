import { packageInfo } from '../package-info.ts';
import { packageFile } from '../packaging.ts';
import { loadMessages } from '../words/index.ts';
import type { Lang } from '../words/lang.ts';
import { readStatus } from './read-status.ts';
import { NO_SETTINGS, type Settings } from './settings.ts';
import type { Site, SiteMessages, SiteWords } from './site/context.ts';
import { type SiteFile, siteFiles } from './site/files.ts';
import { writeSite } from './site/write-site.ts';
import { timelineOf } from './view/timeline.ts';

export interface BuildOptions {
  readonly data: string;
  readonly out: string;
  /** With a slash at its end; null: not known. */
  readonly baseUrl: string | null;
  readonly title: string | null;
  /** The maintainer's; none where they are left out. */
  readonly settings?: Settings;
  /** Ms since 1970. */
  readonly now: number;
}

/** Makes the site of a history. Returns the number of files; null: no run has been recorded. Rejects with the system's error. */
export async function buildSite(options: BuildOptions): Promise<number | null> {
  const { settings = NO_SETTINGS } = options;
  const [first, ...others] = await readStatus(options.data, options.now, settings.vantages);
  if (first === undefined) return null;
  const { version, homepage } = packageInfo();
  const site: Site = {
    title: options.title,
    baseUrl: options.baseUrl,
    builtAt: options.now,
    version,
    homepage,
    timelines: new Map([first, ...others].map((vantage) => [vantage.name, timelineOf(vantage, options.now)])),
    notes: settings.notes,
    vantages: [first, ...others],
  };
  const words = async (lang: Lang): Promise<SiteMessages> => loadMessages(lang, ['status', 'verdict']);
  const siteWords = { en: await words('en'), zh: await words('zh') };
  return writeSite(options.out, allFiles(site, siteWords, await shippedFiles()));
}

function* allFiles(
  site: Site,
  words: SiteWords,
  shipped: readonly SiteFile[],
): Generator<SiteFile, void, void> {
  yield* shipped;
  yield* siteFiles(site, words);
}

/** What the package has ready, and where it goes. */
const SHIPPED: Readonly<Record<string, string>> = {
  'assets/site.css': 'assets/status/site.css',
  'assets/site.js': 'assets/status/site.js',
  'assets/icon.svg': 'assets/status/icon.svg',
  'api/v1/schema/status-latest.schema.json': 'schema/status-latest.schema.json',
  'api/v1/schema/status-mirror.schema.json': 'schema/status-mirror.schema.json',
  'api/v1/schema/status-history.schema.json': 'schema/status-history.schema.json',
};

async function shippedFiles(): Promise<readonly SiteFile[]> {
  return Promise.all(
    Object.entries(SHIPPED).map(async ([path, source]) => ({
      path,
      text: packageFile(source),
    })),
  );
}
