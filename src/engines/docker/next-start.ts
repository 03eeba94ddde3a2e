import type { ProvenProcess } from '../../host/prove-process.ts';
import type { ProgramProof } from '../../host/prove-program.ts';
import { run, succeeded } from '../../host/run.ts';
import type { CommandLineSources, ServiceManager } from '../../services/index.ts';
import type { Proxies } from './daemon-json/index.ts';
import { findEngineProgram } from './engine-program.ts';
import type { Asker } from './find-endpoint.ts';
import { type DockerdFlag, flagsOfService } from './flags.ts';
import { othersProxies, type ProxyFiles } from './proxy-files.ts';
import { serviceProxies } from './service-proxies.ts';
import { type EngineVersion, parseEngineVersion } from './version.ts';

/** What runs once the engine is started anew, as its service manager has it today. Held against what runs: whatever differs is pending. */
export interface NextStart {
  /** The engine's program, proven by its file: it judges a file too. null: none is found. */
  readonly program: string | null;
  /** What that program says of itself; null: it was not asked, or names no release. */
  readonly version: EngineVersion | null;
  /** What the service starts in the place of an engine: a script of somebody's own, which may start any engine with any options. null: none. */
  readonly script: string | null;
  /** Its command line, as the service's files have it; that of the process that runs, where they do not tell. */
  readonly flags: readonly DockerdFlag[];
  /** The daemon.json that it reads; null: not known. */
  readonly file: string | null;
  /** The proxies of its environment, those of our own file not among them; null: not looked at. */
  readonly proxies: Proxies | null;
  /** The same, whatever our own file says of them. */
  readonly othersProxies: Proxies | null;
  /** All that give it any, our own file among them; null: not all of them can be seen, so that one that is not among these may be set all the same. */
  readonly allProxies: Proxies | null;
}

/** What a service manager starts, and what of it is known without a look at the engine's files. */
export type Started = Pick<NextStart, 'program' | 'version' | 'script'> & {
  readonly proof: ProgramProof | null;
};

/** The program of the next start. `daemon`: the process that runs, which counts where the service does not tell. */
export async function startedProgram(
  { traits }: Pick<ServiceManager, 'traits'>,
  { execStart }: Pick<CommandLineSources, 'execStart'>,
  daemon: ProvenProcess | null,
  owner: number,
  asker: Pick<Asker, 'platform' | 'env'>,
): Promise<Started> {
  // Without a manager, what it takes for the command line is that of any dockerd on this machine.
  const command = traits.restarts ? execStart : null;
  const found = await findEngineProgram({ daemon, execStart: command, owner, asker });
  const program = found.proof?.kind === 'proven' ? found.proof.path : null;
  return { proof: found.proof, script: found.script, program, version: await versionOf(program) };
}

/** Its proxies, of which our own file is told apart. */
export function startedEnvironment(
  { traits }: Pick<ServiceManager, 'traits'>,
  { files, inherited }: Pick<CommandLineSources, 'files' | 'inherited'>,
  proxyFiles: ProxyFiles,
  isRoot: boolean,
): Pick<NextStart, 'proxies' | 'othersProxies' | 'allProxies'> {
  const all = serviceProxies({ systemd: traits.hasUnits, files });
  return {
    proxies: othersProxies(all, proxyFiles),
    othersProxies: serviceProxies({
      systemd: traits.hasUnits,
      files: files.filter(({ path }) => path !== proxyFiles.dropIn?.path),
    }),
    // Files of passwords are read by root alone, an init script may set what no reading of it shows, and so may the manager itself.
    allProxies: traits.hasUnits && isRoot && inherited?.some(isProxy) === false ? all : null,
  };
}

const isProxy = (name: string): boolean => /^(?:https?|no|all)_proxy$/i.test(name);

/** Its options; null: without a manager nobody knows how it will be started, and with one whose files cannot be read neither. */
export function startedFlags(
  { traits }: Pick<ServiceManager, 'traits'>,
  { files }: Pick<CommandLineSources, 'files'>,
): readonly DockerdFlag[] | null {
  return traits.restarts && files.length > 0 ? flagsOfService({ systemd: traits.hasUnits, files }) : null;
}

/** `Docker version 20.10.24+dfsg1, build 297e128`; null where there is no dockerd to ask. */
async function versionOf(program: string | null): Promise<EngineVersion | null> {
  if (program === null) return null;
  const result = await run(program, ['--version']);
  if (!succeeded(result)) return null;
  return parseEngineVersion(/version ([^,\s]+)/.exec(result.stdout)?.[1] ?? '');
}
