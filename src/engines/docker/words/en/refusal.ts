import { excerptLines, type ProblemCode } from '../../daemon-json/index.ts';
import type { EntrySlip, MirrorProblem } from '../../mirror-rules.ts';
import type { DockerMessages } from '../messages.ts';
import { escaped, FATAL_KEYS, list, printed } from './parts.ts';

/** Why nothing is planned, and what it finds wrong with a mirror. */
export const refusalEn: Pick<DockerMessages, 'refusal' | 'flaw'> = {
  refusal: (reason) => {
    switch (reason.kind) {
      case 'other-file':
        return [
          `The engine that runs here does not read ${reason.path}, but ${reason.reads}: nothing in the former would come into force, and nothing was changed. Leave --config out, have the engine started with --config-file=${reason.path}, or only write the file: --activate none.`,
        ];
      case 'file-moves':
        return [
          `The engine that runs reads ${reason.path}, and its next start reads ${reason.next}, as its service is set up now: a change of the former would be lost then, and a restart brings all of the latter into force. Nothing was changed. Restart the engine first, or name the new file: --config ${reason.next} --activate restart tells what else of it comes into force, and --activate none only writes it.`,
        ];
      case 'options-only':
        return [
          `Docker ${reason.version} takes mirrors as options of its daemon alone: daemon.json may name them from 1.12 on. Put --registry-mirror=https://… into DOCKER_OPTS in ${reason.path}, once for each mirror, and restart the engine: service docker restart.`,
        ];
      case 'hosts-toml':
        return [
          `${reason.path} names hosts for docker.io, and this engine then ignores registry-mirrors. Remove it, or put your mirrors there.`,
        ];
      case 'unreadable': {
        const { line, column, code, repairable } = reason.problem;
        const what = `${reason.path}:${line}:${column}: Docker cannot read this file: ${PROBLEMS[code]}.`;
        return [
          what,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          ...(reason.undo === undefined
            ? [
                repairable
                  ? '--repair makes strict JSON of it; comments and trailing commas go. With --no-probe it does that alone, and asks no mirror.'
                  : 'It has to be mended by hand: mend it there, then run this again.',
              ]
            : beforeUndo(reason.undo, repairable)),
        ];
      }
      case 'unrepairable':
        return [
          `${reason.path}:${reason.problem.line}:${reason.problem.column}: Docker cannot read this file: ${PROBLEMS[reason.problem.code]}.`,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          'It cannot be repaired without guessing: mend it by hand, then run this again.',
        ];
      case 'refused-file':
        return [
          `${reason.path}${reason.line === null ? '' : `:${reason.line}`}: the engine refuses this file as it stands, before any change of ours:`,
          ...reason.lines.map((line) => `  ${line}`),
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          'It would not start with it. Fix that, then run this again. Nothing was changed.',
        ];
      case 'fatal-key': {
        const { key, line, code } = reason.finding;
        return [`${reason.path}:${line}: ${FATAL_KEYS[code](key)} Fix that line, then run this again.`];
      }
      case 'flag-conflict':
        return [
          reason.flags.length > 0
            ? "The engine's command line sets the same thing, and it does not start with both. Remove it there first:"
            : 'The engine that runs was started with an option that sets the same thing, and takes no file with both. Its service no longer has that option: restart the engine, then run this again.',
          ...(reason.flags.length > 0 ? reason.flags : reason.gone).map(
            ({ name, source }) =>
              `--${name}${source === null ? ' (of the running process)' : ` in ${source.path}, line ${source.line}`}`,
          ),
        ];
      case 'options-edited':
        return [
          `${reason.path} was edited since mirror-apply took --registry-mirror out of it: nothing was changed. Put the option back by hand, or run this again with --whole, which puts the old file back.`,
        ];
      case 'no-proxy-item':
        return [`--no-proxy: "${reason.item}" ${NO_PROXY[reason.problem]}.`];
      case 'proxy-url':
        return [
          `${reason.field === 'httpProxy' ? '--http-proxy' : '--https-proxy'} takes http://, https:// or socks5:// with a host and perhaps a port; ${PROXY_PROBLEMS[reason.problem]}${escaped(reason.character)}.`,
        ];
      case 'proxies-need-systemd':
        if (reason.rootless) {
          return [
            'This engine (before 23.0) takes its proxies from the environment in which it is started, and nobody but you starts it. Export HTTP_PROXY=http://host:port and HTTPS_PROXY=http://host:port there, then start dockerd-rootless.sh anew.',
          ];
        }
        return [
          'This engine (before 23.0) takes its proxies from its service, and there is no systemd here to give them. Put the lines "export HTTP_PROXY=http://host:port" and "export HTTPS_PROXY=http://host:port" into /etc/default/docker, which a shell reads, and restart the engine. Everybody can read that file (0644): where a password goes into it, run "chmod 600 /etc/default/docker" first.',
        ];
      case 'hidden-setting':
        return [
          `${reason.path}:${reason.line}: this line of the engine's service would take ${list(reason.variables)} away from what we write for it. Nothing was changed. Remove or change that line, then run this again.`,
        ];
      case 'undo-not-for-this-engine':
        return [
          `What stood in ${reason.path} before${reason.what === 'file' ? '' : ` (its ${reason.what})`} keeps the engine of today from starting. Nothing was changed.${printed(reason.backup)}`,
        ];
      default:
        return reason satisfies never;
    }
  },
  flaw: (why) => {
    switch (why.kind) {
      case 'form':
        return `${MIRROR_PROBLEMS[why.problem]}.`;
      case 'wrong-store':
        return 'works with the other image store only.';
      case 'untrusted-tls':
        return 'its certificate is not trusted; --allow-insecure takes it where insecure-registries lists it.';
      case 'http-forced':
        return 'this engine asks http mirrors by https, which fails.';
      case 'endangers-tls':
        return 'with an insecure or loopback mirror this engine stops verifying TLS of Docker Hub too; --allow-insecure takes it all the same.';
      default:
        return why satisfies never;
    }
  },
};

