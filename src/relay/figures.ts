/** What was done since the start. */
export class Figures {
  /** Answers by what became of them. */
  readonly requests: { hit: number; miss: number; failed: number; refused: number; stale: number } = {
    hit: 0,
    miss: 0,
    failed: 0,
    refused: 0,
    stale: 0,
  };
  /** Body bytes that went to engines. */
  servedBytes = 0;
  /** Of these, bytes that no mirror was asked for. */
  savedBytes = 0;
}
