import type { Behaviour } from '../../src/demo/behaviour.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import type { Code, FaultyVerdict, Phase } from '../../src/probe/codes.ts';
import { type Lab, openLab } from './fake-registry.ts';

/** One way to earn one code: what stands there, and what `mirror-check` must say of it. */
export interface Scenario {
  /** Unique. The first of a code is its plainest. */
  readonly name: string;
  readonly code: Code;
  readonly verdict: FaultyVerdict;
  /** null: whichever it was in. */
  readonly phase: Phase | null;
  /** Where the operating system cannot be made to show it. */
  readonly impossibleOn?: readonly NodeJS.Platform[];
  /** SIGINT is sent as soon as the mirror has been asked for something. */
  readonly interrupt?: boolean;
  readonly set: (lab: Lab, hub: SimulatedMirror) => Promise<Stage>;
}

export interface Stage {
  /** The mirror's address. */
  readonly url: string;
  /** Its requests are in here; null for what is no HTTP server. */
  readonly mirror: SimulatedMirror | null;
  readonly options?: readonly string[];
}

export interface StartedScenario {
  readonly url: string;
  readonly mirror: SimulatedMirror | null;
  readonly hub: SimulatedMirror;
  /** All that `mirror-check` is to be given beside `--format json`. */
  readonly args: readonly string[];
  stop(): Promise<void>;
}

export async function startScenario(scenario: Scenario): Promise<StartedScenario> {
  const lab = openLab();
  try {
    const hub = await lab.hub();
    const { url, mirror, options = [] } = await scenario.set(lab, hub);
    const args = [url, '--image', 'nginx:latest', '--hub', hub.url, ...options];
    return { url, mirror, hub, args, stop: lab.stop };
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

/** A mirror over http that behaves like this. */
export function behaves(behaviour: Behaviour, ...options: readonly string[]): Scenario['set'] {
  return async (lab) => {
    const mirror = await lab.mirror(behaviour);
    return { url: mirror.url, mirror, options };
  };
}

/** Nothing that speaks HTTP stands there. */
export function nobody(url: (lab: Lab) => Promise<string>, ...options: readonly string[]): Scenario['set'] {
  return async (lab) => ({ url: await url(lab), mirror: null, options });
}
