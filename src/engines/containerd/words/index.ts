import { cleanText } from '../../../registry/untrusted-text.ts';
import { choiceWords, isCommonWarning, withChoice } from '../../choose/words.ts';
import type { EngineWords } from '../../engine.ts';
import type { LinesToWrite, NoEdit } from '../config-file.ts';
import type { Containerd } from '../engine.ts';
import type { ContainerdMessages } from './messages.ts';

export async function containerdWords(lang: 'en' | 'zh'): Promise<EngineWords<Containerd>> {
  const [messages, choice] = await withChoice<ContainerdMessages>(lang, {
    en: async () => (await import('./en.ts')).containerdEn,
    zh: async () => (await import('./zh.ts')).containerdZh,
  });
  const { noFit, ...chosen } = choiceWords<Containerd['flaw']>(choice, ({ kind }) => messages.flaw[kind]);
  return {
    ...chosen,
    title: 'containerd',
    engine: ({ version, running }) => messages.engine(version, running),
    absence: (why) =>
      why.kind === 'no-engine'
        ? { kind: 'refused', reason: why.kind, sentences: [messages.noEngine] }
        : {
            kind: why.kind === 'foreign-option' ? 'usage' : 'refused',
            reason: why.kind,
            sentences: messages.absence(cleaned(why)),
          },
    refusal: (reason, verdict) =>
      reason.kind === 'no-fit-mirror' ? noFit(reason, verdict) : [messages.refusal(cleanedReason(reason))],
    warning: (warning) => (isCommonWarning(warning) ? choice.warning(warning) : messages.warning(warning)),
    containers: () => messages.containersGoOn,
  };
}

/** What stands in other people's files. */
function cleaned(why: Containerd['absence']): Containerd['absence'] {
  switch (why.kind) {
    case 'bad-config':
      return { ...why, lines: why.lines.slice(-1).map((line) => cleanText(line, 400)) };
    case 'imports':
      return { ...why, files: why.files.map((file) => cleanText(file)) };
    case 'two-folders':
    case 'no-config-path':
      return { ...why, write: cleanedLines(why.write) };
    default:
      return why;
  }
}

/** The folder in them is as its configuration has it; they stay indented. */
function cleanedLines(write: LinesToWrite | NoEdit): LinesToWrite | NoEdit {
  if (write.kind !== 'lines') return write;
  return {
    ...write,
    lines: write.lines.map((line) => line.replace(/\S.*/s, (rest) => cleanText(rest, 400))),
  };
}

function cleanedReason(reason: Containerd['reason']): Containerd['reason'] {
  return 'folder' in reason ? { ...reason, folder: cleanText(reason.folder) } : reason;
}
