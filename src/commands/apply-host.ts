import type { Asker, Inspection } from '../engines/docker/index.ts';
import { packageInfo } from '../package-info.ts';
import type { ApplyMessages } from '../terminal/messages/apply.ts';
import type { Messages } from '../terminal/messages/index.ts';
import type { Display } from './apply-display.ts';
import type { ApplySettings } from './apply-options.ts';
import { type ApplyOutcome, engineOutcome } from './apply-outcome.ts';

/** What a run needs of the process it runs in. */
export interface ApplyHost {
  readonly messages: Messages;
  readonly words: ApplyMessages;
  readonly display: Display;
  readonly asker: Asker;
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
}

/** An outcome in which all went well and nothing was done. */
export function blank({ mode }: ApplySettings, inspection: Inspection | null): ApplyOutcome {
  const { name, version } = packageInfo();
  return {
    schemaVersion: 1,
    tool: { name, version },
    action: mode.kind,
    result: 'done',
    exitCode: 0,
    reason: null,
    messages: [],
    engine: inspection === null ? null : engineOutcome(inspection),
    plan: null,
    backup: null,
    inForce: null,
    pull: null,
    log: [],
  };
}

/** Says why nothing is done. */
export async function refuse(
  settings: ApplySettings,
  { display }: Pick<ApplyHost, 'display'>,
  inspection: Inspection | null,
  reason: string,
  exitCode: number,
  messages: readonly string[],
): Promise<ApplyOutcome> {
  for (const message of messages) display.note(message);
  return { ...blank(settings, inspection), result: 'refused', reason, exitCode, messages };
}
