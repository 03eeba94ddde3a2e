import type { Messages } from '../../words/index.ts';
import { refusedToServe, type ServiceRefusal } from '../frame/service-program.ts';

/** Not on this system, else as every service of ours. null: go on. */
export async function refusedToWatch({
  watch,
  frame,
}: Pick<Messages, 'watch' | 'frame'>): Promise<ServiceRefusal | null> {
  if (process.platform === 'linux') return await refusedToServe(frame.service);
  return { kind: 'refusal', sentence: watch.onlyLinux, code: 3 };
}
