import { DEFAULT_ENGINE, type EngineName } from '../../engines/engine.ts';
import { shellWord } from '../../host/shell-word.ts';
import type { ApplySettings } from './options.ts';

interface Named extends Pick<ApplySettings, 'config' | 'dockerHost'> {
  readonly probe: Pick<ApplySettings['probe'], 'registry'>;
}

/**
 * The options with which another run finds the file of this one, as a shell reads them and each with a blank before it: its backups are
 * those of that file. Pure.
 */
export function sameTarget({ config, dockerHost, probe: { registry } }: Named, engine: EngineName): string {
  const options = [
    ...(engine === DEFAULT_ENGINE ? [] : ['--engine', engine]),
    ...(config === null ? [] : ['--config', config]),
    ...(dockerHost === null ? [] : ['--docker-host', dockerHost]),
    ...(registry === 'docker.io' ? [] : ['--registry', registry]),
  ];
  return options.map((word) => ` ${shellWord(word)}`).join('');
}

/** What brings the engine up again. systemd refuses one that failed several times in ten seconds until it is told to forget that (StartLimitBurst). Pure. */
export function comeUpCommand(command: readonly string[] | null): string | null {
  if (command === null) return null;
  const [program, unit = ''] = [command[0], command.at(-1)];
  const line = command.join(' ');
  if (program !== 'systemctl') return line;
  return `${[...command.slice(0, -2), 'reset-failed', unit].join(' ')} && ${line}`;
}
