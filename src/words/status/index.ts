import type { Lang } from '../lang.ts';
import { statusMessagesEn } from './en.ts';
import type { StatusMessages } from './messages.ts';
import { statusMessagesZh } from './zh.ts';

export type { StatusMessages } from './messages.ts';

export const statusMessages: Readonly<Record<Lang, StatusMessages>> = {
  en: statusMessagesEn,
  zh: statusMessagesZh,
};
