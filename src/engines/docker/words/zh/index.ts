import type { DockerMessages } from '../messages.ts';
import { absenceZh } from './absence.ts';
import { planZh } from './plan.ts';
import { refusalZh } from './refusal.ts';

export const dockerZh: DockerMessages = { ...absenceZh, ...refusalZh, ...planZh };
