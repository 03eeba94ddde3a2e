export const LANGS = ['en', 'zh'] as const;
export type Lang = (typeof LANGS)[number];

/** The language of the locale variables, POSIX order; any Chinese locale gives zh. Pure: the environment comes as an argument. */
export function langFromEnvironment(env: Readonly<Record<string, string | undefined>>): Lang {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh(?:[_.@-]|$)/i.test(locale) ? 'zh' : 'en';
}
