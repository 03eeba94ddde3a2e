import { callerOfSudo, checkOwnCode } from '../../host/own-code.ts';
import { ownCode } from '../../host/own-code-parts.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { serviceProgram } from '../../use/install/service-program.ts';
import type { ServiceMessages } from '../../words/frame/messages.ts';
import { copyForRoot } from './copy-for-root.ts';
import { releasesPage } from './installed-program.ts';

/** Why a command ends before it does anything. */
export interface ServiceRefusal {
  readonly kind: 'refusal';
  readonly sentence: string;
  readonly code: number;
}

/** Not without root, and not by a program that somebody other than root can change. null: go on. */
export async function refusedToServe(told: ServiceMessages): Promise<ServiceRefusal | null> {
  if (process.geteuid?.() !== 0) return { kind: 'refusal', sentence: told.needsRoot, code: 6 };
  const safety = checkOwnCode(ownCode(), callerOfSudo(process.env));
  if (safety.kind === 'safe') return null;
  const copy = await copyForRoot(safety);
  const sentence = told.unsafe(cleanText(safety.path), copy, releasesPage());
  return { kind: 'refusal', sentence, code: 3 };
}

/** The words that start a command of ours as a service, or why none can be started from where we are. */
export async function programToServe(
  name: Parameters<typeof serviceProgram>[0],
  told: ServiceMessages,
): Promise<ServiceRefusal | { readonly kind: 'program'; readonly command: readonly string[] }> {
  const program = serviceProgram(name);
  if (program.kind === 'program') return program;
  const sentence = told.passing(cleanText(program.path), await copyForRoot(null), releasesPage());
  return { kind: 'refusal', sentence, code: 3 };
}
