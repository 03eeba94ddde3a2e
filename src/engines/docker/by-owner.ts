import { shellWord } from '../../host/shell-word.ts';
import { chooseMirrors, type OfferedMirror, plainHttpFlaw, verdictFlaw } from '../choose/index.ts';
import type { Wish } from '../engine.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { ForeignInstall, NotLocated } from './locate.ts';
import { checkMirror } from './mirror-rules.ts';

/**
 * What its owner puts into, or types for, a configuration that another program keeps, with the mirrors that were chosen; null: of that one no words are known.
 * From where each is known: docs/boxes.md. Pure.
 */
export function linesForOwner(
  { install, command }: NotLocated,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): readonly string[] | null {
  const lines = LINES[install];
  if (lines === undefined) return null;
  // Which release it is may not be known: a path is taken by new ones alone.
  const form = (url: string): { readonly kind: 'form' } | null =>
    checkMirror(url, capabilitiesOf(null)).ok ? null : { kind: 'form' };
  const choice = chooseMirrors(candidates, [], wish, {
    form,
    flaw: (candidate) =>
      form(candidate.url) ?? verdictFlaw(candidate, wish) ?? plainHttpFlaw(candidate, wish),
  });
  const mirrors = choice.kind === 'chosen' ? choice.mirrors.listed.map(({ url }) => url) : [];
  return mirrors.length === 0 ? [] : lines(mirrors, command);
}

type Lines = (mirrors: readonly string[], command: string | null) => readonly string[];

/** A key of a file like daemon.json, then what makes the engine read it. */
const inJson: Lines = (mirrors, command) => [
  `"registry-mirrors": ${JSON.stringify(mirrors)}`,
  ...(command === null ? [] : [command]),
];

const LINES: Readonly<Partial<Record<ForeignInstall, Lines>>> = {
  synology: inJson,
  qnap: inJson,
  orbstack: inJson,
  // JSON's list is YAML's too.
  colima: (mirrors, command) => [
    'docker:',
    `  registry-mirrors: ${JSON.stringify(mirrors)}`,
    ...(command === null ? [] : [command]),
  ],
  openwrt: (mirrors) => [
    ...mirrors.map((url) => `uci add_list dockerd.globals.registry_mirrors=${shellWord(url)}`),
    'uci commit dockerd',
    // It renders the engine's file and signals the engine: enough for mirrors.
    '/etc/init.d/dockerd reload',
  ],
};
