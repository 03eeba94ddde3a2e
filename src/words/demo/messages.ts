import type { DemoMirrorId } from '../../demo/index.ts';

export interface DemoMessages {
  /** Said once on stderr before the survey. */
  readonly intro: string;
  /** Who runs the simulated mirrors: a name that says what is the matter with each. */
  readonly operators: Readonly<Record<DemoMirrorId, string>>;
}
