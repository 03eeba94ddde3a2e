import { type EngineBuild, engineOf, SUITES } from '../support/fetch-engine.ts';
import { createNamespace, type Namespace } from '../support/namespace.ts';
import { containerdPuller, containersImagePuller, dockerdPuller, type Puller } from './pullers.ts';
import { openStage, type Stage } from './stage.ts';

/** A namespace, the process that plays odd mirrors in it, and ways to start engines there. */
export interface Rig {
  readonly namespace: Namespace;
  readonly stage: Stage;
  /** One engine each: dockerd 20.10, 26.1 and the newest in both stores, three containerds, podman, buildah. */
  readonly engines: readonly (() => Promise<Puller>)[];
  /** One engine of each client: the newest dockerd in both stores, podman. */
  readonly quick: readonly (() => Promise<Puller>)[];
  stop(): Promise<void>;
}

export async function openRig(seed: string): Promise<Rig> {
  const builds = (await Promise.all(SUITES.map(engineOf))).filter(
    (build): build is EngineBuild => build.kind === 'engine',
  );
  const namespace = await createNamespace();
  const stage = await openStage(namespace, seed);
  const newest = builds.at(-1);
  const dockerd = (build: EngineBuild, store: 'classic' | 'containerd') => (): Promise<Puller> =>
    dockerdPuller(build, store, namespace, stage);
  const image = (tool: 'podman' | 'buildah') => (): Promise<Puller> =>
    containersImagePuller(tool, namespace, stage);
  return {
    namespace,
    stage,
    engines: [
      ...builds.flatMap((build) => [
        dockerd(build, 'classic'),
        ...(build.version.startsWith('20.') ? [] : [dockerd(build, 'containerd')]),
        () => containerdPuller(build, namespace, stage),
      ]),
      image('podman'),
      image('buildah'),
    ],
    quick:
      newest === undefined
        ? []
        : [dockerd(newest, 'classic'), dockerd(newest, 'containerd'), image('podman')],
    stop: async () => {
      await stage.stop();
      await namespace.stop();
    },
  };
}
