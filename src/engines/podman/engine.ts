import { bytesOf, sha256Of } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import type { CommonWarning } from '../choose/index.ts';
import type { Engine, Shapes } from '../engine.ts';
import { findPodman, type PodmanAbsence, type SeenPodman } from './find.ts';
import { handsOf, type PodmanShown } from './hands.ts';
import { urlOf } from './location.ts';
import {
  isShown,
  ownMirrors,
  type PodmanExpect,
  type PodmanFlaw,
  type PodmanReason,
  planApply,
  planEarly,
  planUndo,
  shownOf,
} from './plan.ts';

/** What of the seam is Podman's own. */
export interface Podman extends Shapes {
  readonly sighting: SeenPodman;
  readonly expect: PodmanExpect;
  readonly shown: PodmanShown;
  readonly absence: PodmanAbsence;
  readonly flaw: PodmanFlaw;
  readonly warning: CommonWarning;
  readonly reason: PodmanReason;
}

/** Podman, and what reads the same files: one drop-in of ours in registries.conf.d, read at each pull. docs/engines/podman.md. */
export const podman: Engine<Podman> = {
  name: 'podman',
  registries: 'any',
  isInstalled: () => isInstalled('podman'),
  async find(options, asker) {
    const seen = await findPodman(options, asker);
    return 'kind' in seen ? seen : { kind: 'seen', seen };
  },
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
  async planUndo(seen, set) {
    const entry = set.files.find(({ before }) => before.path === seen.file.path);
    const bytes = bytesOf(seen.file);
    const edited = (bytes === null ? null : sha256Of(bytes)) !== (entry?.afterSha256 ?? null);
    const empty = { kind: 'plan', stages: [], mirrors: null, warnings: [], consent: [] } as const;
    return { kind: 'undo', plan: entry ? planUndo(seen, entry.before, edited) : empty, keys: set.keys };
  },
  keysOf: ({ registry }) => [registry],
  inForce: (seen, { mirrors }) =>
    mirrors === null ||
    isShown(
      shownOf(seen),
      ownMirrors(seen).map(({ location }) => location),
    ),
  hands: handsOf,
  words: async (lang) => await (await import('./words/index.ts')).podmanWords(lang),
};
