import { mirrorApply } from '../apply/command.ts';

/** Consent to a restart that stops containers, as mirror-apply takes it. */
export function activation(how: 'auto' | 'restart'): readonly string[] {
  return how === 'restart' ? ['--activate', how] : [];
}

/** Docker as a backup of mirror-apply has it. Its exit code. */
export function undoApply(lang: string, backup: string, consent: readonly string[]): Promise<number> {
  return mirrorApply(['--lang', lang, '--engine', 'docker', '--undo', backup, ...consent]);
}
