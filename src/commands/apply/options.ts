import { DEFAULT_ENGINE, ENGINES } from '../../clients/engines.ts';
import type { EngineName, Wish } from '../../engines/engine.ts';
import { SOURCE, SURVEY } from '../../limits.ts';
import { parseReference } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ScreenSettings } from '../../terminal/screen.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import type { ApplyMessages, ApplyOption } from '../../words/apply/messages.ts';
import { OPTION_BOUNDS } from '../frame/limits.ts';
import { COMMON_OPTIONS, type OptionRow, without } from '../frame/option.ts';
import { type OptionReader, screenSettings } from '../frame/option-reader.ts';
import { PROBE_OPTIONS, parseRegistry, probeSettings } from '../frame/probe-options.ts';
import { parseSeconds } from '../frame/values.ts';

/** What a run is to do. */
export type ApplyMode =
  | { readonly kind: 'apply' }
  /** null: the last apply. */
  | { readonly kind: 'undo'; readonly id: string | null }
  /** null: list them; else print the file as this one has it. */
  | { readonly kind: 'backups'; readonly id: string | null };

/** The command line of `mirror-apply`, parsed: nothing in here can be wrong by form. */
export interface ApplySettings extends ScreenSettings {
  readonly mode: ApplyMode;
  /** Is it told how to undo it? */
  readonly tellsUndo: boolean;
  /** Which mirrors nobody has measured. */
  readonly tellsUnmeasured: boolean;
  /** null: found by what is installed. */
  readonly engine: EngineName | 'all' | null;
  /** Whose mirrors; the first is `probe.registry`. */
  readonly registries: readonly string[] | 'all';
  readonly probe: ProbeSettings;
  readonly plan: Wish;
  readonly config: string | null;
  readonly dockerHost: string | null;
  readonly from: string | null;
  readonly maxAgeMs: number;
  /** Where the report of what was measured goes; null: nowhere. */
  readonly report: string | null;
  /** Check through this shell's proxies. */
  readonly envProxy: boolean;
  /** Familiar form. */
  readonly verifyPull: string | null;
  readonly output: 'plan-and-do' | 'dry-run' | 'print';
  readonly yes: boolean;
  readonly input: boolean;
  readonly format: 'text' | 'json';
}

const ACTIVATE = ['auto', 'reload', 'restart', 'none'] as const;
const OUTPUT_FORMATS = ['text', 'json'] as const;

/** The options of `mirror-apply`, in the order of its help. */
const OWN_OPTIONS: readonly OptionRow<ApplyOption>[] = [
  { key: 'top', flags: '--top <n>', default: String(SURVEY.applyTop) },
  { key: 'replace', flags: '--replace' },
  { key: 'exact', flags: '--exact' },
  { key: 'noProbe', flags: '--no-probe' },
  { key: 'from', flags: '--from <report.json>', filled: true },
  { key: 'maxAge', flags: '--max-age <seconds>', default: String(SOURCE.maxAgeMs / 1000) },
  { key: 'report', flags: '--report <file>', filled: true },
  { key: 'allowUnconfirmed', flags: '--allow-unconfirmed' },
  { key: 'allowInsecure', flags: '--allow-insecure' },
  { key: 'mirrorsOff', flags: '--mirrors-off' },
  { key: 'httpProxy', flags: '--http-proxy <url>', secret: true },
  { key: 'httpsProxy', flags: '--https-proxy <url>', secret: true },
  { key: 'noProxy', flags: '--no-proxy <list>' },
  { key: 'activate', flags: '--activate <how>', choices: ACTIVATE },
  { key: 'withPending', flags: '--with-pending' },
  { key: 'unlessPending', flags: '--unless-pending' },
  { key: 'verifyPull', flags: '--verify-pull <image>' },
  { key: 'repair', flags: '--repair' },
  { key: 'undo', flags: '--undo [id]', filled: true },
  { key: 'whole', flags: '--whole' },
  { key: 'backups', flags: '--backups [id]', filled: true },
  { key: 'dryRun', flags: '-n, --dry-run' },
  { key: 'print', flags: '--print' },
  { key: 'yes', flags: '-y, --yes' },
  { key: 'noInput', flags: '--no-input' },
  { key: 'engine', flags: '--engine <name>', default: DEFAULT_ENGINE },
  { key: 'config', flags: '--config <path>', filled: true },
  { key: 'dockerHost', flags: '--docker-host <url>' },
  { key: 'envProxy', flags: '--env-proxy' },
  { key: 'format', flags: '-f, --format <format>', choices: OUTPUT_FORMATS },
];

