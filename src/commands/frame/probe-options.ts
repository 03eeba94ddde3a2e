// Not by the folder's door: help does without the clients themselves.
import { clientsOf, DOCKER_CLIENTS, ENGINE_NAMES, formsFor } from '../../clients/engines.ts';
import { PROBE_BUDGET, SURVEY, TIMEOUTS } from '../../limits.ts';
import { type Digest, parseDigest } from '../../registry/digest.ts';
import { hostPlatform, parsePlatform } from '../../registry/platform.ts';
import { distinctImages, type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText, maskAddress } from '../../registry/untrusted-text.ts';
import type { ProbeSettings, ReferenceChoice } from '../../use/probe-settings.ts';
import type { ProbeOption } from '../../words/frame/messages.ts';
import { OPTION_BOUNDS } from './limits.ts';
import type { OptionRow } from './option.ts';
import type { OptionReader } from './option-reader.ts';
import { parseHttpUrl, parseSeconds, parseSize, parseVantage } from './values.ts';

/** The options that say whom to ask and how, the same in every command that asks mirrors. */
export const PROBE_OPTIONS: readonly OptionRow<ProbeOption>[] = [
  { key: 'image', flags: '-i, --image <ref>', many: true },
  { key: 'platform', flags: '--platform <os/arch[/variant]>' },
  { key: 'for', flags: '--for <engine>', default: 'docker' },
  { key: 'registry', flags: '--registry <host>', default: 'docker.io' },
  { key: 'list', flags: '--list <file or URL>', default: 'builtin', many: true, filled: true },
  { key: 'all', flags: '--all' },
  { key: 'only', flags: '--only <word>', many: true, filled: true },
  { key: 'skip', flags: '--skip <word>', many: true, filled: true },
  { key: 'reference', flags: '--reference <source>' },
  { key: 'hub', flags: '--hub <url>', default: 'https://registry-1.docker.io' },
  { key: 'previous', flags: '--previous <report.json>', filled: true },
  { key: 'noThroughput', flags: '--no-throughput' },
  { key: 'timeout', flags: '--timeout <seconds>', default: String(TIMEOUTS.mirrorMs / 1000) },
  { key: 'deadline', flags: '--deadline <seconds>' },
  { key: 'concurrency', flags: '--concurrency <n>', default: String(SURVEY.concurrency) },
  { key: 'bytes', flags: '--bytes <size>', default: `${PROBE_BUDGET.layerBytes / 1024 / 1024}MiB` },
  { key: 'finalists', flags: '--finalists <n>', default: String(SURVEY.finalists) },
  { key: 'probeProxy', flags: '--probe-proxy <url>', secret: true },
  { key: 'noEnvProxy', flags: '--no-env-proxy' },
  { key: 'ca', flags: '--ca <file>', many: true, filled: true },
  { key: 'ip', flags: '--ip <4 or 6>' },
  { key: 'vantage', flags: '--vantage <name>', default: 'local' },
  { key: 'demo', flags: '--demo' },
];

/** What of a command line says whom to ask and how, as a value that cannot be wrong by form. */
export function probeSettings(
  options: OptionReader,
  urls: readonly string[],
  registry: string = options.read('registry', 'docker.io', parseRegistry, options.usage.registry),
): ProbeSettings {
  const { usage } = options;
  const engine = options.text('for')?.trim().toLowerCase() ?? null;
  const settings: ProbeSettings = {
    urls,
    images: distinctImages(options.texts('image').flatMap((text) => readImage(text, registry, options))),
    engine,
    clients: options.read('for', DOCKER_CLIENTS, clientsOf, (shown) =>
      usage.oneOf('--for', shown, ENGINE_NAMES),
    ),
    platform: options.read('platform', hostPlatform(process.arch), parsePlatform, usage.platform),
    registry,
    forms: formsFor(engine ?? 'docker', registry),
    lists: options.texts('list'),
    all: options.flag('all'),
    only: options.texts('only'),
    skip: options.texts('skip'),
    reference: options.read('reference', { kind: 'automatic' }, parseReferenceChoice, usage.reference),
    hub: options.read('hub', null, parseHttpUrl, (shown) => usage.url('--hub', maskAddress(shown))),
    previous: options.text('previous'),
    throughput: !options.off('throughput'),
    timeoutSeconds: options.read('timeout', TIMEOUTS.mirrorMs / 1000, parseSeconds, (shown) =>
      usage.seconds('--timeout', shown),
    ),
    deadlineSeconds: options.read('deadline', null, parseSeconds, (shown) =>
      usage.seconds('--deadline', shown),
    ),
    concurrency: options.count('concurrency', SURVEY.concurrency, 1, OPTION_BOUNDS.concurrency),
    bytes: options.read('bytes', PROBE_BUDGET.layerBytes, parseSize, (shown) => usage.size('--bytes', shown)),
    finalists: options.count('finalists', SURVEY.finalists, 0, OPTION_BOUNDS.finalists),
    probeProxy: options.read('probeProxy', null, parseProxyUrl, (shown) =>
      usage.proxy(null, 'unparsable', maskAddress(shown)),
    ),
    envProxy: !options.off('envProxy'),
    ca: options.texts('ca'),
    ip: options.read(
      'ip',
      null,
      (text) => (text === '4' ? 4 : text === '6' ? 6 : null),
      (shown) => usage.oneOf('--ip', shown, ['4', '6']),
    ),
    vantage: options.read('vantage', 'local', parseVantage, usage.vantage),
    demo: options.flag('demo'),
  };
  if (settings.demo && (urls.length > 0 || settings.lists.length > 0)) {
    options.wrong(usage.conflict('--demo', urls.length > 0 ? '[url...]' : '--list'));
  }
  return settings;
}

/** As engines name it; null: it is none. */
export function parseRegistry(text: string): string | null {
  const host = text.trim().toLowerCase();
  return /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?::\d{1,5})?$/.test(host) ? host : null;
}

function readImage(
  text: string,
  registry: string,
  { usage, wrong }: OptionReader,
): readonly ImageReference[] {
  const parsed = parseReference(text.trim(), registry);
  if (!parsed.ok) {
    wrong(usage.image(cleanText(text), parsed.problem));
    return [];
  }
  if (parsed.value.registry === registry) return [parsed.value];
  wrong(usage.conflict(`--image ${cleanText(text)}`, `--registry ${registry}`));
  return [];
}

function parseReferenceChoice(text: string): ReferenceChoice | null {
  if (text === 'hub' || text === 'consensus' || text === 'none') return { kind: text };
  if (/^sha(?:256|512):/i.test(text)) {
    const digest: Digest | null = parseDigest(text);
    return digest === null ? null : { kind: 'digest', digest };
  }
  return text.trim() === '' ? null : { kind: 'source', name: text };
}

export function parseProxyUrl(text: string): URL | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  return url !== null && url.hostname !== '' ? url : null;
}
