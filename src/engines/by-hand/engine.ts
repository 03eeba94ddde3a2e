import path from 'node:path';
import { shellWord } from '../../host/shell-word.ts';
import type { Engine } from '../engine.ts';
import { type OwnShapes, ownEngine } from '../files/own-engine.ts';
import { refuse } from '../files/own-file.ts';
import { findByHand, isHere, type SeenByHand } from './find.ts';
import { BY_HAND, type ByHandName, FILE_KINDS } from './kinds.ts';
import { type ByHandReason, planApply, planEarly } from './plan.ts';

/** What of the seam is theirs. */
export type ByHandShapes = OwnShapes<SeenByHand, never, never, never, ByHandReason>;

/** An engine whose file is planned and shown, and never written by us. */
export function byHand(name: ByHandName): Engine<ByHandShapes> {
  return ownEngine<ByHandShapes>({
    name,
    file: FILE_KINDS[BY_HAND[name].file],
    isInstalled: (asker) => isHere(name, asker),
    find: (options, asker) => findByHand(name, options, asker),
    facts: ({ running }) => ({ install: 'by-hand', running }),
    probing: () => ({}),
    planEarly,
    planApply,
    planUndo: () => refuse(3, { kind: 'nothing-to-undo' }),
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
  });
}

/**
 * By a file of mktemp's, which nobody else may read and which goes again. Not as a pipe into its place: that would be emptied where nothing comes, and may be read meanwhile.
 */
function throughPrivateFile(print: string, install: (name: string) => readonly string[]): readonly string[] {
  const [put = '', ...then] = install('"$new"');
  return ['new=$(mktemp)', `${print} > "$new" && ${put}`, 'rm -f "$new"', ...then];
}
