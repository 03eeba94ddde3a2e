import type { ScreenSettings } from '../../terminal/screen.ts';
import type { OptionReader } from './option-reader.ts';

/** `--color`, `--no-color`, `--quiet`, `--verbose`. */
export function screenSettings(options: OptionReader): ScreenSettings {
  return {
    color: options.choice('color'),
    quiet: options.flag('quiet'),
    verbose: options.flag('verbose'),
  };
}
