import { describeDoctor } from '../engines/support/describe-doctor.ts';
import { NEWCOMERS, SCENARIOS, STRANGERS } from '../engines/support/doctor-scenarios.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

const ALL = [...SCENARIOS, ...STRANGERS, ...NEWCOMERS];

/** Every scenario, with the oldest engine and the newest: docs/doctor.md has what came of it. */
describeDoctor([await engineOf('sid')], ['classic', 'containerd'], ALL);
describeDoctor([await engineOf('bookworm')], ['classic'], ALL);
