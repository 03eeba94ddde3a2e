import type { CommandHelp } from '../frame/messages.ts';

/** The options of `mirror-check` beside those that say whom to ask and how. */
export type CheckOption = 'top' | 'format' | 'output' | 'printName' | 'compose';

/** What `mirror-check` says besides its report. */
export interface CheckMessages {
  readonly help: CommandHelp<CheckOption> & {
    /** The argument `[url...]`. */
    readonly urls: string;
  };
  readonly note: {
    readonly noNetwork: string;
    /** `--print-name`, and no mirror is usable at all. */
    readonly noneUsable: string;
    /** `--print-name`, and no usable mirror takes the image under a name. */
    readonly noNames: string;
  };
}
