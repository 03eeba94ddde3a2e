import { formatPlatform, parsePlatform } from '../../registry/platform.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText, maskAddress } from '../../registry/untrusted-text.ts';
import { parseTagPattern } from '../../sync/tag-pattern.ts';
import type { Destination, Platforms } from '../../sync/types.ts';
import type { ScreenSettings } from '../../terminal/screen.ts';
import type { SyncSettings } from '../../use/sync/settings.ts';
import type { SyncMessages, SyncOption } from '../../words/sync/messages.ts';
import { defineCommand, type Main } from '../frame/command.ts';
import { COMMON_OPTIONS, type OptionRow, only } from '../frame/option.ts';
import { type OptionReader, screenSettings } from '../frame/option-reader.ts';
import { PROBE_OPTIONS, parseProxyUrl, probeSettings } from '../frame/probe-options.ts';
import { parseDestination } from './destination.ts';

const FORMATS = ['text', 'json'] as const;

const OWN_OPTIONS: readonly OptionRow<SyncOption>[] = [
  { key: 'official', flags: '--official' },
  { key: 'library', flags: '--library <folder, archive or URL>' },
  { key: 'images', flags: '--images <file>', many: true },
  { key: 'compose', flags: '--compose <file>', many: true },
  { key: 'tags', flags: '--tags <pattern>', many: true },
  { key: 'platform', flags: '--platform <os/arch[/variant]>', many: true },
  { key: 'mirror', flags: '--mirror <url>', many: true },
  { key: 'from', flags: '--from <report.json>' },
  { key: 'noMirrors', flags: '--no-mirrors' },
  { key: 'state', flags: '--state <file>' },
  { key: 'authFile', flags: '--auth-file <file>' },
  { key: 'loginAt', flags: '--login-at <host>', many: true },
  { key: 'proxy', flags: '--proxy <url>', secret: true },
  { key: 'verify', flags: '--verify' },
  { key: 'prune', flags: '--prune' },
  { key: 'dryRun', flags: '-n, --dry-run' },
  { key: 'yes', flags: '-y, --yes' },
  { key: 'noInput', flags: '--no-input' },
  { key: 'format', flags: '-f, --format <format>', default: 'text', choices: FORMATS },
];

export interface SyncCommandSettings extends SyncSettings {
  readonly yes: boolean;
  readonly input: boolean;
  readonly format: (typeof FORMATS)[number];
  readonly screen: ScreenSettings;
}

/** `mirror-sync`: arguments to exit code (docs/interface.md). */
export const mirrorSync: Main = defineCommand({
  name: 'mirror-sync',
  topics: ['sync'],
  systemErrors: 'told',
  line: ({ sync: { help } }) => ({
    help,
    argument: ['[destination, then images...]', help.argument],
    usage: '[options] <destination> [image...]',
    options: [
      ...OWN_OPTIONS,
      ...only(PROBE_OPTIONS, ['list', 'hub', 'ca', 'ip']),
      ...only(COMMON_OPTIONS, ['lang', 'color', 'noColor', 'quiet', 'verbose']),
    ],
  }),
  read: (options, [where, ...images], { sync: { usage } }): SyncCommandSettings => {
    const { proxy, mirrors, from } = sourceOptions(options);
    const library = options.text('library');
    const patterns = options.each('tags', parseTagPattern, usage.tags);
    const isOfficial = options.flag('official') || library !== null;
    if (patterns.length > 0 && !isOfficial) options.wrong(usage.tagsOfNothing);
    return {
      destination: destinationOf(where, options, usage),
      images: images.flatMap((text) => imageOf(text, options, usage)),
      lists: options.texts('images'),
      compose: options.texts('compose'),
      library: library ?? (isOfficial ? LIBRARY_ADDRESS : null),
      patterns,
      platforms: distinctPlatforms(options.each('platform', parsePlatform, options.usage.platform)),
      probe: { ...probeSettings(options, mirrors, 'docker.io'), probeProxy: proxy },
      mirrors: !options.off('mirrors'),
      from,
      state: options.text('state'),
      authFile: options.text('authFile'),
      logInAt: options.each('loginAt', parseHost, usage.loginAt),
      verify: options.flag('verify'),
      prune: options.flag('prune'),
      dryRun: options.flag('dryRun'),
      yes: options.flag('yes'),
      input: !options.off('input'),
      format: options.oneOf('format', 'text', FORMATS),
      screen: screenSettings(options),
    };
  },
  run: async (settings, run) => (await import('./run.ts')).sync(settings, run),
});

/** Where the library is kept, as one archive. */
const LIBRARY_ADDRESS = 'https://github.com/docker-library/official-images/archive/refs/heads/master.tar.gz';

function sourceOptions(options: OptionReader): {
  readonly proxy: URL | null;
  readonly mirrors: readonly string[];
  readonly from: string | null;
} {
  const { usage } = options;
  const [mirrors, from] = [options.texts('mirror'), options.text('from')];
  if (options.off('mirrors') && mirrors.length > 0) options.wrong(usage.conflict('--no-mirrors', '--mirror'));
  if (options.off('mirrors') && from !== null) options.wrong(usage.conflict('--no-mirrors', '--from'));
  if (mirrors.length > 0 && from !== null) options.wrong(usage.conflict('--from', '--mirror'));
  const proxy = options.read('proxy', null, parseProxyUrl, (shown) =>
    usage.proxy(null, 'unparsable', maskAddress(shown)),
  );
  return { proxy, mirrors, from };
}

function destinationOf(
  text: string | undefined,
  options: OptionReader,
  usage: SyncMessages['usage'],
): Destination {
  const parsed = text === undefined ? null : parseDestination(text);
  if (parsed?.kind === 'destination') return parsed.destination;
  options.wrong(
    parsed === null
      ? usage.noDestination
      : usage.destination(maskAddress(cleanText(text ?? '')), parsed.problem),
  );
  return { base: new URL('https://nowhere.invalid'), prefix: '', shown: '' };
}

function imageOf(
  text: string,
  options: OptionReader,
  usage: SyncMessages['usage'],
): readonly ImageReference[] {
  const parsed = parseReference(text);
  if (parsed.ok && parsed.value.registry === 'docker.io') return [parsed.value];
  options.wrong(
    parsed.ok ? usage.foreignImage(cleanText(text)) : options.usage.image(cleanText(text), parsed.problem),
  );
  return [];
}

/** One that is named twice, in whatever spelling, is one. */
function distinctPlatforms(platforms: Platforms): Platforms {
  return [...new Map(platforms.map((one) => [formatPlatform(one), one])).values()];
}

function parseHost(text: string): string | null {
  const host = text.trim().toLowerCase();
  return /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?::\d{1,5})?$/.test(host) ? host : null;
}
