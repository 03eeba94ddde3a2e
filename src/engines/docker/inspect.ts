import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { type FileState, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { type OpenFiles, openFilesOf } from '../../host/open-files.ts';
import { ownNames } from '../../host/own-address.ts';
import { processFolder } from '../../host/process-folder.ts';
import { readProc } from '../../host/process-identity.ts';
import { hidesProcesses } from '../../host/processes.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { realPath } from '../../host/real-path.ts';
import type { ServiceManager } from '../../services/index.ts';
import type { CommonAbsence } from '../engine.ts';
import { sudoHome } from './accounts.ts';
import { provenBox } from './boxes.ts';
import { type Endpoint, isLocalEndpoint, renderEndpoint } from './endpoint.ts';
import { engineFacts } from './engine-facts.ts';
import { type Asker, type EndpointProblem, findEndpoint } from './find-endpoint.ts';
import { type DockerdFlag, effectiveFlags, flagsOfService } from './flags.ts';
import { type Located, type LocateInput, locateDocker, type NotLocated } from './locate.ts';
import { startedEnvironment, startedFlags, startedProgram } from './next-start.ts';
import { type OtherUsersEngine, otherUsersEngine } from './other-user.ts';
import { outOfSight } from './out-of-sight.ts';
import type { EngineFacts } from './plan/index.ts';
import { type ProxyFiles, readProxyFiles } from './proxy-files.ts';
import { type ReachProblem, reachEngine } from './reach.ts';
import type { TextFile } from './unit-files.ts';
import { type ConfigUnplaced, relativeFile, withWholePaths } from './whole-paths.ts';

/** Everything that is known of an engine and its configuration, looked at once. */
export interface Inspection {
  readonly kind: 'inspection';
  readonly endpoint: Endpoint;
  readonly install: Located;
  readonly engine: EngineFacts;
  readonly service: ServiceManager;
  /** What decides how it is started: unit, drop-ins and environment files. */
  readonly serviceFiles?: readonly TextFile[];
  /** Files of its units that systemd has not read as they stand. */
  readonly unreadUnits?: readonly string[];
  /** Its process as it is then, by proof; null: not seen. */
  readonly findDaemon: () => Promise<ProvenProcess | null>;
  /** It was asked itself; else that it is down is its manager's word. */
  readonly asked: boolean;
  readonly file: FileState;
  readonly proxyFiles: ProxyFiles;
  /** The environment of the running dockerd, where it can be read: its proxies, with their passwords. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the running dockerd; null: not to be seen. */
  readonly openFiles: OpenFiles | null;
}

export type InspectionProblem =
  | EndpointProblem
  | NotLocated
  | OtherUsersEngine
  | FileFailure
  | ReachProblem
  | ConfigUnplaced
  | StartUnproven
  | CommonAbsence;

/** The engine is down, and what its service starts is not proven to be one: which release that brings up, and with which file, nobody can tell. */
export interface StartUnproven {
  readonly kind: 'start-unproven';
  /** A path of somebody's own choice. */
  readonly program: string;
}

export interface InspectOptions {
  readonly dockerHost: string | null;
  readonly config: string | null;
}

/** Finds the engine by asking it, if it runs, and then the file that configures it. Changes nothing, and starts nothing. */
export async function inspectDocker(
  options: InspectOptions,
  asker: Asker,
): Promise<Inspection | InspectionProblem> {
  const where = await findEndpoint(options.dockerHost, asker);
  if (where.kind !== 'found') return where;
  const elsewhere = await otherUsersEngine(where.endpoint, asker);
  if (elsewhere !== null) return elsewhere;
  const { context, named } = where;
  const local = isLocalEndpoint(where.endpoint, await ownNames());
  const reached = await reachEngine({ endpoint: where.endpoint, named, local, env: asker.env });
  if (reached.kind !== 'reached') return reached;
  const { endpoint, service, live: engine, asked } = reached;
  const { manager, daemon, answerer, owner } = service;

  const sources = await manager.commandLineSources();
  const startsWith = startedFlags(manager, sources);
  const runsIn = daemon === null ? null : await processFolder(daemon.identity.pid);
  const flags = wholeOr(
    effectiveFlags(
      daemon?.argv ?? null,
      flagsOfService({ systemd: manager.traits.hasUnits, files: sources.files }),
    ),
    runsIn ?? sources.folder,
    options.config,
  );
  if ('kind' in flags) return flags;
  const nextFlags = startsWith === null ? flags : wholeOr(startsWith, sources.folder, options.config);
  if ('kind' in nextFlags) return nextFlags;
  const environment = daemon === null ? {} : await environmentOf(daemon.identity.pid);
  const callersHome = await sudoHome(asker);
  const placed = {
    platform: asker.platform === 'darwin' || asker.platform === 'win32' ? asker.platform : 'linux',
    wsl: /microsoft/i.test((await readProc('/proc/version')) ?? ''),
    ...homeOf(owner.uid, environment, asker),
    endpoint,
    local,
    context,
    engine: engine?.identity ?? null,
    snap: manager.kind === 'snap',
    flags,
    box: await provenBox(),
    config: options.config === null ? null : path.resolve(options.config),
  } as const;
  const install = locateDocker(placed);
  if (install.kind === 'foreign') return install;
  // Docker Desktop's is a process of the user's own, which no other user has to believe.
  const own = install.install === 'desktop' && asker.uid !== 0;
  if (engine !== null && answerer === 'elsewhere' && !own) return await outOfSight(endpoint, engine);

  const file = await readFileState(install.configPath, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const readOwn = await readProxyFiles(install);
  if (readOwn.kind === 'file-failure') return readOwn;
  const { proxyFiles } = readOwn;
  const { proof, ...started } = await startedProgram(manager, sources, daemon, owner.uid, asker);
  const { script } = started;
  if (engine === null && script !== null && options.config === null && install.install === 'rootful') {
    return { kind: 'start-unproven', program: script };
  }
  const reads = {
    now: daemon === null ? null : await fileReadBy(placed, flags, install),
    next: await fileReadBy(placed, nextFlags, install),
  };
  const next = {
    ...started,
    flags: nextFlags,
    file: reads.next,
    ...startedEnvironment(manager, sources, proxyFiles, asker.uid === 0),
  };
  const version = engine?.version ?? (script === null ? started.version : null);
  if (engine === null && version === null && options.config === null && install.install === 'rootful') {
    if (proof?.kind === 'unproven' && proof.why === 'unsafe') {
      return {
        kind: 'not-proven',
        endpoint: renderEndpoint(endpoint),
        what: { kind: 'program', program: proof },
      };
    }
    return { kind: 'no-engine', hidden: await hidesProcesses() };
  }
  const facts = await engineFacts({
    live: engine,
    version,
    process: daemon?.identity ?? null,
    file,
    flags,
    reads: reads.now,
    next,
    environment,
    install,
    asker,
    homes: [...(callersHome === null ? [] : [callersHome]), asker.home],
  });
  return {
    kind: 'inspection',
    endpoint,
    install,
    engine: facts,
    service: manager,
    serviceFiles: sources.files,
    unreadUnits: sources.unread ?? [],
    findDaemon: service.find,
    asked,
    file,
    proxyFiles,
    environment,
    openFiles: daemon === null ? null : await openFilesOf(daemon.identity.pid),
  };
}

/** Who names the file with `--config` does not need to know where the engine's own lies. */
function wholeOr(
  flags: readonly DockerdFlag[],
  folder: string | null,
  config: string | null,
): readonly DockerdFlag[] | ConfigUnplaced {
  const whole = withWholePaths(flags, folder);
  return 'kind' in whole && config !== null ? flags : whole;
}

/** The file that an engine with these options reads; null: not known. Where that is the file of this run, by whatever name, its own. */
async function fileReadBy(
  placed: LocateInput,
  flags: readonly DockerdFlag[],
  { install, configPath }: Located,
): Promise<string | null> {
  if (install === 'snap' || install === 'desktop' || relativeFile(flags) !== null) return null;
  const own = locateDocker({ ...placed, config: null, flags });
  if (own.kind === 'foreign') return null;
  return (await realPath(own.configPath)) === (await realPath(configPath)) ? configPath : own.configPath;
}

/** A rootless engine looks for its file by its own environment, and the shell of this run may have another. */
function homeOf(
  owner: number,
  own: Readonly<Record<string, string>>,
  { home, env }: Asker,
): Pick<LocateInput, 'home' | 'xdgConfigHome'> {
  const its = owner !== 0 && Object.keys(own).length > 0 ? own : env;
  return { home: (its === own ? own['HOME'] : null) || home, xdgConfigHome: its['XDG_CONFIG_HOME'] || null };
}

async function environmentOf(pid: number): Promise<Readonly<Record<string, string>>> {
  const text = (await readProc(`/proc/${pid}/environ`)) ?? '';
  const pairs = text.split('\0').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals > 0 ? [[pair.slice(0, equals), pair.slice(equals + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}
