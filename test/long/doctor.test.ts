import { describeDoctor } from '../engines/support/describe-doctor.ts';
import { SCENARIOS, STRANGERS } from '../engines/support/doctor-scenarios.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

/** Every scenario, with the oldest engine and the newest: docs/doctor.md has what came of it. */
describeDoctor([await engineOf('sid')], ['classic', 'containerd'], [...SCENARIOS, ...STRANGERS]);
describeDoctor([await engineOf('bookworm')], ['classic'], [...SCENARIOS, ...STRANGERS]);
