import { cleanText } from '../../registry/untrusted-text.ts';
import { type RegistryAccount, readAccount } from '../../use/cache/secrets.ts';
import type { UpWords } from '../../words/cache/messages.ts';
import type { ServiceRefusal } from '../frame/service-program.ts';

/** The account in a file, or what is wrong with the file; null: none is named. */
export async function accountOf(
  accountFile: string | null,
  told: UpWords,
  systemError: (code: string) => string,
): Promise<{ readonly kind: 'account'; readonly account: RegistryAccount } | ServiceRefusal | null> {
  if (accountFile === null) return null;
  const read = await readAccount(accountFile);
  if (read.kind === 'account') return read;
  const detail = read.kind === 'unreadable' ? cleanText(systemError(read.detail)) : '';
  return { kind: 'refusal', sentence: told.account(cleanText(accountFile), read.kind, detail), code: 3 };
}
