import type { Lang } from '../lang.ts';
import { statusMessagesEn } from './status-en.ts';
import type { StatusMessages } from './status-messages.ts';
import { statusMessagesZh } from './status-zh.ts';

export type { StatusMessages } from './status-messages.ts';

export const statusMessages: Readonly<Record<Lang, StatusMessages>> = {
  en: statusMessagesEn,
  zh: statusMessagesZh,
};
