import { packageInfo } from '../package-info.ts';
import { writeResult } from '../terminal/streams.ts';

/** Answers a lone `--version` before anything else is loaded: scripts ask often. null: something else was asked. */
export async function versionAlone(argv: readonly string[]): Promise<number | null> {
  const [word, ...others] = argv;
  if (others.length > 0 || (word !== '--version' && word !== '-V')) return null;
  const outcome = await writeResult(`${packageInfo().version}\n`, null);
  return outcome.kind === 'failed' ? 3 : 0;
}
