import { sha256Of } from '../../host/file-state.ts';
import type { Engine, Shapes } from '../engine.ts';
import { type ContainerdAbsence, findContainerd, isContainerdAlone, type SeenContainerd } from './find.ts';
import { type ContainerdShown, handsOf } from './hands.ts';
import {
  type ContainerdExpect,
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
  readonly expect: ContainerdExpect;
  readonly shown: ContainerdShown;
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
  async find(options, asker) {
    const seen = await findContainerd(options, asker);
    return 'kind' in seen ? seen : { kind: 'seen', seen };
  },
  facts: ({ version, running, file, needsRoot }) => ({
    version,
    store: 'containerd',
    install: 'rootful',
    running,
    file,
    emptyFile: '',
    needsRoot,
    startCommand: null,
  }),
  probing: ({ hosts, file }) => ({
    configured: (hosts ?? []).map(({ url }) => url),
    environment: {},
    proxies: null,
    certsDir: file.path.split('/').slice(0, -2).join('/'),
  }),
  planEarly,
  planApply,
  async planUndo(seen, set) {
    const entry = set.files.find(({ before }) => before.path === seen.file.path);
    const edited = (seen.bytes === null ? null : sha256Of(seen.bytes)) !== (entry?.afterSha256 ?? null);
    const empty = { kind: 'plan', stages: [], mirrors: null, warnings: [], consent: [] } as const;
    return { kind: 'undo', plan: entry ? planUndo(seen, entry.before, edited) : empty, keys: set.keys };
  },
  keysOf: ({ registry }) => [registry],
  inForce: ({ running }) => running,
  hands: handsOf,
  words: async (lang) => await (await import('./words/index.ts')).containerdWords(lang),
};
