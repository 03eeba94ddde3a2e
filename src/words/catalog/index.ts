import type { Lang } from '../lang.ts';
import { catalogMessagesEn } from './en.ts';
import type { CatalogMessages } from './messages.ts';
import { catalogMessagesZh } from './zh.ts';

export type { CatalogMessages };

export const catalogMessages: Readonly<Record<Lang, CatalogMessages>> = {
  en: catalogMessagesEn,
  zh: catalogMessagesZh,
};
