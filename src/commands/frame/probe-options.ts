import { clientsOf, DOCKER_CLIENTS, ENGINE_NAMES } from '../../clients/index.ts';
import { OPTION_BOUNDS, PROBE_BUDGET, SURVEY, TIMEOUTS } from '../../limits.ts';
import { type Digest, parseDigest } from '../../registry/digest.ts';
import { hostPlatform, parsePlatform } from '../../registry/platform.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ProbeSettings, ReferenceChoice } from '../../use/probe-settings.ts';
import type { ProbeOption, UsageMessages } from '../../words/frame/messages.ts';
import { type Command, Option, repeatable } from './command-line.ts';
import { UsageError } from './usage-error.ts';
import { parseCount, parseHttpUrl, parseSeconds, parseSize, parseVantage } from './values.ts';

/** Flags of the probing options, the same in mirror-check and mirror-apply, with what help shows as their default. */
const PROBE_OPTIONS: readonly { key: ProbeOption; flags: string; default?: string; many?: true }[] = [
  { key: 'image', flags: '-i, --image <ref>', many: true },
  { key: 'platform', flags: '--platform <os/arch[/variant]>' },
  { key: 'for', flags: '--for <engine>', default: 'docker' },
  { key: 'registry', flags: '--registry <host>', default: 'docker.io' },
  { key: 'list', flags: '--list <file or URL>', default: 'builtin', many: true },
  { key: 'all', flags: '--all' },
  { key: 'only', flags: '--only <word>', many: true },
  { key: 'skip', flags: '--skip <word>', many: true },
  { key: 'reference', flags: '--reference <source>' },
  { key: 'hub', flags: '--hub <url>', default: 'https://registry-1.docker.io' },
  { key: 'previous', flags: '--previous <report.json>' },
  { key: 'noThroughput', flags: '--no-throughput' },
  { key: 'timeout', flags: '--timeout <seconds>', default: String(TIMEOUTS.mirrorMs / 1000) },
  { key: 'deadline', flags: '--deadline <seconds>' },
  { key: 'concurrency', flags: '--concurrency <n>', default: String(SURVEY.concurrency) },
  { key: 'bytes', flags: '--bytes <size>', default: `${PROBE_BUDGET.layerBytes / 1024 / 1024}MiB` },
  { key: 'finalists', flags: '--finalists <n>', default: String(SURVEY.finalists) },
  { key: 'probeProxy', flags: '--probe-proxy <url>' },
  { key: 'noEnvProxy', flags: '--no-env-proxy' },
  { key: 'ca', flags: '--ca <file>', many: true },
  { key: 'ip', flags: '--ip <4 or 6>' },
  { key: 'vantage', flags: '--vantage <name>', default: 'local' },
  { key: 'demo', flags: '--demo' },
];

/** Adds the probing options, described in the user's language. `without`: those that a command has no use for. */
export function addProbeOptions(
  command: Command,
  describe: (key: ProbeOption) => string,
  without: readonly ProbeOption[] = [],
): void {
  for (const { key, flags, default: shown, many } of PROBE_OPTIONS) {
    if (without.includes(key)) continue;
    const option = new Option(flags, describe(key));
    // Only shown: what was not given stays undefined, and probeSettings knows what that means.
    if (shown !== undefined) option.default(undefined, shown);
    if (many === true) option.argParser(repeatable);
    command.addOption(option);
  }
}

type Options = Readonly<Record<string, unknown>>;

