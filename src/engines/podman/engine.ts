import { isInstalled } from '../../host/installed.ts';
import type { Engine } from '../engine.ts';
import { type OwnShapes, ownEngine } from '../files/own-engine.ts';
import { REGISTRIES_CONF } from '../files/registries-conf.ts';
import { findPodman, type SeenPodman } from './find.ts';
import { handsOf } from './hands.ts';
import type { NoInfo } from './info.ts';
import {
  type PodmanFlaw,
  type PodmanReason,
  type PodmanWarning,
  planApply,
  planEarly,
  planUndo,
} from './plan.ts';

/** `NoInfo`: its files are such that no command of podman's works. */
export type Podman = OwnShapes<SeenPodman, NoInfo, PodmanFlaw, PodmanWarning, PodmanReason>;

/** Podman, and what reads the same files: one drop-in of ours in registries.conf.d, read at each pull. docs/engines/podman.md. */
export const podman: Engine<Podman> = ownEngine({
  name: 'podman',
  file: REGISTRIES_CONF,
  isInstalled: () => isInstalled('podman'),
  find: findPodman,
  facts: ({ info }) => ({ version: info.version, install: info.rootless ? 'rootless' : 'rootful' }),
  probing: ({ certsDir }) => ({ certsDir }),
  planEarly,
  planApply,
  planUndo: (seen, entry) => planUndo(seen, entry(seen.file.path, seen.bytes)),
  // Where it did not show them, there would be something to do.
  inForce: () => true,
  hands: handsOf,
  words: async (lang) => await (await import('./words/index.ts')).podmanWords(lang),
});
