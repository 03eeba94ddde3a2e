import { versionAlone } from './version-alone.ts';

/** `mirror-check`: arguments to exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const version = await versionAlone(argv);
  if (version !== null) return version;
  const { mirrorCheck } = await import('./check-command.ts');
  return mirrorCheck(argv);
}
