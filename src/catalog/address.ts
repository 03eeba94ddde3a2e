import { trimEndOf } from '../registry/trim-end.ts';
import { LIST } from './limits.ts';
import { type MirrorUrl, parseMirrorUrl } from './mirror-url.ts';
import type { MirrorUrlProblem } from './mirror-url-problem.ts';
import type { Address } from './types.ts';

export type AddressProblem =
  | { readonly kind: 'bad-url'; readonly problem: MirrorUrlProblem }
  /** `{id}` more than once, outside the host, or in what is not an address even with it filled in. */
  | { readonly kind: 'bad-template' }
  /** `{id}` without an environment variable that fills it. */
  | { readonly kind: 'no-variable' }
  | { readonly kind: 'bad-variable' };

/**
 * A list comes from strangers at times, and the value of the variable it names goes out as a part of a host name. Only
 * variables that are meant for this can be named, or a list could ask for AWS_ACCESS_KEY_ID.
 */
export const PERSONAL_VARIABLE: RegExp = /^[A-Z][A-Z0-9_]{0,50}_MIRROR_ID$/;

export function parseAddress(
  text: string,
  variable: string | null,
): { readonly ok: true; readonly value: Address } | { readonly ok: false; readonly problem: AddressProblem } {
  if (text.length > LIST.urlChars || !text.includes(HOLE)) {
    const parsed = parseMirrorUrl(text);
    if (!parsed.ok) return { ok: false, problem: { kind: 'bad-url', problem: parsed.problem } };
    return { ok: true, value: { kind: 'fixed', url: parsed.value, notes: parsed.notes } };
  }
  if (!/^https?:\/\/[^/{}]*\{id\}[^{}]*$/.test(text) || filled(text, 'a') === null) {
    return { ok: false, problem: { kind: 'bad-template' } };
  }
  if (variable === null) return { ok: false, problem: { kind: 'no-variable' } };
  if (!PERSONAL_VARIABLE.test(variable)) return { ok: false, problem: { kind: 'bad-variable' } };
  return { ok: true, value: { kind: 'template', template: text, variable } };
}

/** The personal address, or null where `value` is neither the customer's part (one DNS label) nor the whole address. */
export function fillTemplate(template: string, value: string): MirrorUrl | null {
  const given = value.trim();
  const whole = parseMirrorUrl(given);
  if (whole.ok && matchesTemplate(template, whole.value)) return whole.value;
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(given) ? filled(template, given) : null;
}

/** Is this one of the addresses that the template stands for? */
export function matchesTemplate(template: string, url: MirrorUrl): boolean {
  const [before = '', after = ''] = trimEndOf(template, '/').split(HOLE);
  const part = url.href.slice(before.length, url.href.length - after.length);
  return url.href.startsWith(before) && url.href.endsWith(after) && /^[a-z0-9-]+$/.test(part);
}

const HOLE = '{id}';

function filled(template: string, value: string): MirrorUrl | null {
  const parsed = parseMirrorUrl(template.replace(HOLE, value));
  return parsed.ok ? parsed.value : null;
}
