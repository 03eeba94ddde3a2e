import type { Engine, Shapes } from '../engine.ts';
import { urlsOf } from '../files/hosts-file.ts';
import { entryOf } from '../files/own-file.ts';
import type { OwnExpect, OwnShown } from '../files/own-hands.ts';
import { type ContainerdAbsence, findContainerd, isContainerdAlone, type SeenContainerd } from './find.ts';
import { handsOf } from './hands.ts';
import {
  type ContainerdFlaw,
  type ContainerdReason,
  type ContainerdWarning,
  planApply,
  planEarly,
  planUndo,
} from './plan.ts';

/** What of the seam is containerd's own. */
export interface Containerd extends Shapes {
  readonly sighting: SeenContainerd;
  readonly expect: OwnExpect;
  readonly shown: OwnShown;
  readonly absence: ContainerdAbsence;
  readonly flaw: ContainerdFlaw;
  readonly warning: ContainerdWarning;
  readonly reason: ContainerdReason;
}

/** containerd's CRI plugin: one hosts.toml of ours a registry, read at each pull. docs/engines/containerd.md. */
export const containerd: Engine<Containerd> = {
  name: 'containerd',
  registries: 'any',
  isInstalled: isContainerdAlone,
  find: findContainerd,
  facts: ({ version, running, file, needsRoot, service }) => ({
    version,
    store: 'containerd',
    install: 'rootful',
    running,
    file,
    emptyFile: '',
    needsRoot,
    startCommand: service.commands.start,
  }),
  probing: ({ hosts, file }) => ({
    configured: urlsOf(hosts),
    environment: {},
    proxies: null,
    certsDir: file.path.split('/').slice(0, -2).join('/'),
  }),
  planEarly,
  planApply,
  async planUndo(seen, set, { whole = false }) {
    const { main } = seen;
    const plan = planUndo(
      seen,
      entryOf(set, seen.file, seen.bytes, whole),
      entryOf(set, { path: main.path }, main.bytes, whole),
    );
    return { kind: 'undo', plan, keys: set.keys };
  },
  keysOf: ({ registry }) => [registry],
  // Each registry has a file of its own; config.toml is changed once.
  afterwards(seen, files) {
    const { path } = seen.main;
    const file = files.findLast((one) => one.path === path);
    if (file === undefined) return seen;
    const bytes = file.after === null ? null : Buffer.from(file.after);
    return { ...seen, config: null, main: { path, bytes } };
  },
  inForce: ({ running }) => running,
  hands: handsOf,
  words: async (lang) => await (await import('./words/index.ts')).containerdWords(lang),
};
