import { homedir } from 'node:os';
import { addAbortSignal } from 'node:stream';
import { diagnose } from '../../doctor/diagnose.ts';
import { renderDiagnosis, renderQuota } from '../../doctor/render/index.ts';
import { subjectOf } from '../../doctor/subject.ts';
import { packageInfo } from '../../package-info.ts';
import { shownInColour } from '../../registry/shown.ts';
import { columnsOf, openScreen } from '../../terminal/screen.ts';
import { examine } from '../../use/doctor/examine.ts';
import { mayBeAsked } from '../../use/doctor/plan-outside.ts';
import { askQuota } from '../../use/doctor/quota.ts';
import { readTail } from '../../use/doctor/read-tail.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import { installFirst, isRunByNpx } from '../frame/installed-program.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { DoctorSettings } from './command.ts';

const EXIT_CODES = { healthy: 0, cause: 1, unknown: 4, rights: 6 } as const;

/** Looks, thinks, tells. */
export async function doctor(
  { given, quota, format, screen: wanted }: DoctorSettings,
  run: CommandRun<'doctor'>,
): Promise<number> {
  const { note } = run.words.doctor;
  const { diagnosis: words, ...screenWords } = await loadMessages(run.lang, [
    'diagnosis',
    'progress',
    'verdict',
  ]);
  const screen = openScreen(wanted, { ...run.words, ...screenWords });
  const stop = stopOnSignals(() => screen.note(note.stopping));
  const { platform, arch, env } = process;
  const uid = process.geteuid?.() ?? null;
  const sudo = platform === 'linux' && uid !== 0 ? 'sudo ' : '';
  const before = installFirst(isRunByNpx(env), { sudo: sudo !== '' });
  const host = {
    asker: { platform, env, home: homedir(), uid },
    arch,
    signal: stop.signal,
    onAsking: (mirrors: number) => screen.note(note.asking(mirrors)),
  };
  try {
    const chalk = screen.chalkFor(process.stdout);
    const options = {
      words,
      chalk,
      columns: columnsOf(process.stdout),
      shell: { apply: `${before}${sudo}mirror-apply`, sudo },
      asRoot: `${before}sudo mirror-doctor`,
      tool: packageInfo(),
      at: new Date(),
    };
    if (quota) {
      const told = await askQuota(host);
      const written = await run.write(shownInColour(renderQuota(told, format, options), chalk.level));
      return written === 0 ? (stop.exitCode ?? (told.failure === null ? 0 : 4)) : written;
    }
    const text = given === '-' ? await readTail(addAbortSignal(stop.signal, process.stdin)) : given;
    const subject = subjectOf(text, given === '-' ? (registry) => mayBeAsked(registry) : null);
    const diagnosis = diagnose(await examine(subject, host));
    if (stop.exitCode !== null) return stop.exitCode;
    const written = await run.write(shownInColour(renderDiagnosis(diagnosis, format, options), chalk.level));
    return written === 0 ? EXIT_CODES[diagnosis.verdict] : written;
  } finally {
    screen.stop();
    stop.release();
  }
}
