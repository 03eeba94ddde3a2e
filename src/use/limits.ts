import { KiB } from '../limits.ts';

/** Telling somebody of what changed. */
export const NOTIFY: { readonly timeoutMs: number } = {
  /** A webhook answers within seconds; whoever does not is not waited for. */
  timeoutMs: 10_000,
};

/** Of a compose file: one of a large company's has some thousand lines. */
export const COMPOSE: { readonly lines: number; readonly lineChars: number } = {
  lines: 20_000,
  /** An image's name has at most 1,024. */
  lineChars: 2_000,
};

/** A parsed list on its way from the process that parsed it. */
export const LIST_MESSAGE: { readonly bytes: number } = {
  /** A message is full from here on: the last item, at most a remark and a reason in two languages (some 6 KiB), still fits into `CHILD.messageBytes`. */
  bytes: 32 * KiB,
};
