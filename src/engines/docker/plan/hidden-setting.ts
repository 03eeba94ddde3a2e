import path from 'node:path/posix';
import { positionAt } from '../daemon-json/index.ts';
import { environmentOf, settingsOf, type TextFile } from '../unit-files.ts';

/** What takes a variable of our environment file away again, or gives it another value. */
export interface HiddenSetting {
  readonly path: string;
  readonly line: number;
  readonly variables: readonly string[];
}

/**
 * Does anything of the service's undo what our drop-in sets? systemd reads drop-ins in the order of their names, whichever folder they
 * lie in; a later `EnvironmentFile=` that is empty forgets ours, one that names a file wins over it, and `UnsetEnvironment=` wins over
 * all (systemd.exec(5)). `files`: the unit, its drop-ins and environment files. `Environment=` never wins over a file.
 */
export function hiddenSetting(
  files: readonly TextFile[],
  dropIn: string,
  variables: readonly string[],
): HiddenSetting | null {
  const texts = new Map(files.map((file) => [file.path, file]));
  const units = files.filter(({ path: name }) => /\.(?:service|conf)$/.test(name) && name !== dropIn);
  for (const unit of units) {
    const isLater = unit.path.endsWith('.conf') && path.basename(unit.path) > path.basename(dropIn);
    for (const { key, value } of settingsOf(unit)) {
      const text = value.text.trim();
      const taken =
        key === 'UnsetEnvironment'
          ? variables.filter((name) => text.split(/\s+/).includes(name))
          : key === 'EnvironmentFile' && isLater
            ? takenBy(text, texts, variables)
            : [];
      if (taken.length > 0) {
        const { line } = positionAt(unit.text, value.offsets[0] ?? unit.text.indexOf(`${key}=`));
        return { path: unit.path, line, variables: taken };
      }
    }
  }
  return null;
}

function takenBy(
  text: string,
  files: ReadonlyMap<string, TextFile>,
  variables: readonly string[],
): readonly string[] {
  if (text === '') return variables;
  const file = files.get(text.replace(/^-/, ''));
  const set = file === undefined ? new Map() : environmentOf(file);
  return variables.filter((name) => set.has(name));
}
