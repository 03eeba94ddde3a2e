import type { Symptom } from '../../../words/doctor/symptom.ts';

/** One form of a text, and what it says. */
export interface PhraseRow {
  /** Any of these, word for word. */
  readonly phrases: readonly string[];
  /** From what stands right before the phrase and behind it (`PASTED.aroundChars` of each); null: this is not meant after all. */
  readonly read: (before: string, after: string, phrase: string) => Symptom | null;
}

/** These words say it, whatever stands around them. */
export function plain(symptom: Symptom, ...phrases: readonly string[]): PhraseRow {
  return { phrases, read: () => symptom };
}

export function startsWithAny(text: string, beginnings: readonly string[]): boolean {
  return beginnings.some((beginning) => text.startsWith(beginning));
}

export function lastWord(text: string): string {
  return text.trimEnd().split(' ').at(-1) ?? '';
}

/** The one before the last. */
export function wordBefore(text: string): string {
  return text.trimEnd().split(' ').at(-2) ?? '';
}

export function firstWord(text: string): string {
  return text.split(/[ ,;]/, 1)[0] ?? '';
}

/** Without quotes, and the colon behind it. */
export function bare(word: string): string {
  return word.replaceAll('"', '').replace(/:$/, '');
}
