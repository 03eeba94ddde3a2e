import type { CommandHelp } from '../frame/messages.ts';

export type DoctorOption = 'quota' | 'format';

/** What `mirror-doctor` says besides its diagnosis, whose words are many and loaded with it. */
export interface DoctorCommandMessages {
  readonly help: CommandHelp<DoctorOption>;
  readonly argument: string;
  readonly usage: { readonly subjectWithQuota: string };
  readonly note: {
    readonly asking: (mirrors: number) => string;
    readonly stopping: string;
    readonly stdinTooLong: (mebibytes: number) => string;
  };
}
