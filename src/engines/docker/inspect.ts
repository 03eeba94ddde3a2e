import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { type FileState, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
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
import { type Endpoint, isLocalEndpoint, renderEndpoint } from './endpoint.ts';
import { engineFacts } from './engine-facts.ts';
import { findEngineProgram } from './engine-program.ts';
import { type Asker, type EndpointProblem, findEndpoint } from './find-endpoint.ts';
import { type DockerdFlag, effectiveFlags, flagsOfService } from './flags.ts';
import { type Located, type LocateInput, locateDocker, type NotLocated } from './locate.ts';
import { type OtherUsersEngine, otherUsersEngine } from './other-user.ts';
import { outOfSight } from './out-of-sight.ts';
import type { EngineFacts } from './plan/index.ts';
import { othersProxies, type ProxyFiles, readProxyFiles } from './proxy-files.ts';
import { type ReachProblem, reachEngine } from './reach.ts';
import { serviceProxies } from './service-proxies.ts';
import { startedProxies } from './started-proxies.ts';
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
  /** What checks a file: proven to be an engine's program that nobody else can have changed. null: none is found. */
  readonly program: string | null;
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
  | CommonAbsence;

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
  const serviceFlags = flagsOfService({
    systemd: manager.traits.hasUnits,
    files: sources.files,
  });
  const runsIn = daemon === null ? null : await processFolder(daemon.identity.pid);
  const flags = wholeOr(
    effectiveFlags(daemon?.argv ?? null, serviceFlags),
    runsIn ?? sources.folder,
    options.config,
  );
  if ('kind' in flags) return flags;
  // Without a manager nobody knows how it will be started; with one whose files cannot be read, as it was.
  const known = manager.traits.restarts && sources.files.length > 0;
  const nextFlags = known ? wholeOr(serviceFlags, sources.folder, options.config) : flags;
  if ('kind' in nextFlags) return nextFlags;
  const callersHome = await sudoHome(asker);
  const placed = {
    platform: asker.platform === 'darwin' || asker.platform === 'win32' ? asker.platform : 'linux',
    wsl: /microsoft/i.test((await readProc('/proc/version')) ?? ''),
    home: asker.home,
    xdgConfigHome: asker.env['XDG_CONFIG_HOME'] || null,
    endpoint,
    local,
    context,
    engine: engine?.identity ?? null,
    snap: manager.kind === 'snap',
    flags,
    uci: await isThere('/etc/config/dockerd'),
    config: options.config === null ? null : path.resolve(options.config),
  } as const;
  const install = locateDocker(placed);
  if (install.kind === 'foreign') return install;
  // Docker Desktop's is a process of the user's own, which no other user has to believe.
  const own = install.install === 'desktop' && asker.uid !== 0;
  if (engine !== null && answerer === 'elsewhere' && !own) return await outOfSight(endpoint, engine);

  const file = await readFileState(install.configPath, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const read = await readProxyFiles(install);
  if (read.kind === 'file-failure') return read;
  const { proxyFiles } = read;
  // Without a manager, what it takes for the command line is that of any dockerd on this machine.
  const execStart = manager.traits.restarts ? sources.execStart : null;
  const proof = await findEngineProgram({ daemon, execStart, owner: owner.uid, asker });
  const program = proof?.kind === 'proven' ? proof.path : null;
  const homes = [...(callersHome === null ? [] : [callersHome]), asker.home];
  const otherFile = daemon === null ? null : await otherFileOf(placed, nextFlags);
  const environment = daemon === null ? {} : await environmentOf(daemon.identity.pid);
  const looked = await engineFacts({
    engine,
    daemon,
    file,
    flags,
    nextFlags,
    install,
    asker,
    homes,
    program,
  });
  const found = {
    ...looked,
    nextEnvironment: othersProxies(
      serviceProxies({ systemd: manager.traits.hasUnits, files: sources.files }),
      proxyFiles,
    ),
    othersEnvironment: serviceProxies({
      systemd: manager.traits.hasUnits,
      files: sources.files.filter(({ path: one }) => one !== proxyFiles.dropIn?.path),
    }),
    startedProxies: await startedProxies(daemon?.identity ?? null, file, environment, looked.version),
  };
  const facts = otherFile === null ? found : { ...found, otherFile };
  if (!facts.running && facts.version === null && options.config === null && install.install === 'rootful') {
    if (proof?.kind === 'unproven' && proof.why === 'unsafe') {
      return {
        kind: 'not-proven',
        endpoint: renderEndpoint(endpoint),
        what: { kind: 'program', program: proof },
      };
    }
    return { kind: 'no-engine', hidden: await hidesProcesses() };
  }
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
    program,
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

/** Of an engine whose command line is known: the file that it reads, if `--config` names none that it does now or at its next start. */
async function otherFileOf(placed: LocateInput, nextFlags: readonly DockerdFlag[]): Promise<string | null> {
  if (placed.config === null || placed.snap) return null;
  const meant = await realPath(placed.config);
  let reads: string | null = null;
  for (const flags of [nextFlags, placed.flags]) {
    // Where that lies nobody knows: it may be the one that is named.
    if (relativeFile(flags) !== null) return null;
    const own = locateDocker({ ...placed, config: null, flags });
    if (own.kind === 'foreign' || (await realPath(own.configPath)) === meant) return null;
    reads = own.configPath;
  }
  return reads;
}

async function environmentOf(pid: number): Promise<Readonly<Record<string, string>>> {
  const text = (await readProc(`/proc/${pid}/environ`)) ?? '';
  const pairs = text.split('\0').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals > 0 ? [[pair.slice(0, equals), pair.slice(equals + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}
