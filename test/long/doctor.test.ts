import { describeDoctor } from '../engines/support/describe-doctor.ts';
import { SCENARIOS } from '../engines/support/doctor-scenarios.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

/** Every scenario, with the oldest engine and the newest: docs/doctor.md has what came of it. */
describeDoctor([await engineOf('sid')], ['classic', 'containerd'], SCENARIOS);
describeDoctor([await engineOf('bookworm')], ['classic'], SCENARIOS);
