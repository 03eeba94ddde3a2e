import type { Lang } from '../lang.ts';
import { catalogMessagesEn } from './catalog-en.ts';
import type { CatalogMessages } from './catalog-messages.ts';
import { catalogMessagesZh } from './catalog-zh.ts';

export type { CatalogMessages };

export const catalogMessages: Readonly<Record<Lang, CatalogMessages>> = {
  en: catalogMessagesEn,
  zh: catalogMessagesZh,
};
