import type { Lang } from '../lang.ts';
import { applyMessagesEn } from './en.ts';
import type { ApplyMessages } from './messages.ts';
import { applyMessagesZh } from './zh.ts';

export { APPLY_OPTIONS, type ApplyMessages, type ApplyOption } from './messages.ts';

/** Not part of `messagesFor`: only `mirror-apply` needs them, and the others start faster without. */
export const applyMessages: Readonly<Record<Lang, ApplyMessages>> = {
  en: applyMessagesEn,
  zh: applyMessagesZh,
};
