import type { DockerMessages } from '../messages.ts';
import { absenceEn } from './absence.ts';
import { planEn } from './plan.ts';
import { refusalEn } from './refusal.ts';

export const dockerEn: DockerMessages = { ...absenceEn, ...refusalEn, ...planEn };
