import type { Lang } from '../lang.ts';
import { checkMessagesEn } from './check-en.ts';
import type { CheckMessages } from './check-messages.ts';
import { checkMessagesZh } from './check-zh.ts';

export { CHECK_OPTIONS, type CheckMessages, type CheckOption } from './check-messages.ts';

export const checkMessages: Readonly<Record<Lang, CheckMessages>> = {
  en: checkMessagesEn,
  zh: checkMessagesZh,
};
