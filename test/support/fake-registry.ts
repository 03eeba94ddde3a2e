import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Behaviour, honest } from '../../src/demo/behaviour.ts';
import { holdClosedPort } from '../../src/demo/closed-port.ts';
import { hubBehaviour } from '../../src/demo/hub.ts';
import {
  type SimulatedMirror,
  type SimulatedMirrorOptions,
  startSimulatedMirror,
} from '../../src/demo/simulated-mirror.ts';
import { startBlackHole } from './fake-registry-black-hole.ts';
import { content } from './images.ts';

/** Registries, a Hub, ports and files that one test needs; `stop` takes all of it away. */
export interface Lab {
  mirror(behaviour?: Behaviour, options?: Partial<SimulatedMirrorOptions>): Promise<SimulatedMirror>;
  /** Docker Hub: knows today's and last month's `nginx:latest`; its blobs do not come through. */
  hub(behaviour?: Behaviour): Promise<SimulatedMirror>;
  /** `http://127.0.0.1:port` that refuses connections. */
  closedPort(): Promise<string>;
  /** `http://127.0.0.1:port` that does not answer connections; on Windows it refuses them. */
  blackHole(): Promise<string>;
  /** The path of a file with this text. */
  file(name: string, text: string): Promise<string>;
  /** `stop` ends this too. */
  keep(part: { stop(): Promise<unknown> }): void;
  stop(): Promise<void>;
}

export function openLab(): Lab {
  const parts: { stop(): Promise<unknown> }[] = [];
  const kept = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    parts.push(part);
    return part;
  };
  const lab: Lab = {
    mirror: async (behaviour = honest, options = {}) =>
      kept(await startSimulatedMirror({ content, behaviour, ...options })),
    hub: (behaviour = hubBehaviour()) => lab.mirror(behaviour),
    closedPort: async () => kept(await holdClosedPort()).url,
    blackHole: async () => kept(await startBlackHole()).url,
    file: async (name, text) => {
      const folder = await mkdtemp(join(tmpdir(), 'mirror-check-test-'));
      kept({ stop: () => rm(folder, { recursive: true, force: true }) });
      const path = join(folder, name);
      await writeFile(path, text);
      // For processes that gave up root.
      await chmod(folder, 0o755);
      return path;
    },
    keep: kept,
    stop: async () => {
      await Promise.all(parts.splice(0).map((part) => part.stop()));
    },
  };
  return lab;
}
