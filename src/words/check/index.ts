import type { Lang } from '../lang.ts';
import { checkMessagesEn } from './en.ts';
import type { CheckMessages } from './messages.ts';
import { checkMessagesZh } from './zh.ts';

export { CHECK_OPTIONS, type CheckMessages, type CheckOption } from './messages.ts';

export const checkMessages: Readonly<Record<Lang, CheckMessages>> = {
  en: checkMessagesEn,
  zh: checkMessagesZh,
};
