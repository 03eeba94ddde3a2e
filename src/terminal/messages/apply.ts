import type { Lang } from '../lang.ts';
import { applyMessagesEn } from './apply-en.ts';
import type { ApplyMessages } from './apply-messages.ts';
import { applyMessagesZh } from './apply-zh.ts';

export { APPLY_OPTIONS, type ApplyMessages, type ApplyOption } from './apply-messages.ts';

/** Not part of `messagesFor`: only `mirror-apply` needs them, and the others start faster without. */
export const applyMessages: Readonly<Record<Lang, ApplyMessages>> = {
  en: applyMessagesEn,
  zh: applyMessagesZh,
};
