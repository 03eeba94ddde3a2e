import { PASTED } from '../../doctor/limits.ts';

/**
 * The end of what comes, and its beginning where that is short: a build's log is long, and its error stands last. Bytes that are no UTF-8 become marks that are cleaned
 * away. What does not end is left at the bound.
 */
export async function readTail(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let kept = Buffer.alloc(0);
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      kept = Buffer.concat([kept, chunk]);
      // Four bytes a character at most; twice that, so that not every chunk is copied.
      if (kept.length > 8 * PASTED.tailChars) kept = kept.subarray(-4 * PASTED.tailChars);
      if (bytes > PASTED.stdinBytes) break;
    }
  } catch (error) {
    // Ctrl-C, while nobody had ended the text.
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  }
  return kept.toString('utf8');
}
