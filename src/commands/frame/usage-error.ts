/** Wrong usage: exit 2. Each sentence comes from the messages table and is shown on a line of its own. */
export class UsageError extends Error {
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'UsageError';
    this.sentences = sentences;
  }
}
