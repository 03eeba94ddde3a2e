import { describeDoctor } from '../engines/support/describe-doctor.ts';
import { STRANGERS } from '../engines/support/doctor-scenarios.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

describeDoctor([await engineOf('sid')], ['classic', 'containerd'], STRANGERS);
