import { hiddenLines, holdsCredentials } from '../../change/masked-text.ts';
import { netFiles, type Stage } from '../../change/types.ts';
import type { ApplyMessages } from '../../words/apply/messages.ts';

/**
 * What belongs to a change beside the one file that is printed, and does not come true without: proxies of an engine before 23.0 stand
 * in a drop-in of its service. Passwords are masked. Empty: the printed file is all. Pure.
 */
export function otherFileLines(
  stages: readonly Stage<unknown>[],
  printed: string,
  startCommand: readonly string[] | null,
  { plan, problem }: Pick<ApplyMessages, 'plan' | 'problem'>,
): readonly string[] {
  const others = netFiles(stages).filter(({ path }) => path !== printed);
  if (others.length === 0) return [];
  const secret = others.some(({ after, hide }) => after !== null && holdsCredentials(after, hide));
  const restarts = startCommand !== null && stages.some(({ activation }) => activation.kind === 'restart');
  const [sudo, manager] = startCommand?.includes('--user')
    ? ['', 'systemctl --user']
    : ['sudo ', 'systemctl'];
  const commands = [
    ...(others.some(({ unit }) => unit) ? [`${sudo}${manager} daemon-reload`] : []),
    ...(restarts ? [`${sudo}${startCommand.join(' ')}`] : []),
  ];
  return [
    plan.otherFiles,
    ...others.flatMap(({ path, after, mode, hide }) => [
      plan.otherFile(path, after === null ? 'goes' : mode === 'private' ? 'secret' : 'plain'),
      ...(after === null ? [] : hiddenLines(textOf(after), hide).map((line) => `    ${line}`)),
    ]),
    ...(secret ? [problem.passwordLeftOut] : []),
    ...(commands.length === 0 ? [] : [plan.afterOtherFiles, `    ${commands.join(' && ')}`]),
  ];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').trimEnd();
}
