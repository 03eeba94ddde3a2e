import { fileURLToPath } from 'node:url';
import { type Compiled, compile } from '../../support/compile.ts';
import type { Execution } from './dockerd-execute.ts';

type Call =
  | 'status'
  | 'reload'
  | 'restart'
  | 'start'
  | 'resetFailed'
  | 'commandLineSources'
  | ['recentLogLines', string];

/** Calls the methods of the product's own service manager inside a machine, one after another; results by name, and `kind`. */
export interface ServiceDriver {
  use(machine: Machine, ...calls: readonly Call[]): Promise<Readonly<Record<string, unknown>>>;
  remove(): Promise<void>;
}

interface Machine {
  run(...command: readonly string[]): Promise<Execution>;
}

export async function createServiceDriver(): Promise<ServiceDriver> {
  const compiled: Compiled = await compile(['src/services/index.ts', 'src/engines/docker/engine-process.ts']);
  const script = fileURLToPath(new URL('./dockerd-service.mjs', import.meta.url));
  const index = compiled.pathOf('src/services/index.ts');
  const engine = compiled.pathOf('src/engines/docker/engine-process.ts');
  return {
    use: async (machine, ...calls) => {
      const used = await machine.run(process.execPath, script, index, engine, JSON.stringify(calls));
      if (used.code !== 0) throw new Error(used.stderr);
      return JSON.parse(used.stdout);
    },
    remove: () => compiled.remove(),
  };
}
