import { packageInfo } from '../../package-info.ts';
import { PACKAGE_ROOT } from '../../packaging.ts';

/** Makes a copy of this version that belongs to whoever runs it: root's, under sudo. */
export function installCommand({ sudo }: { readonly sudo: boolean }): string {
  const { name, version } = packageInfo();
  return `${sudo ? 'sudo ' : ''}npm install -g ${name}@${version}`;
}

/** How a newer version of this copy is had: npm's are made by npm, and the single executable is not. `packageRoot`: null in the latter. */
export function newerVersion(packageRoot: string | null = PACKAGE_ROOT): string {
  return packageRoot === null ? releasesPage() : `npm install -g ${packageInfo().name}@latest`;
}

/** Where the packages are that need no Node. */
export function releasesPage(): string {
  return `${packageInfo().homepage}/releases`;
}

/**
 * The words before a command of ours that is to be run as root. Where npx runs us, the package is not installed, and `sudo npx`
 * must not be told to anybody: it takes whatever a node_modules in the current folder or above holds, whoever put it there.
 * `npm install -g` looks at neither. '' where we are installed.
 */
export function installFirst(npx: boolean, as: { readonly sudo: boolean }): string {
  return npx ? `${installCommand(as)} && ` : '';
}

/** Run by npx, `npm exec` or `npm init`; npm's documentation of its environment. */
export function isRunByNpx(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['npm_command'] === 'exec';
}
