import type { ApplyOptions } from '../../engines/docker/index.ts';
import { OPTION_BOUNDS, SOURCE } from '../../limits.ts';
import { packageInfo } from '../../package-info.ts';
import { parseReference } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import type { ApplyMessages, ApplyOption } from '../../words/apply/messages.ts';
import type { CommonOption, FrameMessages } from '../../words/frame/messages.ts';
import { LANGS } from '../../words/lang.ts';
import { type Command, newCommand, Option } from '../frame/command-line.ts';
import { addProbeOptions, probeSettings } from '../frame/probe-options.ts';
import { UsageError } from '../frame/usage-error.ts';
import { parseCount, parseSeconds } from '../frame/values.ts';

/** What a run is to do. */
export type ApplyMode =
  | { readonly kind: 'apply' }
  /** null: the last apply. */
  | { readonly kind: 'undo'; readonly id: string | null }
  | { readonly kind: 'backups' };

/** The command line of `mirror-apply`, parsed: nothing in here can be wrong by form. */
export interface ApplySettings {
  readonly mode: ApplyMode;
  readonly probe: ProbeSettings;
  readonly plan: ApplyOptions;
  readonly config: string | null;
  readonly dockerHost: string | null;
  readonly from: string | null;
  readonly maxAgeMs: number;
  /** Check through this shell's proxies. */
  readonly envProxy: boolean;
  /** Familiar form. */
  readonly verifyPull: string | null;
  readonly output: 'plan-and-do' | 'dry-run' | 'print';
  readonly yes: boolean;
  readonly input: boolean;
  readonly format: 'text' | 'json';
  readonly color: boolean | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** `what`: `--top <n>` or `--no-probe`; commander takes a leading `no-` for a switch that is on unless it is given. */
const OPTIONS: readonly {
  key: ApplyOption | CommonOption;
  flags: string;
  default?: string;
  choices?: readonly string[];
}[] = [
  { key: 'top', flags: '--top <n>', default: '3' },
  { key: 'replace', flags: '--replace' },
  { key: 'noProbe', flags: '--no-probe' },
  { key: 'from', flags: '--from <report.json>' },
  { key: 'maxAge', flags: '--max-age <seconds>', default: String(SOURCE.maxAgeMs / 1000) },
  { key: 'allowUnconfirmed', flags: '--allow-unconfirmed' },
  { key: 'allowInsecure', flags: '--allow-insecure' },
  { key: 'mirrorsOff', flags: '--mirrors-off' },
  { key: 'httpProxy', flags: '--http-proxy <url>' },
  { key: 'httpsProxy', flags: '--https-proxy <url>' },
  { key: 'noProxy', flags: '--no-proxy <list>' },
  { key: 'activate', flags: '--activate <how>', choices: ['auto', 'reload', 'restart', 'none'] },
  { key: 'verifyPull', flags: '--verify-pull <image>' },
  { key: 'repair', flags: '--repair' },
  { key: 'undo', flags: '--undo [id]' },
  { key: 'backups', flags: '--backups' },
  { key: 'dryRun', flags: '-n, --dry-run' },
  { key: 'print', flags: '--print' },
  { key: 'yes', flags: '-y, --yes' },
  { key: 'noInput', flags: '--no-input' },
  { key: 'engine', flags: '--engine <name>', default: 'docker' },
  { key: 'config', flags: '--config <path>' },
  { key: 'dockerHost', flags: '--docker-host <url>' },
  { key: 'envProxy', flags: '--env-proxy' },
  { key: 'format', flags: '-f, --format <format>', choices: ['text', 'json'] },
  { key: 'lang', flags: '--lang <en or zh>' },
  { key: 'color', flags: '--color' },
  { key: 'noColor', flags: '--no-color' },
  { key: 'quiet', flags: '-q, --quiet' },
  { key: 'verbose', flags: '-v, --verbose' },
];

export function applyCommandLine({ help }: ApplyMessages, frame: FrameMessages): Command {
  const command = newCommand('mirror-apply', { ...frame.help, ...help })
    .description(help.description)
    .argument('[url...]', help.urls)
    .version(packageInfo().version, '-V, --version', frame.option.version)
    .helpOption('-h, --help', frame.option.help);
  for (const { key, flags, default: shown, choices } of OPTIONS) {
    const about = { ...frame.option, ...help.option }[key];
    const option = new Option(
      flags,
      choices === undefined ? about : `${about} ${frame.help.choices(choices.join(', '))}`,
    );
    if (shown !== undefined) option.default(undefined, shown);
    command.addOption(option);
  }
  addProbeOptions(command, (key) => frame.option[key], ['demo', 'for', 'noEnvProxy', 'vantage']);
  return command;
}

type Options = Readonly<Record<string, unknown>>;

/** Throws UsageError that names every wrong option. */
export function applySettings(
  options: Options,
  urls: readonly string[],
  { usage }: ApplyMessages,
  frame: FrameMessages,
): ApplySettings {
  const wrong: string[] = [];
  const text = (key: string): string | null => {
    const value = options[key];
    return typeof value === 'string' ? value : null;
  };
  const flag = (key: string): boolean => options[key] === true;
  const oneOf = <const T extends string>(
    key: string,
    option: string,
    choices: readonly T[],
    otherwise: T,
  ): T => {
    const value = text(key);
    if (value === null) return otherwise;
    const chosen = choices.find((one) => one === value);
    if (chosen === undefined) wrong.push(frame.usage.oneOf(option, cleanText(value), choices));
    return chosen ?? otherwise;
  };

  const probe = attempt(() => probeSettings(options, urls, frame.usage), wrong);
  const noProbe = options['probe'] === false;
  const top = text('top');
  const count = top === null ? DEFAULT_TOP : parseCount(top, 1, OPTION_BOUNDS.top);
  if (count === null) wrong.push(frame.usage.count('--top', cleanText(top ?? ''), 1, OPTION_BOUNDS.top));
  const maxAge = text('maxAge');
  const seconds = maxAge === null ? SOURCE.maxAgeMs / 1000 : parseSeconds(maxAge);
  if (seconds === null) wrong.push(frame.usage.seconds('--max-age', cleanText(maxAge ?? '')));
  const engine = text('engine') ?? 'docker';
  if (engine !== 'docker') wrong.push(usage.engine(cleanText(engine)));
  const lang = text('lang');
  if (lang !== null && !LANGS.some((one) => one === lang)) {
    wrong.push(frame.usage.oneOf('--lang', cleanText(lang), LANGS));
  }
  if (probe !== null && probe.registry !== 'docker.io') {
    wrong.push(usage.onlyDockerHub(cleanText(probe.registry)));
  }
  const pull = text('verifyPull');
  const image = pull === null ? null : parseReference(pull, 'docker.io');
  if (image !== null && !image.ok) wrong.push(frame.usage.image(cleanText(pull ?? ''), image.problem));

  const proxies: { httpProxy?: string; httpsProxy?: string; noProxy?: string } = {};
  const [httpProxy, httpsProxy] = [text('httpProxy'), text('httpsProxy')];
  if (httpProxy !== null) proxies.httpProxy = httpProxy;
  if (httpsProxy !== null) proxies.httpsProxy = httpsProxy;
  // Commander sees the negation of a --proxy in it: true unless given.
  const noProxy = text('proxy');
  if (noProxy !== null) proxies.noProxy = noProxy;
  const mode: ApplyMode =
    options['undo'] !== undefined
      ? { kind: 'undo', id: text('undo') }
      : flag('backups')
        ? { kind: 'backups' }
        : { kind: 'apply' };
  wrong.push(...conflicts(options, urls, usage));
  if (mode.kind === 'apply' && noProbe && urls.length === 0 && !flag('mirrorsOff') && !flag('repair')) {
    if (Object.keys(proxies).length === 0) wrong.push(usage.nothingGiven('--no-probe'));
  }
  const settings = {
    mode,
    plan: {
      top: count ?? DEFAULT_TOP,
      replace: flag('replace'),
      allowUnconfirmed: flag('allowUnconfirmed'),
      allowInsecure: flag('allowInsecure'),
      mirrorsOff: flag('mirrorsOff'),
      noProbe,
      proxies,
      activate: oneOf('activate', '--activate', ['auto', 'reload', 'restart', 'none'], 'auto'),
      repair: flag('repair'),
    },
    config: text('config'),
    dockerHost: text('dockerHost'),
    from: text('from'),
    maxAgeMs: (seconds ?? 0) * 1000,
    envProxy: flag('envProxy'),
    verifyPull: image?.ok === true ? image.value.familiar : null,
    output: flag('print') ? 'print' : flag('dryRun') ? 'dry-run' : 'plan-and-do',
    yes: flag('yes'),
    input: options['input'] !== false,
    format: oneOf('format', '--format', ['text', 'json'], 'text'),
    color: typeof options['color'] === 'boolean' ? options['color'] : null,
    quiet: flag('quiet'),
    verbose: flag('verbose'),
  } as const;
  if (wrong.length > 0 || probe === null) throw new UsageError(wrong);
  return { ...settings, probe };
}

const DEFAULT_TOP = 3;

function conflicts(options: Options, urls: readonly string[], usage: ApplyMessages['usage']): string[] {
  const given = (key: string): boolean => options[key] !== undefined && options[key] !== false;
  const withUrls = urls.length > 0;
  const noProbe = options['probe'] === false;
  const pairs: readonly (readonly [boolean, string, string])[] = [
    [given('undo') && given('backups'), '--undo', '--backups'],
    [given('undo') && withUrls, '--undo', '[url...]'],
    [given('undo') && given('mirrorsOff'), '--undo', '--mirrors-off'],
    [given('undo') && given('from'), '--undo', '--from'],
    [given('mirrorsOff') && withUrls, '--mirrors-off', '[url...]'],
    [given('mirrorsOff') && given('from'), '--mirrors-off', '--from'],
    [given('from') && withUrls, '--from', '[url...]'],
    [given('from') && noProbe, '--from', '--no-probe'],
    [given('dryRun') && given('print'), '--dry-run', '--print'],
    [given('print') && options['format'] === 'json', '--print', '--format json'],
  ];
  return pairs.flatMap(([both, one, other]) => (both ? [usage.together(one, other)] : []));
}

function attempt<T>(parse: () => T, wrong: string[]): T | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    wrong.push(...error.sentences);
    return null;
  }
}
