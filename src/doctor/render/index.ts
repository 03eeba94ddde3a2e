import { asciiControls } from '../../report/json.ts';
import { inert } from '../../report/markdown-text.ts';
import type { QuotaTold } from '../../words/doctor/messages.ts';
import type { Diagnosis } from '../diagnose.ts';
import { type JsonOptions, renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText, type TextOptions } from './text.ts';
import { toldDiagnosis } from './told.ts';

export type RenderOptions = JsonOptions & Omit<TextOptions, 'verdict'>;

export type DoctorFormat = 'text' | 'markdown' | 'json';

/** Pure. */
export function renderDiagnosis(diagnosis: Diagnosis, format: DoctorFormat, options: RenderOptions): string {
  switch (format) {
    case 'text':
      return renderText(toldDiagnosis(diagnosis, options), { ...options, verdict: diagnosis.verdict });
    case 'markdown':
      return renderMarkdown(toldDiagnosis(diagnosis, options), options.words);
    case 'json':
      return renderJson(diagnosis, options);
    default:
      return format satisfies never;
  }
}

/** Pure. */
export function renderQuota(told: QuotaTold, format: DoctorFormat, { words }: RenderOptions): string {
  const lines = words.quota(told);
  if (format === 'json') {
    return `${asciiControls(JSON.stringify({ schemaVersion: 1, quota: told, sentences: lines }, null, 2))}\n`;
  }
  return `${lines.map((line) => (format === 'markdown' ? `- ${inert(line)}` : line)).join('\n')}\n`;
}
