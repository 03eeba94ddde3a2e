import type { Invalid } from '../../change/hands.ts';
import { HOST } from '../../host/limits.ts';
import { loneId } from '../../host/lone-id.ts';
import { run } from '../../host/run.ts';
import { capabilitiesOf } from './capabilities.ts';
import { readDaemonJson } from './daemon-json/index.ts';
import { type DockerdFlag, sameFlags } from './flags.ts';
import { checkMirror } from './mirror-rules.ts';
import type { NextStart } from './next-start.ts';
import type { EngineFacts } from './plan/index.ts';

/**
 * Would this engine start with the file? Judged by its own program with the service's own flags: `--validate` from 23.0 on. An
 * older one is started as a user without any privilege: a bad file is the first thing that it stops at, the missing
 * privilege the second (facts tried on 20.10). And by our own reading of the mirrors, which `--validate` passes before 28.3.
 * null: nothing speaks against it.
 */
export async function validateConfig(
  path: string,
  bytes: Uint8Array,
  engine: Judged,
): Promise<Invalid | null> {
  const capabilities = capabilitiesOf(engine.version);
  const document = readDaemonJson(bytes, engine.version);
  if (document.kind === 'problem') return { by: 'us', lines: [`${document.line}:${document.column}`] };
  const wrong = (document.registryMirrors ?? []).filter((url) => !checkMirror(url, capabilities).ok);
  if (wrong.length > 0) return { by: 'us', lines: wrong };
  // No program to ask: what is said of the file is said by us.
  const judged = await askEngine(path, engine);
  if (judged?.kind === 'mute') return { by: 'dockerd', lines: [`dockerd --validate: ${judged.how}`] };
  return judged === null ? null : { by: 'dockerd', lines: judged.lines };
}

/** What the engine's own program says against a file. `mute`: it came to no word. null: nothing, or it cannot be asked. */
type Judgement =
  | { readonly kind: 'refuses'; readonly lines: readonly string[] }
  | { readonly kind: 'mute'; readonly how: string }
  | null;

/** Its own word counts of the program, which an upgrade may have replaced since the engine started. */
type Judged = Pick<EngineFacts, 'version' | 'flags'> & {
  readonly next: Pick<NextStart, 'program' | 'version' | 'flags'>;
};

/** By the flags of the process that runs, and of the next start. */
export async function askEngine(path: string, { version, flags, next }: Judged): Promise<Judgement> {
  const { program } = next;
  if (program === null) return null;
  const judge = capabilitiesOf(next.version ?? version).validateFlag ? byValidateFlag : byUnprivilegedStart;
  // A command line that changed since the start is the next start's; the running one tells what no file of the service does.
  const lines = sameFlags(flags, next.flags) ? [flags] : [flags, next.flags];
  const judged = await Promise.all(
    lines.map((line) =>
      judge(program, [`--config-file=${path}`, ...line.filter(isPassedOn).flatMap(argumentsOf)]),
    ),
  );
  return judged.find((one) => one?.kind === 'refuses') ?? judged.find((one) => one !== null) ?? null;
}

async function byValidateFlag(program: string, args: readonly string[]): Promise<Judgement> {
  const result = await run(program, ['--validate', ...args], { timeoutMs: HOST.validateMs });
  if (result.kind === 'not-started') return null;
  if (result.kind !== 'exited') return { kind: 'mute', how: result.kind };
  return result.code === 0 ? null : { kind: 'refuses', lines: linesOf(result.stderr) };
}

async function byUnprivilegedStart(program: string, args: readonly string[]): Promise<Judgement> {
  // Who has no privilege has none to give up.
  const id = process.geteuid?.() === 0 ? ((await loneId()) ?? NOBODY) : null;
  const user = id === null ? {} : { user: { uid: id, gid: id } };
  const result = await run(program, args, { timeoutMs: HOST.validateMs, ...user });
  if (result.kind !== 'exited') return null;
  const lines = linesOf(result.stderr);
  const refused = lines.filter((line) => line.includes('unable to configure the Docker daemon'));
  // A file that only root may read tells nobody anything: then our own reading has to do.
  return refused.length === 0 || refused.every((line) => line.includes('permission denied'))
    ? null
    : { kind: 'refuses', lines: refused };
}

/** What the kernel calls overflowuid: owns nothing. Other daemons' user too: only where there is no id that nobody else has. */
const NOBODY = 65_534;

/** The file is named anew; a pid file or a socket of the running one is none of a check's business. */
function isPassedOn({ name }: DockerdFlag): boolean {
  return name !== 'config-file' && name !== 'validate';
}

function argumentsOf({ name, value }: DockerdFlag): readonly string[] {
  if (name.length === 1) return value === null ? [`-${name}`] : [`-${name}`, value];
  return [value === null ? `--${name}` : `--${name}=${value}`];
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