/** A repair is a run of its own, and the next undo without an id would take back that one. */
function beforeUndo(
  { backup, whole }: { readonly backup: string | null; readonly whole: boolean },
  repairable: boolean,
): readonly string[] {
  const undo = `mirror-apply --undo${backup === null ? '' : ` ${backup}`}`;
  return [
    repairable
      ? `First make strict JSON of it, with mirror-apply --repair; comments and trailing commas go. Then run: ${undo}`
      : `First mend it by hand, then run: ${undo}`,
    ...(whole
      ? [
          `Or put the file back whole, as it was before, without what others changed in it since: ${undo} --whole`,
        ]
      : []),
  ];
}

const PROXY_PROBLEMS = {
  'other-scheme': 'this one has another scheme',
  malformed: 'this one cannot be parsed',
  'no-host': 'this one has no host',
  port: 'the port of this one is greater than 65535',
  path: 'this one has a path behind the host',
  query: 'this one has a ? or # behind the host',
  escape:
    'a character of its user or password has to be written with a percent sign (# as %23, / as %2F, @ as %40, % as %25, \\ as %5C, ^ as %5E)',
  'no-scheme':
    'this one has a user and no scheme, and the engine would show its password to others: write http:// in front',
  'new-scheme':
    'this engine, or the Go that it was built with, may not know socks5h: write socks5, which asks the proxy for names too',
} as const;

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
  'second-object': 'a second object begins here, and a file holds one: move its keys into the first',
  'missing-comma': 'a comma is missing before this',
  'missing-colon': 'a colon is missing between a key and its value',
  'odd-quotes': 'JSON has straight quotes ("), not curly or full-width ones',
  'wide-mark': 'a full-width mark stands here: JSON has , : { } [ ] of the Latin keyboard layout',
  invisible:
    'a character that cannot be seen stands here, as a paste from a web page brings along: delete it',
  hash: 'a comment begins with #, and JSON has no comments: delete it',
  html: 'it is a web page, not JSON: what was saved here is not the file that was meant',
  'open-string': 'the quotes that begin here are not closed on this line',
  'bad-escape': 'in a text a backslash is written twice (\\\\)',
  'control-character':
    'a tab or another control character stands in a text: write \\t or what it is called, or a blank',
  'wrong-bracket': 'another bracket is still open here: [ is closed by ], and { by }',
  equals: 'JSON has a colon between a key and its value, not =',
  'outside-quotes': 'this stands outside of quotes: one is missing before it, or there is one too many',
  'bare-value':
    'this value is neither a number nor true, false or null (in small letters): a text needs quotes',
  'byte-order-mark': 'it begins with a byte-order mark, which this version refuses',
  undecodable: 'it is not text in UTF-8 or UTF-16',
  'not-an-object': 'it is not an object in braces',
  'too-deep': 'it is nested too deeply',
  comment: 'it has a comment',
  'trailing-comma': 'it has a trailing comma',
  'single-quotes': 'it has single quotes where JSON has double ones',
  'bare-key': 'it has a key without quotes',
  'trailing-data': 'something follows its end',
  unfinished: 'it ends too early',
  'number-range': 'it has a number that is out of range',
  syntax: 'it is not JSON',
};

const NO_PROXY = {
  scheme: 'is a URL; a host is wanted, without http://',
  login: 'holds a user or a password; a host alone is wanted',
  'line-end': 'has a line break in it; separate items with commas',
  blank: 'contains a space; separate items with commas',
  separator: 'uses a separator other than a comma',
  wildcard: 'has a wildcard in the middle; only * alone or *.domain work',
  cidr: 'is not a CIDR range',
  port: 'has no valid port',
  dot: 'ends with a dot, with which it matches no registry; leave the dot out',
  host: 'is not a host name',
} as const;

const MIRROR_PROBLEMS: Readonly<Record<MirrorProblem | EntrySlip, string>> = {
  several: 'several addresses stand in one entry: give each an entry of its own',
  unseen:
    'a character that cannot be seen stands in it, as a paste from a web page brings along: type it anew',
  'wide-mark': "a full-width mark stands in it: write it with , . : / of the keyboard's Latin layout",
  'no-scheme': 'Docker wants http:// or https:// in front',
  'other-scheme': 'Docker takes http and https only',
  malformed: 'it is not a URL',
  'user-info': 'Docker takes no user or password in a mirror',
  'query-or-fragment': 'Docker takes no query or fragment in a mirror',
  path: 'this engine takes no path in a mirror; 24.0.8 and later do',
};
