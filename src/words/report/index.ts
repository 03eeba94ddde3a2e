import type { Lang } from '../lang.ts';
import { reportMessagesEn } from './en.ts';
import type { ReportMessages } from './messages.ts';
import { reportMessagesZh } from './zh.ts';

export type { ReportMessages };

export const reportMessages: Readonly<Record<Lang, ReportMessages>> = {
  en: reportMessagesEn,
  zh: reportMessagesZh,
};
