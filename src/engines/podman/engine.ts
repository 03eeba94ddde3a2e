import { isInstalled } from '../../host/installed.ts';
import type { Engine, Shapes } from '../engine.ts';
import { urlOf } from '../files/location.ts';
import { entryOf } from '../files/own-file.ts';
import type { OwnExpect, OwnShown } from '../files/own-hands.ts';
import { parseDropIn } from '../files/registries-conf.ts';
import { findPodman, type PodmanAbsence, type SeenPodman } from './find.ts';
import { handsOf } from './hands.ts';
import {
  ownMirrors,
  type PodmanFlaw,
  type PodmanReason,
  type PodmanWarning,
  planApply,
  planEarly,
  planUndo,
} from './plan.ts';

/** What of the seam is Podman's own. */
export interface Podman extends Shapes {
  readonly sighting: SeenPodman;
  readonly expect: OwnExpect;
  readonly shown: OwnShown;
  readonly absence: PodmanAbsence;
  readonly flaw: PodmanFlaw;
  readonly warning: PodmanWarning;
  readonly reason: PodmanReason;
}

/** Podman, and what reads the same files: one drop-in of ours in registries.conf.d, read at each pull. docs/engines/podman.md. */
export const podman: Engine<Podman> = {
  name: 'podman',
  registries: 'any',
  isInstalled: () => isInstalled('podman'),
  find: findPodman,
  facts: ({ info, file }) => ({
    version: info.version,
    store: null,
    install: info.rootless ? 'rootless' : 'rootful',
    running: true,
    file,
    emptyFile: '',
    needsRoot: false,
    startCommand: null,
  }),
  probing: (seen) => ({
    configured: ownMirrors(seen).map(urlOf),
    environment: {},
    proxies: null,
    certsDir: seen.certsDir,
  }),
  planEarly,
  planApply,
  async planUndo(seen, set, { whole = false }) {
    const plan = planUndo(seen, entryOf(set, seen.file, seen.bytes, whole));
    return { kind: 'undo', plan, keys: set.keys };
  },
  keysOf: ({ registry }) => [registry],
  // One drop-in has all registries.
  afterwards(seen, files) {
    const file = files.findLast(({ path }) => path === seen.file.path);
    if (file === undefined) return seen;
    const bytes = file.after === null ? null : Buffer.from(file.after);
    return {
      ...seen,
      bytes,
      dropIn: bytes === null ? { registries: [] } : parseDropIn(bytes.toString('utf8')),
    };
  },
  // Where it did not show them, there would be something to do.
  inForce: () => true,
  hands: handsOf,
  words: async (lang) => await (await import('./words/index.ts')).podmanWords(lang),
};
