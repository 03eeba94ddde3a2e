import { type RolledBack, rollBack, type Written } from '../../../src/change/roll-back.ts';
import type { PlannedFile } from '../../../src/change/types.ts';
import type { LiveSettings } from '../../../src/engines/docker/api/info.ts';
import { handsOf } from '../../../src/engines/docker/hands.ts';
import type { Inspection } from '../../../src/engines/docker/inspect.ts';
import type { Install, Located } from '../../../src/engines/docker/locate.ts';
import type { NextStart } from '../../../src/engines/docker/next-start.ts';
import type {
  ApplyCandidate,
  ApplyOptions,
  DockerPlan,
  DockerRefusal,
  EngineFacts,
  FileRole,
  OurKey,
  PlanInput,
} from '../../../src/engines/docker/plan/index.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import type { FileState } from '../../../src/host/file-state.ts';

/** An engine of this release, up, without mirrors, proxies or containers. */
export function engine(version: string, changes: Partial<EngineFacts> = {}): EngineFacts {
  return {
    running: true,
    version: parseEngineVersion(version),
    goVersion: 'go1.24.4',
    runs: null,
    store: 'classic',
    swarm: false,
    liveRestore: false,
    runningContainers: 0,
    flags: [],
    file: changes.running === false ? null : '/etc/docker/daemon.json',
    next: nextStart({ version: parseEngineVersion(version), flags: changes.flags ?? [] }),
    mirrors: [],
    proxies: { httpProxy: null, httpsProxy: null, noProxy: null },
    hostsToml: null,
    login: null,
    ...changes,
  };
}

/** Of the same engine, without options or proxies; its program is not looked at. */
export function nextStart(changes: Partial<NextStart> = {}): NextStart {
  return {
    program: null,
    version: null,
    script: null,
    flags: [],
    file: '/etc/docker/daemon.json',
    proxies: null,
    othersProxies: null,
    allProxies: null,
    ...changes,
  };
}

export const DOWN: Partial<EngineFacts> = { running: false, store: null, mirrors: null, proxies: null };

export function install(name: Install = 'rootful'): Located {
  const byHand = name === 'desktop' ? 'docker desktop restart' : null;
  return {
    kind: 'located',
    install: name,
    configPath: '/etc/docker/daemon.json',
    byHand,
    certsDir: '/etc/docker/certs.d',
    dropInDir: '/etc/systemd/system/docker.service.d',
  };
}

export function candidate(url: string, changes: Partial<ApplyCandidate> = {}): ApplyCandidate {
  return {
    url,
    displayUrl: url,
    origin: 'catalogue',
    verdict: 'usable',
    code: null,
    confirmed: true,
    measuredDirectly: false,
    ...changes,
  };
}

export const OPTIONS: ApplyOptions = {
  top: 3,
  replace: false,
  allowUnconfirmed: false,
  allowInsecure: false,
  mirrorsOff: false,
  noProbe: false,
  proxies: {},
  activate: 'auto',
  repair: false,
  withPending: false,
  unlessPending: false,
};

export function planInput(
  text: string | null,
  changes: Partial<Omit<PlanInput, 'options'>> & { readonly options?: Partial<ApplyOptions> } = {},
): PlanInput {
  return {
    install: install(),
    engine: engine('28.5.2'),
    service: { canRestart: true, systemd: true },
    bytes: text === null ? null : Buffer.from(text),
    candidates: [candidate('https://a.cn')],
    proxyFiles: { dropIn: null, environment: null },
    ...changes,
    options: { ...OPTIONS, ...changes.options },
  };
}

export function expectPlan(outcome: DockerPlan | DockerRefusal): DockerPlan {
  if (outcome.kind === 'plan') return outcome;
  throw new Error(`refused: ${JSON.stringify(outcome.reason)}`);
}

export function textOf(bytes: Uint8Array | null | undefined): string | null {
  return bytes == null ? null : Buffer.from(bytes).toString();
}

/** Which of the engine's files this is. */
export function roleOf({ judged, unit }: Pick<PlannedFile, 'judged' | 'unit'>): FileRole {
  return judged ? 'daemon-json' : unit ? 'proxy-drop-in' : 'proxy-environment';
}

/** A roll-back of files beside daemon.json by the hands for dockerd; `live`: what it showed before, null: it was down. */
export async function rollBackDocker(given: {
  readonly inspection: Inspection;
  readonly states: readonly FileState[];
  readonly written: Written;
  readonly keys: readonly OurKey[];
  readonly live: LiveSettings | null;
  readonly activated: 'reload' | 'restart' | null;
}): Promise<RolledBack> {
  const { states, written, keys, live, activated } = given;
  const facts = { running: live !== null, mirrors: live?.mirrors ?? null, proxies: live?.proxies ?? null };
  const inspection = { ...given.inspection, engine: { ...given.inspection.engine, ...facts } };
  const { configPath } = inspection.install;
  const files = states.map(({ path }) => ({
    path,
    judged: path === configPath,
    unit: path.endsWith('.conf'),
  }));
  return await rollBack({ hands: handsOf(inspection, keys), files, states, written, told: activated });
}
