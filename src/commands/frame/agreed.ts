import { askYesNo, canAsk } from '../../terminal/prompt.ts';

/** `--yes` agrees, and so does somebody at the terminal, unless `--no-input` forbids to ask. */
export async function isAgreed(
  question: string,
  { yes, input }: { readonly yes: boolean; readonly input: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  return yes || (input && canAsk() && (await askYesNo(question, signal)));
}
