import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { compile } from '../../support/compile.ts';
import type { Namespace } from '../support/namespace.ts';
import type { OddMirror } from './mirror.ts';

export interface Stage {
  readonly port: number;
  /** `http://127.1.x.y:port` */
  urlOf(mirror: Pick<OddMirror, 'id'>): string;
  /** Where every mirror answers for the image that bears its name. */
  readonly front: string;
  /** From now on these are there as well. */
  play(mirrors: readonly OddMirror[]): Promise<void>;
  /** `METHOD target user-agent`, in order. */
  requestsOf(mirror: Pick<OddMirror, 'id'>): readonly string[];
  stop(): Promise<void>;
}

/** Go's word for this machine's processor. */
export const ARCHITECTURE: string = process.arch === 'x64' ? 'amd64' : process.arch;

/** A process inside the namespace that plays odd mirrors. `seed`: other seeds have other images, byte for byte. */
export async function openStage(namespace: Namespace, seed: string): Promise<Stage> {
  const port = 5000;
  const source = 'test/engines/odd/server.ts';
  const compiled = await compile([source]);
  const [enter = '', ...prefix] = namespace.prefix;
  const child: ChildProcess = spawn(
    enter,
    [...prefix, process.execPath, compiled.pathOf(source), String(port), seed, ARCHITECTURE],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const requests = new Map<number, string[]>();
  const awaited = new Map<string, () => void>();
  const until = (line: string): Promise<void> => new Promise((resolve) => awaited.set(line, resolve));
  const listening = until('listening');
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const waiting = awaited.get(line);
      if (waiting !== undefined) return waiting();
      const [, id = '', request = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
      const known = requests.get(Number(id));
      if (known === undefined) requests.set(Number(id), [request]);
      else known.push(request);
    });
  await listening;
  return {
    port,
    urlOf: ({ id }) => `http://127.1.${id >> 8}.${id & 255}:${port}`,
    front: `http://127.0.0.1:${port}`,
    play: async (mirrors) => {
      const ready = mirrors.map(({ id }) => until(`ready ${id}`));
      child.stdin?.write(mirrors.map((mirror) => `${JSON.stringify(mirror)}\n`).join(''));
      await Promise.all(ready);
    },
    requestsOf: ({ id }) => requests.get(id) ?? [],
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await compiled.remove();
    },
  };
}
