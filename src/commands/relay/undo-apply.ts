import { mirrorApply } from '../apply/command.ts';

/** Docker as a backup of mirror-apply has it. Its exit code. */
export function undoApply(lang: string, backup: string, consent: readonly string[]): Promise<number> {
  return mirrorApply(['--lang', lang, '--engine', 'docker', '--undo', backup, ...consent]);
}
