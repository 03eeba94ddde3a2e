import { versionAlone } from './version-alone.ts';

/** `mirror-apply`: arguments to exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const version = await versionAlone(argv);
  if (version !== null) return version;
  const { mirrorApply } = await import('./apply-command.ts');
  return mirrorApply(argv);
}
