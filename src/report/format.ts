/**
 * Numbers as people say them: at most three significant digits, decimal units (1 MB = 1,000,000 bytes, as Docker and
 * line speeds count), SI symbols, which English and Chinese share. Rounding comes before the choice of the unit, so
 * 999,950 bytes are 1 MB and never 1000 kB.
 */

/** `8.31 MB/s` */
export function formatBytesPerSecond(bytesPerSecond: number): string {
  return `${formatSize(bytesPerSecond)}/s`;
}

/** `94 Mbit/s`, as lines are sold: two significant digits, three where they are whole. Bytes a second. */
export function formatBitsPerSecond(bytesPerSecond: number): string {
  return inUnit(bytesPerSecond * 8, BIT_UNITS, 2);
}

/** `831 kB`, `8.39 MB`. Bytes. */
export function formatSize(bytes: number): string {
  return inUnit(bytes, SIZE_UNITS);
}

/** `38 ms`, `1.23 s`. Milliseconds. */
export function formatMs(ms: number): string {
  const rounded = toDigits(ms);
  return rounded < 1000 ? `${rounded} ms` : formatSeconds(ms / 1000);
}

/** `0.83 s`, `4.2 s`, `172 s`, `17 min`, `1 h 5 min`. Seconds, which compare at a glance, as long as three digits do. */
export function formatSeconds(seconds: number): string {
  const tenths = Math.round(seconds * 10) / 10;
  if (tenths < 10) return `${tenths < 1 ? toDigits(seconds, 2) : tenths.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 1000) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** `14:05 UTC` of the same day, else `2026-09-01 14:05 UTC`. Both ISO 8601 UTC; what is not an instant is returned as it is. */
export function formatInstant(instant: string, sameDayAs: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(instant);
  if (parts === null) return instant;
  const [, day, time] = parts;
  return sameDayAs.startsWith(`${day}T`) ? `${time} UTC` : `${day} ${time} UTC`;
}

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const BIT_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;

function inUnit(value: number, units: readonly string[], digits = 3): string {
  let scaled = value;
  let index = 0;
  while (toDigits(scaled, digits) >= 1000 && index < units.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  return `${index === 0 ? Math.round(scaled) : toDigits(scaled, digits)} ${units[index] ?? ''}`;
}

/** Rounded to so many significant digits; whole numbers above that stay whole. */
function toDigits(value: number, digits = 3): number {
  return value >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
}
