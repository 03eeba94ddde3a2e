import { Chalk, type ChalkInstance } from 'chalk';

/** chalk's levels: none, 16 colours, 256, 16 million. */
export type ColourLevel = 0 | 1 | 2 | 3;

export interface ColourQuestion {
  /** `--color`, `--no-color`, or neither. */
  readonly flag: boolean | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the stream that is written to is a terminal. */
  readonly isTTY: boolean;
}

/**
 * flag > FORCE_COLOR > NO_COLOR > TERM=dumb > isTTY. A variable that is set to nothing is not set.
 * https://no-color.org, https://force-color.org; FORCE_COLOR=0..3 as Node and chalk read it.
 */
export function colourLevel({ flag, env, isTTY }: ColourQuestion): ColourLevel {
  if (flag !== null) return flag ? atLeastOne(depth(env)) : 0;
  const forced = env['FORCE_COLOR'];
  if (forced) return forcedLevel(forced, env);
  if (env['NO_COLOR'] || env['TERM'] === 'dumb' || !isTTY) return 0;
  return depth(env);
}

/** The instance that is handed to renderers; chalk's own singleton looks at the process and is not used. */
export function createChalk(level: ColourLevel): ChalkInstance {
  return new Chalk({ level });
}

function forcedLevel(value: string, env: ColourQuestion['env']): ColourLevel {
  switch (value) {
    case '0':
    case 'false':
      return 0;
    case '1':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    default:
      return atLeastOne(depth(env));
  }
}

/** What the terminal says of itself. Windows says nothing, and has had 16 colours since 2016. */
function depth(env: ColourQuestion['env']): ColourLevel {
  const { COLORTERM: colourTerm = '', TERM: term = '', WT_SESSION: windowsTerminal } = env;
  if (term === 'dumb') return 0;
  if (/^(?:truecolor|24bit)$/i.test(colourTerm) || windowsTerminal) return 3;
  return /-256(?:color)?$/i.test(term) ? 2 : 1;
}

function atLeastOne(level: ColourLevel): ColourLevel {
  return level === 0 ? 1 : level;
}
