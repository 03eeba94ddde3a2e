/** Parsers of option values. Each gives null for what it does not take; the caller says which option it was. */

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kib: 1024,
  kb: 1000,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1000 ** 2,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1000 ** 3,
};

/** `8MiB`, `500k`, `1048576`: bytes, at least one. A unit without `i` and with `B` is decimal, as in SI. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([kmg]?i?b?)$/i.exec(text.trim());
  const unit = SIZE_UNITS[match?.[2]?.toLowerCase() ?? 'none'];
  if (match === null || unit === undefined) return null;
  const bytes = Math.round(Number(match[1]) * unit);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : null;
}

/** A whole number from `least` to `most`, in plain digits. */
export function parseCount(text: string, least: number, most: number): number | null {
  if (!/^\d{1,9}$/.test(text.trim())) return null;
  const count = Number(text);
  return count >= least && count <= most ? count : null;
}

/** Seconds, fractions allowed, above zero and at most a day; `30`, `0.5`, `30s`. */
export function parseSeconds(text: string): number | null {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)s?$/.exec(text.trim());
  if (match === null) return null;
  const seconds = Number(match[1]);
  return seconds > 0 && seconds <= 86_400 ? seconds : null;
}

/** A vantage's name: safe as a folder and a label. */
export function parseVantage(text: string): string | null {
  return /^[a-z0-9][a-z0-9.-]{0,62}$/.test(text) && !text.includes('..') ? text : null;
}

/** An http(s) URL without credentials. */
export function parseHttpUrl(text: string): URL | null {
  const given = text.trim();
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return url.username === '' && url.password === '' ? url : null;
}
