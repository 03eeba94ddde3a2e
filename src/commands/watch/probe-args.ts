import type { ProbeSettings } from '../../use/probe-settings.ts';
import { isUrl } from '../../use/read-source.ts';

/** What says whom to ask and how, as words for the same options elsewhere. Pure. */
export function probeArgs({ images, lists, hub, ca, ip }: ProbeSettings): readonly string[] {
  const each = (flag: string, values: readonly string[]): readonly string[] =>
    values.map((value) => `${flag}=${value}`);
  return [
    ...each(
      '--image',
      images.map(({ familiar }) => familiar),
    ),
    ...each('--list', lists),
    ...each('--hub', hub === null ? [] : [hub.href]),
    ...each('--ca', ca),
    ...each('--ip', ip === null ? [] : [String(ip)]),
  ];
}

/** Does a list's address hold a password, or what may be a token? Not for the words of a command line, which everybody sees. Pure. */
export function isSecretList(name: string): boolean {
  if (!isUrl(name)) return false;
  const { username, password, search } = new URL(name);
  return [username, password, search].some((part) => part !== '');
}

/** Such lists as one variable holds them, and back again. An address has no blank in it. Pure. */
export function listsOfVariable(value: string | undefined): readonly string[] {
  return (value ?? '').split(' ').filter((word) => isUrl(word));
}
