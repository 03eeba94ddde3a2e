import type { Engine, EngineName, EngineWords, Facts, Shapes } from '../../engines/engine.ts';

/** The engine that is configured, as far as a report needs to know it. */
export interface KnownEngine {
  readonly name: EngineName;
  readonly facts: Facts;
}

/** The engine that is configured: what was seen of it, and its words. */
export interface Target<E extends Shapes> extends KnownEngine {
  readonly engine: Engine<E>;
  readonly seen: E['sighting'];
  readonly told: EngineWords<E>;
}
