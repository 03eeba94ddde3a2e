import type { Credentials } from './credentials.ts';

/** What a session has shown to a registry of who we are, so that no answer that echoes it is told on. */
export class Secrets {
  readonly #own: readonly string[];
  readonly #tokens = new Set<string>();
  readonly #most: number;

  /** `most`: how many tokens are remembered; the oldest go first. */
  constructor(credentials: Credentials | null, most: number) {
    this.#most = most;
    this.#own = credentials === null ? [] : wordsOf(credentials).flatMap(formsOf);
  }

  addToken(token: string): void {
    this.#tokens.delete(token);
    this.#tokens.add(token);
    for (const oldest of this.#tokens) {
      if (this.#tokens.size <= this.#most) return;
      this.#tokens.delete(oldest);
    }
  }

  mask(text: string): string {
    let masked = text;
    // The longest first: one may begin with another.
    for (const word of [...this.#own, ...this.#tokens].sort((one, other) => other.length - one.length))
      masked = masked.replaceAll(word, '***');
    return masked;
  }
}

function wordsOf(credentials: Credentials): readonly string[] {
  if (credentials.kind === 'identity') return [credentials.token];
  const { user, password } = credentials;
  return [password, Buffer.from(`${user}:${password}`).toString('base64')];
}

/** As it is, and as JSON and addresses write it. */
function formsOf(word: string): readonly string[] {
  // Less is in every other word, and hides nothing.
  return word.length < SHORTEST ? [] : [word, JSON.stringify(word).slice(1, -1), encodeURIComponent(word)];
}

/** Characters. */
const SHORTEST = 4;
