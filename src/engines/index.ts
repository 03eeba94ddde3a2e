import type { Engine, EngineName, Shapes } from './engine.ts';

export { findNodeFile } from './node-file.ts';

/** What is to be done with an engine, whatever its own shapes are. */
export type WithEngine<Result> = <E extends Shapes>(engine: Engine<E>) => Promise<Result>;

/** One row an engine; nothing of it is loaded before it is asked for. `registry`: whose mirrors; Docker has another file for each but its own. */
export async function withEngine<Result>(
  name: EngineName,
  use: WithEngine<Result>,
  registry = 'docker.io',
): Promise<Result> {
  switch (name) {
    case 'docker':
      return registry === 'docker.io'
        ? await use((await import('./docker/index.ts')).docker)
        : await use((await import('./docker/other-registries.ts')).dockerHosts);
    case 'containerd':
      return await use((await import('./containerd/index.ts')).containerd);
    case 'podman':
      return await use((await import('./podman/index.ts')).podman);
    case 'cri-o':
    case 'k3s':
    case 'rke2':
    case 'buildkit':
    case 'buildx':
    case 'nerdctl':
    case 'kind':
      return await use((await import('./by-hand/index.ts')).byHand(name));
    default:
      return name satisfies never;
  }
}
