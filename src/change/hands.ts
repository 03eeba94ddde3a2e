import type { ServiceAction } from '../services/index.ts';
import type { Activation, ActivationTold, PlannedFile, Stage } from './types.ts';

/**
 * What a change needs of the engine whose files it writes. `Shown`: the settings that the engine itself shows to be in force;
 * `Expect`: what a stage says of them. No method throws for what the engine does.
 */
export interface Hands<Expect, Shown> {
  /** What it showed when it was looked at, before anything changed; null: it was down. */
  readonly before: Shown | null;
  /** Would the engine take these bytes, which stand in `temp`? null: nothing speaks against it. */
  judge(temp: string, bytes: Uint8Array, activation: Activation): Promise<Invalid | null>;
  /** Makes a stage, whose files are written, take effect, and waits until the engine shows what is expected. */
  bring(stage: Stage<Expect>, signal: AbortSignal): Promise<Active<Shown> | ActivationFailure>;
  /** What it shows now; null: it does not answer. */
  look(): Promise<Shown | null>;
  /** How it is after a change that failed; waits for one that may only be slow. */
  standing(told: ActivationTold): Promise<EngineState<Shown>>;
  /** How many containers these stages would stop right now. */
  stopsNow(stages: readonly Stage<Expect>[]): Promise<number>;
  /** Stages that lead an engine that still runs back to `before`; null: there is no such way. */
  wayBack(
    files: readonly FileBack[],
    now: Exclude<EngineState<Shown>, { kind: 'down' }>,
    told: ActivationTold,
  ): readonly Stage<Expect>[] | null;
  /** What a file that somebody edited meanwhile goes back to: their text with our settings as they were. null: it cannot be read. */
  ownSettingsBack(file: FileBack): Pick<PlannedFile, 'after' | 'mode'> | null;
  /** Has the service manager read its unit files anew. */
  rereadUnits(): Promise<boolean>;
  /** The old files stand again: is the old state in force? Starts an engine that is down. */
  seenAgain(back: SeenAgain): Promise<boolean>;
  /** What of others' settings its file has and the engine does not use, by their keys; null: not seen. */
  waiting?(): Promise<ReadonlySet<string> | null>;
  /** The folder of its data, where that is another than before the run; null: it is the same, or not seen. */
  dataElsewhere?(): Promise<string | null>;
  /** Containers that ran when the first restart was about to be asked for and do not run now, by name; clean them before they are shown. */
  stopped?(): Promise<readonly string[]>;
  /** Pulls an image, and removes it again where it certainly was not there before. */
  tryOut(image: string, signal: AbortSignal): Promise<PulledImage>;
  /** The engine's own last lines, oldest first; clean them before they are shown. */
  logSince(since: Date): Promise<readonly string[]>;
}

/** Why an engine would not take a file. `by`: `us`, or the program that was asked. `lines`: its own words; clean them before they are shown. */
export interface Invalid {
  readonly by: 'us' | 'dockerd' | 'podman' | 'containerd';
  readonly lines: readonly string[];
}

/** `shown`: what the engine shows; null where nothing was to be waited for. */
export interface Active<Shown> {
  readonly kind: 'active';
  readonly shown: Shown | null;
}

/**
 * Why a change is not in force.
 *
 * - `action-failed`: the service manager, or the engine under it, refused.
 * - `refused`: the engine said in its log that it does not take the file.
 * - `not-up`: it did not come back. `not-shown`: it is up and shows something else.
 */
export type ActivationFailure =
  | { readonly kind: 'action-failed'; readonly action: Exclude<ServiceAction, { kind: 'done' }> }
  | { readonly kind: 'refused' | 'not-up' | 'not-shown' | 'stopped' };

/** `mute`: its manager says that it runs, and it does not answer. */
export type EngineState<Shown> =
  | { readonly kind: 'up'; readonly settings: Shown }
  | { readonly kind: 'mute' | 'down' };

/** A file on its way from what it is now to what it was. */
export interface FileBack {
  readonly path: string;
  /** null: there was no file. */
  readonly before: Uint8Array | null;
  readonly now: Uint8Array | null;
  readonly judged: boolean;
  readonly unit: boolean;
  /** What we last made of it; null: nothing, it went. Absent: we did not come to it. */
  readonly left?: Uint8Array | null;
  /** Somebody else wrote to it since we did. */
  readonly editedSince: boolean;
}

export interface SeenAgain {
  readonly told: ActivationTold;
  /** It runs, led back or never told anything. */
  readonly up: boolean;
  /** Somebody else's edit stays in a file: only our own settings are as they were. */
  readonly edited: boolean;
}

export type PulledImage =
  /** `kept`: it is still there, since it was before, or perhaps was, or could not be removed. */
  | { readonly kind: 'pulled'; readonly seconds: number; readonly kept: boolean; readonly way: PullWay }
  /** `detail`: the engine's own words; clean them before they are shown. */
  | { readonly kind: 'pull-failed'; readonly seconds: number; readonly detail: string }
  /** It was pulled, and from the registry itself: no mirror gave it. */
  | { readonly kind: 'pulled-past'; readonly seconds: number; readonly from: string };

/** Who gave a pulled image, as far as it was seen. `by`: as the engine spells it. */
export type PullWay =
  | { readonly kind: 'mirror'; readonly by: string }
  | { readonly kind: 'past'; readonly by: string }
  | { readonly kind: 'not-seen' };
