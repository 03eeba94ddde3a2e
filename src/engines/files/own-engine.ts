import type { BackupSet } from '../../host/backup-format.ts';
import type { CommonWarning, Named } from '../choose/index.ts';
import type { Engine, Facts, PlanOf, Probing, RefusalOf, Shapes } from '../engine.ts';
import type { FileKind } from './file-kind.ts';
import type { HostsWarning } from './hosts-plan.ts';
import {
  entryOf,
  mirrorsIn,
  type OwnEntry,
  type OwnFlaw,
  type OwnReason,
  type SeenOwnFile,
} from './own-file.ts';
import type { OwnExpect, OwnShown } from './own-hands.ts';

/** An option of other engines. */
export interface ForeignOption {
  readonly kind: 'foreign-option';
  readonly option: string;
}

/** What of the seam is an engine's own that reads a file of ours; `never`: nothing. */
export interface OwnShapes<
  Seen extends SeenOwnFile,
  Absence extends Named,
  Flaw extends Named,
  Warning extends Named,
  Reason extends Named,
> extends Shapes {
  readonly sighting: Seen;
  readonly expect: OwnExpect;
  readonly shown: OwnShown;
  readonly absence: ForeignOption | Absence;
  readonly flaw: OwnFlaw | Flaw;
  readonly warning: CommonWarning | HostsWarning | Warning;
  readonly reason: OwnReason | Reason;
}

type Given<E extends Shapes> = Pick<
  Engine<E>,
  'name' | 'isInstalled' | 'find' | 'planEarly' | 'planApply' | 'inForce' | 'hands' | 'words'
> &
  Pick<Partial<Engine<E>>, 'byHand' | 'afterwards'> & {
    readonly file: FileKind;
    readonly facts: (seen: E['sighting']) => Pick<Facts, 'install'> & Partial<Facts>;
    readonly probing: (seen: E['sighting']) => Partial<Probing>;
    /** `entry`: what a backup has of a file that stands so now. */
    readonly planUndo: (
      seen: E['sighting'],
      entry: (path: string, bytes: Buffer | null) => OwnEntry | null,
    ) => PlanOf<E> | RefusalOf<E>;
  };

/** An engine that reads a file of ours: what all of these have alike. */
export function ownEngine<E extends Shapes & { readonly sighting: SeenOwnFile }>({
  file,
  facts,
  probing,
  planUndo,
  ...own
}: Given<E>): Engine<E> {
  return {
    registries: 'any',
    facts: (seen) => ({
      version: null,
      store: null,
      running: true,
      file: seen.file,
      emptyFile: '',
      needsRoot: false,
      startCommand: null,
      ...facts(seen),
    }),
    probing: (seen) => ({
      configured: mirrorsIn(seen, file) ?? [],
      environment: {},
      proxies: null,
      certsDir: null,
      ...probing(seen),
    }),
    async planUndo(seen, set: BackupSet, { whole = false }) {
      const plan = planUndo(seen, (path, bytes) => entryOf(set, path, bytes, whole));
      return { kind: 'undo', plan, keys: set.keys };
    },
    keysOf: ({ registry }) => [registry],
    // One file may have all registries.
    afterwards(seen, files) {
      const planned = files.findLast(({ path }) => path === seen.file.path);
      if (planned === undefined) return seen;
      return { ...seen, bytes: planned.after === null ? null : Buffer.from(planned.after) };
    },
    ...own,
  };
}
