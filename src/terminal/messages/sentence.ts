/** The members of a union by their `kind`. */
export type ByKind<U extends { readonly kind: string }> = { readonly [V in U as V['kind']]: V };

/** One sentence for each member of a union that is told apart by `kind`: none is forgotten. */
export type Sentences<U extends { readonly kind: string }> = SentencesOf<ByKind<U>>;

type SentencesOf<Members> = { readonly [K in keyof Members]: (value: Members[K]) => string };

/** The sentence for this member; `kind` is its own. */
export function sentence<Members, K extends keyof Members>(
  sentences: SentencesOf<Members>,
  kind: K,
  value: Members[K],
): string {
  return sentences[kind](value);
}