/** Parsed options as a value that cannot be wrong by form. Throws UsageError that names every wrong one. */
export function probeSettings(
  options: Options,
  urls: readonly string[],
  usage: UsageMessages,
): ProbeSettings {
  const wrong: string[] = [];
  const text = (key: string): string | undefined => {
    const value = options[key];
    return typeof value === 'string' ? value : undefined;
  };
  const texts = (key: string): readonly string[] => (options[key] as readonly string[] | undefined) ?? [];
  /** The parsed value; what was not given is `otherwise`, what does not parse is noted. */
  const read = <T, D>(
    key: string,
    otherwise: D,
    parse: (value: string) => T | null,
    sentence: (shown: string) => string,
  ): T | D => {
    const value = text(key);
    if (value === undefined) return otherwise;
    const parsed = parse(value);
    if (parsed !== null) return parsed;
    wrong.push(sentence(cleanText(value)));
    return otherwise;
  };
  const count = (key: string, option: string, otherwise: number, least: number, most: number): number =>
    read(
      key,
      otherwise,
      (value) => parseCount(value, least, most),
      (shown) => usage.count(option, shown, least, most),
    );

  const registry = read('registry', 'docker.io', parseRegistry, usage.registry);
  const settings: ProbeSettings = {
    urls,
    images: distinct(texts('image').flatMap((value) => readImage(value, registry, usage, wrong))),
    engine: text('for')?.trim().toLowerCase() ?? null,
    clients: read('for', DOCKER_CLIENTS, clientsOf, (shown) => usage.oneOf('--for', shown, ENGINE_NAMES)),
    platform: read('platform', hostPlatform(process.arch), parsePlatform, usage.platform),
    registry,
    lists: texts('list'),
    all: options['all'] === true,
    only: texts('only'),
    skip: texts('skip'),
    reference: read('reference', { kind: 'automatic' }, parseReferenceChoice, usage.reference),
    hub: read('hub', null, parseHttpUrl, (shown) => usage.url('--hub', withoutUser(shown))),
    previous: text('previous') ?? null,
    throughput: options['throughput'] !== false,
    timeoutSeconds: read('timeout', TIMEOUTS.mirrorMs / 1000, parseSeconds, (shown) =>
      usage.seconds('--timeout', shown),
    ),
    deadlineSeconds: read('deadline', null, parseSeconds, (shown) => usage.seconds('--deadline', shown)),
    concurrency: count('concurrency', '--concurrency', SURVEY.concurrency, 1, OPTION_BOUNDS.concurrency),
    bytes: read('bytes', PROBE_BUDGET.layerBytes, parseSize, (shown) => usage.size('--bytes', shown)),
    finalists: count('finalists', '--finalists', SURVEY.finalists, 0, OPTION_BOUNDS.finalists),
    probeProxy: read('probeProxy', null, parseProxyUrl, (shown) =>
      usage.proxy(null, 'unparsable', withoutUser(shown)),
    ),
    envProxy: options['envProxy'] !== false,
    ca: texts('ca'),
    ip: read(
      'ip',
      null,
      (value) => (value === '4' ? 4 : value === '6' ? 6 : null),
      (shown) => usage.oneOf('--ip', shown, ['4', '6']),
    ),
    vantage: read('vantage', 'local', parseVantage, usage.vantage),
    demo: options['demo'] === true,
  };
  if (settings.demo && (urls.length > 0 || settings.lists.length > 0)) {
    wrong.push(usage.conflict('--demo', urls.length > 0 ? '[url...]' : '--list'));
  }
  if (wrong.length > 0) throw new UsageError(wrong);
  return settings;
}

function parseRegistry(text: string): string | null {
  const host = text.trim().toLowerCase();
  return /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?::\d{1,5})?$/.test(host) ? host : null;
}

function readImage(value: string, registry: string, usage: UsageMessages, wrong: string[]): ImageReference[] {
  const parsed = parseReference(value, registry);
  if (!parsed.ok) {
    wrong.push(usage.image(cleanText(value), parsed.problem));
    return [];
  }
  if (parsed.value.registry === registry) return [parsed.value];
  wrong.push(usage.conflict(`--image ${cleanText(value)}`, `--registry ${registry}`));
  return [];
}

/** `nginx` and `nginx:latest` are one image. */
function distinct(images: readonly ImageReference[]): readonly ImageReference[] {
  return [...new Map(images.map((image) => [image.familiar, image])).values()];
}

function parseReferenceChoice(text: string): ReferenceChoice | null {
  if (text === 'hub' || text === 'consensus' || text === 'none') return { kind: text };
  if (/^sha(?:256|512):/i.test(text)) {
    const digest: Digest | null = parseDigest(text);
    return digest === null ? null : { kind: 'digest', digest };
  }
  return text.trim() === '' ? null : { kind: 'source', name: text };
}

function parseProxyUrl(text: string): URL | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  return url !== null && url.hostname !== '' ? url : null;
}

function withoutUser(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
}
