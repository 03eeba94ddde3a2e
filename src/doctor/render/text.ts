import type { ChalkInstance } from 'chalk';
import type { DoctorMessages } from '../../words/doctor/messages.ts';
import { displayWidth, wrap } from '../../words/width.ts';
import type { DiagnosisVerdict } from '../diagnose.ts';
import type { ToldDiagnosis } from './told.ts';

export interface TextOptions {
  readonly words: DoctorMessages;
  readonly chalk: ChalkInstance;
  readonly columns: number;
  readonly verdict: DiagnosisVerdict;
}

/** For a terminal, as wide as it is. Commands are never broken: they are there to be copied. */
export function renderText(told: ToldDiagnosis, { words, chalk, columns, verdict }: TextOptions): string {
  const { head } = words;
  const flow = (text: string, indent: string, first = indent): string[] =>
    wrap(text, Math.max(LEAST_COLUMNS, columns - displayWidth(indent))).map(
      (line, index) => `${index === 0 ? first : indent}${line}`,
    );
  const items = (lines: readonly string[]): string[] => lines.flatMap((line) => flow(line, '    ', '  - '));
  const block = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', chalk.bold(title), ...lines];
  const paint = verdict === 'healthy' ? chalk.green : chalk.red;
  const certainty = told.certainty === null ? '' : ` [${told.certainty}]`;
  const lines = [
    ...(told.text === null ? [] : [...told.text.flatMap((line) => flow(line, '')), '']),
    ...flow(`${told.head}${certainty}`, '').map((line) => paint(line)),
    ...block(head.proof, items(told.proof)),
    ...block(head.why, told.why === null ? [] : flow(told.why, '  ')),
    ...block(
      head.remedy,
      remedyLines(told, (text) => flow(text, '  '), chalk),
    ),
    ...block(head.also, items(told.findings)),
    ...block(head.ruledOut, told.ruledOut.length === 0 ? [] : flow(words.list(told.ruledOut), '  ')),
    ...block(head.notSeen, items(told.notSeen)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Narrower than this nothing can be read. */
const LEAST_COLUMNS = 20;

function remedyLines(
  { remedy }: ToldDiagnosis,
  flow: (text: string) => readonly string[],
  chalk: ChalkInstance,
): readonly string[] {
  if (remedy === null) return [];
  const { sentence, command } = remedy;
  return [...flow(sentence), ...(command === null ? [] : [`    ${chalk.cyan(command)}`])];
}
