import { shellWord } from '../../host/shell-word.ts';

/**
 * The line for /etc/cron.d that looks as often as the timer would, and never less: cron counts the hours of a day and the days of a month. crontab(5): a percent sign ends the command.
 * `minute`: of the hour. `variables`: what the command is told by its environment. Pure.
 */
export function cronLine(
  command: readonly string[],
  variables: Readonly<Record<string, string>>,
  everyHours: number,
  minute: number,
): string {
  const days = Math.floor(everyHours / 24);
  const at =
    days > 0 ? `3 ${days === 1 ? '*' : `*/${days}`}` : `${everyHours === 1 ? '*' : `*/${everyHours}`} *`;
  const told = Object.entries(variables).map(([name, value]) => `${name}=${shellWord(value)}`);
  const words = [...told, ...command.map(shellWord)].join(' ').replaceAll('%', '\\%');
  return `${minute} ${at} * * root ${words}`;
}
