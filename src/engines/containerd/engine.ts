import type { Engine } from '../engine.ts';
import { HOSTS_TOML } from '../files/hosts-toml.ts';
import { type OwnShapes, ownEngine } from '../files/own-engine.ts';
import { type ContainerdAbsence, findContainerd, isContainerdAlone, type SeenContainerd } from './find.ts';
import { handsOf } from './hands.ts';
import { type ContainerdReason, foldersOf, planApply, planEarly, planUndo } from './plan.ts';

export type Containerd = OwnShapes<SeenContainerd, ContainerdAbsence, never, never, ContainerdReason>;

/** containerd's CRI plugin: one hosts.toml of ours a registry, read at each pull. docs/engines/containerd.md. */
export const containerd: Engine<Containerd> = ownEngine({
  name: 'containerd',
  file: HOSTS_TOML,
  isInstalled: isContainerdAlone,
  find: findContainerd,
  facts: ({ version, running, needsRoot, service }) => ({
    version,
    store: 'containerd',
    install: 'rootful',
    running,
    needsRoot,
    startCommand: service.commands.start,
  }),
  probing: ({ file }) => ({ certsDir: foldersOf(file.path) }),
  planEarly,
  planApply,
  planUndo: (seen, entry) =>
    planUndo(seen, entry(seen.file.path, seen.bytes), entry(seen.main.path, seen.main.bytes)),
  // Each registry has a file of its own; config.toml is changed once.
  afterwards(seen, files) {
    const { path } = seen.main;
    const file = files.findLast((one) => one.path === path);
    if (file === undefined) return seen;
    const bytes = file.after === null ? null : Buffer.from(file.after);
    return { ...seen, config: null, changed: null, main: { path, bytes } };
  },
  inForce: ({ running }) => running,
  hands: handsOf,
  words: async (lang) => await (await import('./words/index.ts')).containerdWords(lang),
});
