import { cp, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The package as npm installs it, with the packages that it needs inside, into a folder that may be missing. */
export async function installPackage(folder: string): Promise<void> {
  for (const part of ['bin', 'dist', 'assets', 'schema', 'mirrors.json', 'package.json']) {
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  }
  await installRuntimePackages(folder);
}

/** What `npm ci --omit=dev` would install: all that package-lock.json does not mark as for development, copied from where it is. */
export async function installRuntimePackages(folder: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  for (const [path, { dev }] of Object.entries(packages)) {
    if (path === '' || dev === true) continue;
    const from = join(ROOT, path);
    await cp(from, join(folder, path), {
      recursive: true,
      filter: (source) => !source.slice(from.length).startsWith(`${sep}node_modules`),
    });
  }
}
