import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Population {
  readonly urls: readonly string[];
  /** Of the layer that a probe downloads. */
  readonly layerPath: string;
  stop(): Promise<void>;
}

/** Mirrors on loopback in another process: all healthy, or mixed as public lists are. */
export async function startPopulation(
  count: number,
  kind: 'healthy' | 'mixed' = 'healthy',
): Promise<Population> {
  const script = fileURLToPath(new URL('./registries.js', import.meta.url));
  const child = spawn(process.execPath, [script, String(count), kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      ...(JSON.parse(line) as Pick<Population, 'urls' | 'layerPath'>),
      stop: async () => {
        child.stdin.end();
        await closed;
      },
    };
  }
  throw new Error('the mirrors did not start');
}
