import type { Lang } from '../lang.ts';
import { reportMessagesEn } from './report-en.ts';
import type { ReportMessages } from './report-messages.ts';
import { reportMessagesZh } from './report-zh.ts';

export type { ReportMessages };

export const reportMessages: Readonly<Record<Lang, ReportMessages>> = {
  en: reportMessagesEn,
  zh: reportMessagesZh,
};
