import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { compile } from '../../support/compile.ts';
import { type RelayProcess, startRelayProcess } from '../../support/relay-process.ts';
import type { OddMirror } from '../odd/mirror.ts';
import {
  buildPuller,
  containerdPuller,
  containersImagePuller,
  dockerdPuller,
  type Pull,
  type Puller,
} from '../odd/pullers.ts';
import type { Stage } from '../odd/stage.ts';
import { FAULTS, type Fault, PORTS } from './faults.ts';
import { type EngineBuild, engineOf, SUITES } from './fetch-engine.ts';
import { createNamespace, type Namespace } from './namespace.ts';

/** Two mirrors of which one errs, a Hub without blobs, a relay over them, and engines that have the relay for their only mirror. */
export interface RelayLab {
  /** Each starts its engine. `newest`: of the last suite; podman, containerd and builds beside. */
  readonly engines: readonly { readonly newest: boolean; readonly start: () => Promise<Puller> }[];
  /** A fresh relay, which knows nothing of its mirrors; the one before is stopped. */
  freshRelay(...more: readonly string[]): Promise<RelayProcess>;
  setFault(fault: Fault): Promise<void>;
  /** Blob bytes that the mirrors were asked for since the last look, and what these blobs have. */
  bytesAsked(): Promise<{ readonly asked: number; readonly held: number }>;
  pull(puller: Puller, fault: Fault): Promise<Pull>;
  stop(): Promise<void>;
}

const at = (port: number): string => `http://127.0.0.1:${port}`;

export async function openRelayLab(): Promise<RelayLab> {
  const namespace = await createNamespace();
  const mirrors = await startMirrors(namespace);
  const builds = (await Promise.all(SUITES.map(engineOf))).filter(
    (build): build is EngineBuild => build.kind === 'engine',
  );
  let relay: RelayProcess | null = null;
  const stage: Stage = {
    port: PORTS.relay,
    urlOf: () => at(PORTS.relay),
    front: at(PORTS.relay),
    play: async () => {},
    requestsOf: () => [],
    stop: async () => {},
  };
  const newest = builds.at(-1);
  const dockerd = (build: EngineBuild, store: 'classic' | 'containerd') => ({
    newest: build === newest,
    start: () => dockerdPuller(build, store, namespace, stage),
  });
  return {
    engines: [
      ...builds.flatMap((build) => [
        dockerd(build, 'classic'),
        ...(build.version.startsWith('20.') ? [] : [dockerd(build, 'containerd')]),
      ]),
      ...(newest === undefined
        ? []
        : [
            { newest: true, start: () => containerdPuller(newest, namespace, stage) },
            { newest: true, start: () => buildPuller(newest, 'classic', namespace, stage) },
            { newest: false, start: () => buildPuller(newest, 'containerd', namespace, stage) },
          ]),
      { newest: true, start: () => containersImagePuller('podman', namespace, stage) },
      { newest: false, start: () => containersImagePuller('buildah', namespace, stage) },
    ],
    freshRelay: async (...more) => {
      await relay?.stop();
      relay = await startRelayProcess(
        [
          '--listen',
          `127.0.0.1:${PORTS.relay}`,
          '--hub',
          at(PORTS.hub),
          at(PORTS.bad),
          at(PORTS.good),
          ...more,
        ],
        { prefix: namespace.prefix },
      );
      return relay;
    },
    setFault: async (fault) => void (await mirrors.tell(`fault ${fault}`)),
    bytesAsked: async () => {
      const [asked = 0, held = 0] = (await mirrors.tell('bytes')).split(' ').map(Number);
      return { asked, held };
    },
    pull: async (puller, fault) => {
      const asked: OddMirror = {
        id: FAULTS.indexOf(fault),
        image: { top: 'index', format: 'docker', layers: 3, edits: [] },
        auth: null,
        rules: [],
      };
      const pulls = await puller.pull([asked]);
      return pulls.get(asked.id) ?? { pulled: false, why: 'nothing was pulled', ms: 0 };
    },
    stop: async () => {
      await relay?.stop();
      await mirrors.stop();
      await namespace.stop();
    },
  };
}

async function startMirrors(
  namespace: Namespace,
): Promise<{ tell(line: string): Promise<string>; stop(): Promise<void> }> {
  const source = 'test/engines/support/faulty-mirrors.ts';
  const compiled = await compile([source]);
  const [enter = '', ...prefix] = namespace.prefix;
  const child: ChildProcess = spawn(enter, [...prefix, process.execPath, compiled.pathOf(source)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no pipe');
  const answers = createInterface({ input: child.stdout });
  const next = async (): Promise<string> => String((await once(answers, 'line'))[0]);
  await next();
  return {
    tell: async (line) => {
      const answer = next();
      child.stdin?.write(`${line}\n`);
      return await answer;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await compiled.remove();
    },
  };
}
