import type { Main } from '../../../src/commands/frame/command.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completion.ts';
import { manualPage } from './man.ts';

type Commands = Readonly<Record<string, () => Promise<{ readonly main: Main }>>>;

/** What a package of the system has beside the program: manual pages, and completion for three shells. Path in the package to text. */
export async function pages(
  commands: Commands,
  { version, homepage }: { readonly version: string; readonly homepage: string },
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, load] of Object.entries(commands)) {
    const described = await (await load()).main.describe('en');
    const others = Object.keys(commands).filter((other) => other !== name);
    files.set(`share/man/man1/${name}.1`, manualPage(described, { version, homepage, others }));
    files.set(`share/bash-completion/completions/${name}`, bashCompletion(described));
    files.set(`share/zsh/site-functions/_${name}`, zshCompletion(described));
    files.set(`share/fish/vendor_completions.d/${name}.fish`, fishCompletion(described));
  }
  return files;
}
