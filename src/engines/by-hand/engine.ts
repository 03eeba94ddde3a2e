import path from 'node:path';
import { shellWord } from '../../host/shell-word.ts';
import type { CommonWarning } from '../choose/index.ts';
import type { Engine, Shapes } from '../engine.ts';
import type { OwnExpect, OwnShown } from '../files/own-hands.ts';
import { type ByHandAbsence, findByHand, isHere, type SeenByHand } from './find.ts';
import type { ByHandName } from './kinds.ts';
import { type ByHandFlaw, type ByHandReason, planApply, planEarly } from './plan.ts';

/** What of the seam is theirs. */
export interface ByHandShapes extends Shapes {
  readonly sighting: SeenByHand;
  readonly expect: OwnExpect;
  readonly shown: OwnShown;
  readonly absence: ByHandAbsence;
  readonly flaw: ByHandFlaw;
  readonly warning: CommonWarning;
  readonly reason: ByHandReason;
}

/** An engine whose file is planned and shown, and never written by us. */
export function byHand(name: ByHandName): Engine<ByHandShapes> {
  return {
    name,
    registries: 'any',
    isInstalled: (asker) => isHere(name, asker),
    find: (options, asker) => findByHand(name, options, asker),
    facts: ({ running, file }) => ({
      version: null,
      store: null,
      install: 'by-hand',
      running,
      file,
      emptyFile: '',
      needsRoot: false,
      startCommand: null,
    }),
    probing: ({ mirrors }) => ({
      configured: mirrors ?? [],
      environment: {},
      proxies: null,
      certsDir: null,
    }),
    planEarly,
    planApply,
    planUndo: async () => ({
      kind: 'undo',
      plan: { kind: 'refusal', exitCode: 3, reason: { kind: 'nothing-to-undo' } },
      keys: [],
    }),
    keysOf: ({ registry }) => [registry],
    afterwards(seen, files) {
      const file = files.findLast(({ path: at }) => at === seen.file.path);
      if (file === undefined || file.after === null) return seen;
      const bytes = Buffer.from(file.after);
      return { ...seen, bytes, mirrors: seen.format.read(bytes.toString('utf8'), seen.registry) };
    },
    inForce: () => false,
    hands() {
      throw new Error(`${name} is never written to`);
    },
    byHand({ kind, file, activate, builders }) {
      return (print) => {
        const fileName = shellWord(path.basename(file.path));
        const place = { path: file.path, activate, builders };
        return kind.holdsPasswords
          ? throughPrivateFile(print, (name) => kind.install({ ...place, name }))
          : [`${print} > ${fileName}`, ...kind.install({ ...place, name: fileName })];
      };
    },
    words: async (lang) => await (await import('./words/index.ts')).byHandWords(lang, name),
  };
}

/**
 * By a file of mktemp's, which nobody else may read and which goes again. Not as a pipe into its place: that would be emptied where nothing comes, and may be read meanwhile.
 */
function throughPrivateFile(print: string, install: (name: string) => readonly string[]): readonly string[] {
  const [put = '', ...then] = install('"$new"');
  return ['new=$(mktemp)', `${print} > "$new" && ${put}`, 'rm -f "$new"', ...then];
}
