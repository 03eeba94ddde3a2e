import type { CommandHelp } from '../frame/messages.ts';

/** What `mirror-check` says besides its report. */
export interface CheckMessages {
  readonly help: CommandHelp<'top' | 'format' | 'output'> & {
    /** The argument `[url...]`. */
    readonly urls: string;
  };
  readonly note: { readonly noNetwork: string };
}
