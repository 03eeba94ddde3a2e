import type { FatalFinding } from '../../plan/index.ts';

/** Docker 因何无法启动，以及正确的写法。 */
export const FATAL_KEYS: Readonly<Record<FatalFinding['code'], (key: string) => string>> = {
  'too-new': (key) =>
    `Docker 23.0 之前的版本不认识“${key}”，会因此无法启动。请去掉它：该引擎的代理应写在其服务中，可用 mirror-apply --http-proxy 或 --https-proxy 设置。`,
  'wrong-case': (key) => `“${key}”会导致 Docker 无法启动：键名区分大小写，应写作 "${key.toLowerCase()}"。`,
  'client-syntax': (key) =>
    `“${key}”这样写会导致 Docker 无法启动：“default”和“httpProxy”是 ~/.docker/config.json 的写法，此处应写作 "${key}": {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}。`,
  'wrong-type': (key) =>
    `“${key}”的值会导致 Docker 无法启动：${key === 'proxies' ? '应写作 {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}，值为带引号的字符串' : '应写作字符串列表 ["https://…"]'}。`,
};

/** `character`: the one that is meant. */
export function escaped(character: string | null | undefined): string {
  return character == null ? '' : `；这里是 ${character}，写作 ${encodeURIComponent(character)}`;
}

/** How the old file can be had all the same. */
export function printed(backup: string | null): string {
  return backup === null ? '' : `原来的内容可用 mirror-apply --backups ${backup} 输出。`;
}

export function list(items: readonly string[]): string {
  return items.join('、');
}
