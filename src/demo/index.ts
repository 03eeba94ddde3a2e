import { type Candidate, parseMirrorUrl } from '../catalog/index.ts';
import { holdClosedPort } from './closed-port.ts';
import { hubBehaviour } from './hub.ts';
import { demoContent } from './images.ts';
import { type DemoMirrorId, type Inhabitant, population } from './population.ts';
import { type SimulatedMirror, startSimulatedMirror } from './simulated-mirror.ts';

export type { DemoMirrorId } from './population.ts';

/** Real registries on loopback ports, for `--demo` and for whoever wants to try without a network. */
export interface Demo {
  readonly mirrors: readonly DemoMirror[];
  /** The same, as a survey takes them. */
  readonly candidates: readonly Candidate[];
  /** Stands in for Docker Hub: the reference. */
  readonly hubUrl: string;
  stop(): Promise<void>;
}

export interface DemoMirror {
  readonly id: DemoMirrorId;
  readonly candidate: Candidate;
  /** null for the one that is dead from the start. */
  readonly server: SimulatedMirror | null;
}

/** The image that each of them is asked for. */
export const DEMO_IMAGE = 'nginx:latest';

/** `names`: the operators, in the user's language. Rejects only when no loopback port can be had. */
export async function startDemo(names: Readonly<Record<DemoMirrorId, string>>): Promise<Demo> {
  const content = demoContent();
  const closed = await holdClosedPort();
  const hub = await startSimulatedMirror({ content: content.hub, behaviour: hubBehaviour() });
  const start = async (inhabitant: Inhabitant): Promise<DemoMirror> => {
    const { id, behaviour, holds } = inhabitant;
    const server =
      behaviour === null
        ? null
        : await startSimulatedMirror({ content: content[holds], behaviour, pathPrefix: `/${id}` });
    return {
      id,
      server,
      candidate: candidateOf(inhabitant, server?.url ?? `${closed.url}/${id}`, names[id]),
    };
  };
  const mirrors = await Promise.all(population({ hubUrl: hub.url, closedUrl: closed.url }).map(start));
  return {
    mirrors,
    candidates: mirrors.map((mirror) => mirror.candidate),
    hubUrl: hub.url,
    stop: async () => {
      await Promise.all([hub, closed, ...mirrors.map((mirror) => mirror.server)].map((part) => part?.stop()));
    },
  };
}

function candidateOf(inhabitant: Inhabitant, url: string, name: string): Candidate {
  const parsed = parseMirrorUrl(url);
  if (!parsed.ok) throw new Error(`a loopback address was refused: ${url}`);
  return {
    id: inhabitant.id,
    url: parsed.value,
    displayUrl: parsed.value.href,
    operator: { name, kind: inhabitant.kind },
    access: inhabitant.access,
    retired: null,
    origin: 'catalogue',
  };
}
