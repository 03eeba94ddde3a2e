import { ownCommand } from '../../packaging.ts';

export type ServiceProgram =
  | { readonly kind: 'program'; readonly command: readonly string[] }
  /** The place that no unit may name. */
  | { readonly kind: 'passing'; readonly path: string };

/**
 * The words that start one of our commands as a service; never from npx's cache, which npm empties, nor from somebody's home, which goes with them and which
 * a service cannot see. The path is that of npm's own link, so an upgrade keeps it. Pure but for where we are.
 */
export function serviceProgram(name: Parameters<typeof ownCommand>[0]): ServiceProgram {
  const command = ownCommand(name);
  const path = command.find((word) => /^\/(?:home|root|run\/user|tmp|var\/tmp)\/|\/_npx\//.test(word));
  return path === undefined ? { kind: 'program', command } : { kind: 'passing', path };
}
