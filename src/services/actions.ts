import { readFileState } from '../host/file-state.ts';
import { HOST } from '../host/limits.ts';
import { hangUp } from '../host/processes.ts';
import { run, succeeded } from '../host/run.ts';
import { shellWord } from '../host/shell-word.ts';
import type { CommandLineSources, Daemon, ServiceAction } from './types.ts';

/** Runs a manager's command and waits as long as a service may take to come up or go down. */
export async function perform(command: readonly [string, ...string[]]): Promise<ServiceAction> {
  const [program, ...args] = command;
  const result = await run(program, args, { timeoutMs: HOST.serviceMs });
  return succeeded(result) ? { kind: 'done' } : { kind: 'failed', command, result };
}

/** The reload of managers that have none, or whose own would also signal an engine that is still starting. */
export async function reloadBySignal(engine: Daemon): Promise<ServiceAction> {
  const outcome = await hangUp(engine.find, engine.answers);
  return outcome === 'sent' ? { kind: 'done' } : { kind: outcome };
}

/** What a person would type for it. The path is put into a shell's line, so it is quoted where a shell would read more into it. */
export function signalCommand({ pidFile }: Daemon): readonly string[] {
  return ['kill', '-HUP', `$(cat ${shellWord(pidFile)})`];
}

export async function readableFiles(paths: readonly string[]): Promise<CommandLineSources['files']> {
  const files: { path: string; text: string }[] = [];
  for (const path of paths) {
    const state = await readFileState(path, HOST.settingsBytes);
    if (state.kind === 'file') files.push({ path, text: state.bytes.toString('utf8') });
  }
  return files;
}
