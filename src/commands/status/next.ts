import { wordsForNextRun } from '../../status/next-run.ts';

/** A word a line, so that a script can read them whatever a folder is called. */
export async function nextWords(request: {
  readonly data: string;
  readonly vantage: string;
  readonly throughputHours: number;
}): Promise<string> {
  const words = await wordsForNextRun(request.data, request.vantage, request.throughputHours, Date.now());
  return words.map((word) => `${word}\n`).join('');
}
