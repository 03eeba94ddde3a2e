import type { ApplyMessages } from './apply/messages.ts';
import type { CacheMessages } from './cache/messages.ts';
import type { CatalogMessages } from './catalog/messages.ts';
import type { CheckMessages } from './check/messages.ts';
import type { DemoMessages } from './demo/messages.ts';
import type { DoctorCommandMessages } from './doctor/command-messages.ts';
import type { DoctorMessages } from './doctor/messages.ts';
import type { FrameMessages } from './frame/messages.ts';
import type { Lang } from './lang.ts';
import type { ProgressMessages } from './progress/messages.ts';
import type { RelayMessages } from './relay/messages.ts';
import type { ReportMessages } from './report/messages.ts';
import type { StatusMessages } from './status/messages.ts';
import type { SyncMessages } from './sync/messages.ts';
import type { VerdictMessages } from './verdict/messages.ts';
import type { WatchMessages } from './watch/messages.ts';

/** Every sentence a user can read, by topic. Pure code gets the topics that it needs as an argument. */
export interface Messages {
  readonly apply: ApplyMessages;
  readonly cache: CacheMessages;
  readonly catalog: CatalogMessages;
  readonly check: CheckMessages;
  readonly demo: DemoMessages;
  readonly diagnosis: DoctorMessages;
  readonly doctor: DoctorCommandMessages;
  readonly frame: FrameMessages;
  readonly progress: ProgressMessages;
  readonly relay: RelayMessages;
  readonly report: ReportMessages;
  readonly status: StatusMessages;
  readonly sync: SyncMessages;
  readonly verdict: VerdictMessages;
  readonly watch: WatchMessages;
}

export type Topic = keyof Messages;

/** One language's words on some topics; nothing else is loaded. */
export async function loadMessages<Wanted extends Topic>(
  lang: Lang,
  topics: readonly Wanted[],
): Promise<Pick<Messages, Wanted>> {
  const loaded = await Promise.all(topics.map(async (topic) => [topic, await WORDS[topic][lang]()] as const));
  return Object.fromEntries(loaded) as Pick<Messages, Wanted>;
}

type Words = {
  readonly [Key in Topic]: Readonly<Record<Lang, () => Promise<Messages[Key]>>>;
};

const WORDS: Words = {
  apply: {
    en: async () => (await import('./apply/en.ts')).applyEn,
    zh: async () => (await import('./apply/zh.ts')).applyZh,
  },
  cache: {
    en: async () => (await import('./cache/en.ts')).cacheEn,
    zh: async () => (await import('./cache/zh.ts')).cacheZh,
  },
  catalog: {
    en: async () => (await import('./catalog/en.ts')).catalogEn,
    zh: async () => (await import('./catalog/zh.ts')).catalogZh,
  },
  check: {
    en: async () => (await import('./check/en.ts')).checkEn,
    zh: async () => (await import('./check/zh.ts')).checkZh,
  },
  demo: {
    en: async () => (await import('./demo/en.ts')).demoEn,
    zh: async () => (await import('./demo/zh.ts')).demoZh,
  },
  diagnosis: {
    en: async () => (await import('./doctor/en/index.ts')).diagnosisEn,
    zh: async () => (await import('./doctor/zh/index.ts')).diagnosisZh,
  },
  doctor: {
    en: async () => (await import('./doctor/en/command.ts')).doctorEn,
    zh: async () => (await import('./doctor/zh/command.ts')).doctorZh,
  },
  frame: {
    en: async () => (await import('./frame/en.ts')).frameEn,
    zh: async () => (await import('./frame/zh.ts')).frameZh,
  },
  progress: {
    en: async () => (await import('./progress/en.ts')).progressEn,
    zh: async () => (await import('./progress/zh.ts')).progressZh,
  },
  relay: {
    en: async () => (await import('./relay/en.ts')).relayEn,
    zh: async () => (await import('./relay/zh.ts')).relayZh,
  },
  report: {
    en: async () => (await import('./report/en.ts')).reportEn,
    zh: async () => (await import('./report/zh.ts')).reportZh,
  },
  status: {
    en: async () => (await import('./status/en.ts')).statusEn,
    zh: async () => (await import('./status/zh.ts')).statusZh,
  },
  sync: {
    en: async () => (await import('./sync/en.ts')).syncEn,
    zh: async () => (await import('./sync/zh.ts')).syncZh,
  },
  verdict: {
    en: async () => (await import('./verdict/en.ts')).verdictEn,
    zh: async () => (await import('./verdict/zh.ts')).verdictZh,
  },
  watch: {
    en: async () => (await import('./watch/en.ts')).watchEn,
    zh: async () => (await import('./watch/zh.ts')).watchZh,
  },
};
