import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SYSTEM_PATH } from './clean-environment.ts';
import { checkOwnCode } from './own-code.ts';

/**
 * May root run the npm that sudo would find, and the node that this names (`#!/usr/bin/env node`)? What is installed by an npm that somebody
 * beside root can change is his. False where there is none: of nvm, fnm and their kin sudo finds nothing. `folders`: where sudo looks.
 */
export function hasSafeNpm(folders: readonly string[] = SYSTEM_PATH.split(':')): boolean {
  const [npm, node] = ['npm', 'node'].map((name) =>
    folders.map((folder) => join(folder, name)).find((path) => existsSync(path)),
  );
  if (npm === undefined || node === undefined) return false;
  const root = packageAround(dirname(realpathSync(npm)));
  return root !== null && checkOwnCode({ node, root }, null).kind === 'safe';
}

function packageAround(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return folder === dirname(folder) ? null : packageAround(dirname(folder));
}