export const APPLY_OPTIONS: readonly OptionRow[] = [
  ...OWN_OPTIONS,
  ...COMMON_OPTIONS,
  ...without(PROBE_OPTIONS, ['demo', 'for', 'noEnvProxy', 'vantage']).map(
    (row): OptionRow => (row.key === 'registry' ? { ...row, many: true } : row),
  ),
];

/** Notes every wrong option at the reader. */
export function applySettings(
  options: OptionReader,
  urls: readonly string[],
  { usage: own }: ApplyMessages,
): Omit<ApplySettings, 'tellsUndo' | 'tellsUnmeasured'> {
  const { usage } = options;
  const registries = registriesOf(options);
  const probe = probeSettings(options, urls, registries === 'all' ? 'docker.io' : registries[0]);
  const noProbe = options.off('probe');
  const named = options.text('engine');
  const engine = named === 'all' ? named : (ENGINES.find((name) => name === named) ?? null);
  if (named !== null && engine === null) options.wrong(own.engine(cleanText(named), [...ENGINES, 'all']));
  const mirrorsOff = options.flag('mirrorsOff');
  const repair = options.flag('repair');
  const proxies = proxiesOf(options);
  options.wrong(...conflicts(options, urls, own));
  const mode = modeOf(options);
  if (options.flag('whole') && mode.kind !== 'undo') options.wrong(own.onlyWith('--whole', '--undo'));
  const nothing = urls.length === 0 && !mirrorsOff && !repair && Object.keys(proxies).length === 0;
  if (mode.kind === 'apply' && noProbe && nothing) options.wrong(own.nothingGiven('--no-probe'));
  return {
    mode,
    engine,
    registries,
    probe,
    plan: {
      top: options.count(
        'top',
        noProbe && urls.length > 0 ? urls.length : SURVEY.applyTop,
        1,
        OPTION_BOUNDS.top,
      ),
      replace: options.flag('replace'),
      exact: options.flag('exact'),
      allowUnconfirmed: options.flag('allowUnconfirmed'),
      allowInsecure: options.flag('allowInsecure'),
      mirrorsOff,
      ...(mirrorsOff && urls.length > 0 ? { off: urls.map((url) => url.trim()) } : {}),
      noProbe,
      proxies,
      activate: options.oneOf('activate', 'auto', ACTIVATE),
      withPending: options.flag('withPending'),
      unlessPending: options.flag('unlessPending'),
      repair,
      whole: options.flag('whole'),
    },
    config: options.text('config'),
    dockerHost: options.text('dockerHost')?.trim() ?? null,
    from: options.text('from'),
    maxAgeMs: options.read('maxAge', SOURCE.maxAgeMs, millisecondsOf, (shown) =>
      usage.seconds('--max-age', shown),
    ),
    report: options.text('report'),
    envProxy: options.flag('envProxy'),
    verifyPull: pullOf(options),
    output: options.flag('print') ? 'print' : options.flag('dryRun') ? 'dry-run' : 'plan-and-do',
    yes: options.flag('yes'),
    input: !options.off('input'),
    format: options.oneOf('format', 'text', OUTPUT_FORMATS),
    ...screenSettings(options),
  };
}

/** Hosts, each once; `all`: each that the catalogue has mirrors of. */
function registriesOf(options: OptionReader): ApplySettings['registries'] {
  const texts = options.texts('registry');
  if (texts.includes('all')) return 'all';
  const hosts = texts.flatMap((text) => {
    const host = parseRegistry(text);
    if (host === null) options.wrong(options.usage.registry(cleanText(text)));
    return host ?? [];
  });
  return hosts.length === 0 ? ['docker.io'] : [...new Set(hosts)];
}

