import { setMaxListeners } from 'node:events';
import { PROBE_BUDGET, SURVEY, TIMEOUTS, type Timeouts } from '../limits.ts';
import type { SurveyListener } from '../survey/events.ts';
import { openHub } from '../survey/hub.ts';
import { type SurveyResult, survey } from '../survey/survey.ts';
import type { WayOut } from './network.ts';
import type { ProbeSettings } from './probe-settings.ts';
import type { SurveyOrder } from './survey-order.ts';

/** The options that say how mirrors are asked, not which. */
export type ConductSettings = Pick<
  ProbeSettings,
  | 'registry'
  | 'platform'
  | 'clients'
  | 'throughput'
  | 'timeoutSeconds'
  | 'bytes'
  | 'concurrency'
  | 'finalists'
>;

/** Asks the mirrors, through this network, until all is known, the deadline comes or `signal` aborts. */
export async function conductSurvey(
  settings: ConductSettings,
  order: SurveyOrder,
  network: WayOut,
  signal: AbortSignal,
  onEvent: SurveyListener,
): Promise<SurveyResult> {
  const { candidates, image, furtherImages, upstream, reference, deadlineSeconds, unthrottled } = order;
  const run = new AbortController();
  // Every mirror's clock listens.
  setMaxListeners(0, run.signal);
  const stop = (): void => run.abort('aborted');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const deadline = setTimeout(() => run.abort('deadline'), deadlineSeconds * 1000);
  const timeouts: Timeouts = { ...TIMEOUTS, mirrorMs: settings.timeoutSeconds * 1000 };
  const asksHub = reference.some(({ kind }) => kind === 'hub' || kind === 'given');
  const hub =
    upstream === null || !asksHub
      ? null
      : openHub(
          network.open(() => true),
          upstream,
          image,
          { timeouts, signal: run.signal },
        );
  try {
    return await survey({
      candidates,
      probe: {
        registry: settings.registry,
        upstreamHost: upstream?.host ?? null,
        image,
        furtherImages,
        platform: settings.platform,
        clients: settings.clients,
        throughput: settings.throughput,
        timeouts,
        budget: { ...PROBE_BUDGET, layerBytes: settings.bytes },
        openTransport: (_, admit) => network.open(admit),
        now: Date.now,
      },
      concurrency: settings.concurrency,
      downloadsAtOnce: SURVEY.downloadsAtOnce,
      finalists: settings.finalists,
      unthrottled: new Map(unthrottled),
      reference,
      hub,
      signal: run.signal,
      onEvent,
    });
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
    await hub?.close();
  }
}
