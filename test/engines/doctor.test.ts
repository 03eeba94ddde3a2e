import { describeDoctor } from './support/describe-doctor.ts';
import { SCENARIOS } from './support/doctor-scenarios.ts';
import { engineOf } from './support/fetch-engine.ts';

/** The quick ones; all of them, with each engine, are in test/long. */
describeDoctor(
  [await engineOf('sid')],
  ['classic', 'containerd'],
  SCENARIOS.filter(({ quick }) => quick === true),
);
