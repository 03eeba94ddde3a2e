import type { FrameMessages } from '../../words/frame/messages.ts';
import { isAgreed } from '../frame/agreed.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { WatchUninstallSettings } from './command.ts';

/** 0: somebody agreed; 6: nobody did, which is told; else the signal's. */
export async function agreeToWatch(
  question: string,
  settings: WatchUninstallSettings,
  { note, service }: Pick<FrameMessages, 'note' | 'service'>,
  say: (line: string) => void,
): Promise<number> {
  const stop = stopOnSignals(() => say(note.stopping));
  try {
    if (await isAgreed(question, settings, stop.signal)) return 0;
    if (stop.exitCode !== null) return stop.exitCode;
    say(service.noConsent);
    return 6;
  } finally {
    stop.release();
  }
}
