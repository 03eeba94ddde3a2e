import { positionAt } from './daemon-json/index.ts';
import type { NextStart } from './next-start.ts';
import { type PlacedText, shellWords } from './shell-words.ts';
import { environmentOf, readUnits, type TextFile } from './unit-files.ts';

/** One option of dockerd's command line. */
export interface DockerdFlag {
  /** Without dashes: `registry-mirror`; `H` for `-H`. */
  readonly name: string;
  /** null for a bare switch. May hold a password where `name` is a proxy's. */
  readonly value: string | null;
  /** The file that sets it; null where it is only known from the running process. */
  readonly source: FlagSource | null;
}

export interface FlagSource {
  readonly path: string;
  readonly line: number;
}

/** What decides the command line at the next start, as the service manager lists it. */
export interface ServiceTexts {
  readonly systemd: boolean;
  /**
   * systemd: the unit, its drop-ins and those of the environment files that exist, in the order in which they count.
   * Else the init system's own: /etc/default/docker, /etc/sysconfig/docker, /etc/conf.d/docker.
   */
  readonly files: readonly TextFile[];
}

/** The options in an argument list, the program's own name first. */
export function flagsOfArguments(argv: readonly string[]): readonly DockerdFlag[] {
  return readFlags(argv.slice(1).map((text) => ({ text, place: null })));
}

/** The options that the service's files give to dockerd, each with the line it stands on. */
export function flagsOfService({ systemd, files }: ServiceTexts): readonly DockerdFlag[] {
  if (systemd) return unitFlags(files);
  return files.flatMap((file) => {
    const variables = environmentOf(file);
    return INIT_VARIABLES.flatMap((name) => {
      const value = variables.get(name);
      return value === undefined ? [] : readFlags(placedWords(shellWords(value), file));
    });
  });
}

/**
 * What is in force: the running process's own arguments where there is one, else what the files say; each with its
 * source, where a file has the same option.
 */
export function effectiveFlags(
  running: readonly string[] | null,
  service: readonly DockerdFlag[],
): readonly DockerdFlag[] {
  if (running === null) return service;
  return flagsOfArguments(running).map((flag) => ({
    ...flag,
    source: service.find((one) => isSame(one, flag))?.source ?? null,
  }));
}

/** Of the process that runs and of its next start, each once: what must not stand beside the file in either. */
export function allFlags({
  flags,
  next: start,
}: {
  readonly flags: readonly DockerdFlag[];
  readonly next: Pick<NextStart, 'flags'>;
}): readonly DockerdFlag[] {
  const isKnown = (next: DockerdFlag): boolean => flags.some((flag) => isSame(flag, next));
  return [...flags, ...start.flags.filter((next) => !isKnown(next))];
}

/** Do both start dockerd alike? */
export function sameFlags(one: readonly DockerdFlag[], other: readonly DockerdFlag[]): boolean {
  return (
    one.length === other.length &&
    one.every((flag, index) => {
      const its = other[index];
      return its !== undefined && isSame(flag, its);
    })
  );
}

function isSame(one: DockerdFlag, other: DockerdFlag): boolean {
  return one.name === other.name && one.value === other.value;
}

/** The key of daemon.json that must not stand beside this option: dockerd does not start with both. null: none of ours. */
export function keyOfFlag(name: string): 'registry-mirrors' | 'proxies' | 'insecure-registries' | null {
  switch (name) {
    case 'registry-mirror':
    case 'registry-mirrors':
      return 'registry-mirrors';
    case 'http-proxy':
    case 'https-proxy':
    case 'no-proxy':
      return 'proxies';
    case 'insecure-registry':
    case 'insecure-registries':
      return 'insecure-registries';
    default:
      return null;
  }
}

/** Values of an option that may be given more than once, in order; dockerd takes a comma list for `insecure-registry` alone. */
export function valuesOfFlag(flags: readonly DockerdFlag[], name: string): readonly string[] {
  return flags.flatMap((flag) => (flag.name === name && flag.value !== null ? [flag.value] : []));
}

/** The names that init scripts pass on: Debian and OpenRC, Red Hat, Red Hat before 7. */
export const INIT_VARIABLES: readonly string[] = ['DOCKER_OPTS', 'OPTIONS', 'other_args'];

interface Argument {
  readonly text: string;
  readonly place: FlagSource | null;
}

function unitFlags(files: readonly TextFile[]): readonly DockerdFlag[] {
  const isUnit = ({ path }: TextFile): boolean => /\.(?:service|conf)$/.test(path);
  const { execStart, environment, environmentFiles } = readUnits(files.filter(isUnit));
  const variables = new Map(environment);
  for (const file of files.filter(({ path }) => environmentFiles.includes(path))) {
    for (const [name, value] of environmentOf(file)) variables.set(name, { file, value });
  }
  const argv = execStart.words.flatMap((word) => {
    // `$NAME` alone is split into words, `${NAME}` is one word (systemd.service(5), Command lines).
    const split = /^\$(\w+)$/.exec(word.text)?.[1];
    const whole = /^\$\{(\w+)\}$/.exec(word.text)?.[1];
    const variable = variables.get(split ?? whole ?? '');
    if (variable === undefined) return execStart.file === null ? [] : placedWords([word], execStart.file);
    return placedWords(split === undefined ? [variable.value] : shellWords(variable.value), variable.file);
  });
  return readFlags(argv.slice(1));
}

function placedWords(words: readonly PlacedText[], file: TextFile): readonly Argument[] {
  return words.map(({ text, offsets }) => ({
    text,
    place: { path: file.path, line: positionAt(file.text, offsets[0] ?? 0).line },
  }));
}

function readFlags(argv: readonly Argument[]): readonly DockerdFlag[] {
  const flags: DockerdFlag[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const { text, place } = argv[at] ?? { text: '', place: null };
    const parts = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(text);
    const name = parts?.[1];
    if (name === undefined) continue;
    const next = argv[at + 1]?.text;
    const taken =
      parts?.[2] === undefined && next !== undefined && !next.startsWith('-') && !SWITCHES.has(name);
    flags.push({ name, value: taken ? next : (parts?.[2] ?? null), source: place });
    if (taken) at += 1;
  }
  return flags;
}

/** Options that take no value: the word after them is not theirs. */
const SWITCHES: ReadonlySet<string> = new Set([
  ...[
    'D',
    'debug',
    'live-restore',
    'experimental',
    'init',
    'ipv6',
    'no-new-privileges',
    'raw-logs',
    'rootless',
  ],
  ...[
    'selinux-enabled',
    'tls',
    'tlsverify',
    'validate',
    'icc',
    'ip-forward',
    'ip-masq',
    'iptables',
    'ip6tables',
  ],
  ...['userland-proxy', 'allow-direct-routing', 'help', 'version'],
]);
