import { ownCommand } from '../../../packaging.ts';

/**
 * The words that start our relay, or the place that no unit may name: npx's cache, which npm empties, or somebody's home, which goes with them and which a service cannot see. The
 * path is that of npm's own link, so an upgrade keeps it. Pure but for where we are.
 */
export function relayProgram(): { readonly command: readonly string[] } | { readonly passing: string } {
  const command = ownCommand('mirror-relay');
  const passing = command.find((path) => /^\/(?:home|root|run\/user|tmp|var\/tmp)\/|\/_npx\//.test(path));
  return passing === undefined ? { command } : { passing };
}
