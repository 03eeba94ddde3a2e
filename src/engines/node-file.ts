import type { Asker, NodeFile } from './engine.ts';

/** k3s and RKE2 bring a containerd of their own, so they come first. null: nobody here pulls for a kubelet. */
export async function findNodeFile(registry: string, asker: Asker): Promise<NodeFile | null> {
  if (asker.platform !== 'linux') return null;
  const { kubernetesFile } = await import('./by-hand/node-file.ts');
  const { containerdFile } = await import('./containerd/node-file.ts');
  return (
    (await kubernetesFile('k3s', registry, asker)) ??
    (await kubernetesFile('rke2', registry, asker)) ??
    (await containerdFile(registry))
  );
}