function modeOf(options: OptionReader): ApplyMode {
  if (options.flag('undo') || options.text('undo') !== null)
    return { kind: 'undo', id: options.text('undo') };
  const id = options.text('backups');
  return options.flag('backups') || id !== null ? { kind: 'backups', id } : { kind: 'apply' };
}

/** An empty value clears what is set. */
function proxiesOf(options: OptionReader): ApplySettings['plan']['proxies'] {
  const proxies: { httpProxy?: string; httpsProxy?: string; noProxy?: string } = {};
  const [httpProxy, httpsProxy] = [options.text('httpProxy'), options.text('httpsProxy')];
  if (httpProxy !== null) proxies.httpProxy = httpProxy;
  if (httpsProxy !== null) proxies.httpsProxy = httpsProxy;
  // commander takes it for the negation of a --proxy: true unless given.
  const noProxy = options.text('proxy');
  if (noProxy !== null) proxies.noProxy = noProxy;
  return proxies;
}

function pullOf(options: OptionReader): string | null {
  const text = options.text('verifyPull');
  if (text === null) return null;
  const image = parseReference(text, 'docker.io');
  if (image.ok) return image.value.familiar;
  options.wrong(options.usage.image(cleanText(text), image.problem));
  return null;
}

function millisecondsOf(text: string): number | null {
  const seconds = parseSeconds(text);
  return seconds === null ? null : seconds * 1000;
}

function conflicts(
  options: OptionReader,
  urls: readonly string[],
  { idBehindUndo, together, oneRegistry }: ApplyMessages['usage'],
): readonly string[] {
  const withUrls = urls.length > 0;
  const undo = modeOf(options).kind === 'undo';
  // The name of a backup has no character that the address of a mirror needs.
  const id = undo ? urls.find((url) => /^\w+$/.test(url)) : undefined;
  const from = options.text('from') !== null;
  const report = options.text('report') !== null;
  const registries = options.texts('registry');
  const severalRegistries = new Set(registries).size > 1 || registries.includes('all');
  const several = severalRegistries || options.text('engine') === 'all';
  const severalBy = severalRegistries ? SEVERAL : '--engine all';
  const backup = options.text('backups');
  const pairs: readonly (readonly [boolean, string, string])[] = [
    [undo && (options.flag('backups') || backup !== null), '--undo', '--backups'],
    [backup !== null && options.text('format') === 'json', '--backups <id>', '--format json'],
    [undo && withUrls && id === undefined, '--undo', '[url...]'],
    [undo && options.flag('mirrorsOff'), '--undo', '--mirrors-off'],
    [undo && from, '--undo', '--from'],
    [undo && options.flag('repair'), '--undo', '--repair'],
    [undo && options.text('httpProxy') !== null, '--undo', '--http-proxy'],
    [undo && options.text('httpsProxy') !== null, '--undo', '--https-proxy'],
    [undo && options.text('proxy') !== null, '--undo', '--no-proxy'],
    [options.flag('mirrorsOff') && from, '--mirrors-off', '--from'],
    [from && withUrls, '--from', '[url...]'],
    [from && options.off('probe'), '--from', '--no-probe'],
    [report && from, '--report', '--from'],
    [report && options.off('probe'), '--report', '--no-probe'],
    [options.flag('withPending') && options.flag('unlessPending'), '--with-pending', '--unless-pending'],
    [options.flag('dryRun') && options.flag('print'), '--dry-run', '--print'],
    [options.flag('print') && options.text('format') === 'json', '--print', '--format json'],
    [several && options.flag('print'), severalBy, '--print'],
    [several && from, severalBy, '--from'],
    [several && report, severalBy, '--report'],
    [several && options.text('config') !== null, severalBy, '--config'],
    [several && typeof options.text('undo') === 'string', severalBy, '--undo <id>'],
    [severalRegistries && withUrls, SEVERAL, '[url...]'],
    [severalRegistries && options.texts('image').length > 0, SEVERAL, '--image'],
  ];
  const misplaced = id === undefined ? [] : [idBehindUndo(id)];
  const contradicting = pairs.flatMap(([both, one, other]) => {
    if (!both) return [];
    return [one === SEVERAL ? oneRegistry(other) : together(one, other)];
  });
  return [...misplaced, ...contradicting];
}

/** Stands for more than one --registry in the table above. */
const SEVERAL = '--registry';
