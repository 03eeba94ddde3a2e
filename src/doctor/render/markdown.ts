import { code, inert } from '../../report/markdown-text.ts';
import type { DoctorMessages } from '../../words/doctor/messages.ts';
import type { ToldDiagnosis } from './told.ts';

/** For an issue or a chat. What is quoted of strangers takes no effect in it. */
export function renderMarkdown(told: ToldDiagnosis, { head, list }: DoctorMessages): string {
  const items = (lines: readonly string[]): string[] => lines.map((line) => `- ${inert(line)}`);
  const block = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `**${title}**`, '', ...lines];
  const certainty = told.certainty === null ? '' : ` (${told.certainty})`;
  const { remedy } = told;
  const lines = [
    ...(told.text === null ? [] : [...told.text.map((line) => `> ${inert(line)}`), '']),
    `${inert(told.head)}${certainty}`,
    ...block(head.proof, items(told.proof)),
    ...block(head.why, told.why === null ? [] : [inert(told.why)]),
    ...block(
      head.remedy,
      remedy === null
        ? []
        : [inert(remedy.sentence), ...(remedy.command === null ? [] : ['', code(remedy.command)])],
    ),
    ...block(head.also, items(told.findings)),
    ...block(head.ruledOut, told.ruledOut.length === 0 ? [] : [inert(list(told.ruledOut))]),
    ...block(head.notSeen, items(told.notSeen)),
  ];
  return `${lines.join('\n')}\n`;
}
