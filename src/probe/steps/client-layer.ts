import type { Wish } from '../../clients/index.ts';
import { answerOf } from '../answer-of.ts';
import type { ClientWalks } from '../client-walks.ts';
import type { DownloadTurn } from '../context.ts';
import type { Finding } from '../observation.ts';
import type { Ask, MirrorSession } from '../session.ts';
import { requestFor } from './ask-wish.ts';
import { downloadLayer, type LayerOutcome, type LayerSlice } from './layer.ts';

/**
 * The layer that stands for all, asked for in one way, and where that is refused in the other. A range that is refused is asked for again without: engines ask for none.
 * Its rate is measured on the way. Returns what is wrong with the download, which the verdict for those who wished for it rests on.
 */
export async function clientLayer(
  session: MirrorSession,
  walks: ClientWalks,
  turn: DownloadTurn,
): Promise<Finding | null> {
  const isLayer = ({ of }: Wish): boolean => of.kind === 'layer';
  let finding: Finding | null = null;
  for (let wish = walks.nextWish(isLayer); wish !== null; wish = walks.nextWish(isLayer)) {
    if (!session.mayAsk) {
      if (session.interruption === null) walks.adoptRefusal();
      break;
    }
    const request = requestFor(session, wish);
    const outcome = await askLayer(session, wish, request, turn);
    const { exchange, body } = outcome;
    session.facts.measurement ??= outcome.measurement;
    session.timings.ttfbMs ??= outcome.ttfbMs;
    finding = outcome.finding;
    if (exchange === null) break;
    const isOurEnd = exchange.kind === 'failure' && OURS.has(exchange.code);
    if (isOurEnd || finding?.verdict === 'unknown') break;
    const answer = answerOf(
      exchange,
      request.url,
      exchange.kind === 'response' && isOk(exchange.head.status) ? body : null,
    );
    const { accepted } = walks.tell({ wish, exchange, answer });
    if (accepted && finding?.code !== 'too-slow') finding = null;
    if (exchange.head?.status === 429) walks.adoptRefusal();
  }
  return finding;
}

async function askLayer(
  session: MirrorSession,
  wish: Wish,
  request: Ask,
  turn: DownloadTurn,
): Promise<LayerOutcome> {
  if (wish.of.kind !== 'layer') throw new Error(`no layer: ${wish.of.kind}`);
  const { layerBytes, firstRoundShare } = session.context.budget;
  const slice: LayerSlice = { offset: 0, bytes: Math.max(1, Math.floor(layerBytes * firstRoundShare)) };
  const outcome = await downloadLayer(session, wish.of.blob, slice, 'layer', { turn }, request);
  const status = outcome.exchange?.head?.status ?? null;
  const isRefusedRange = outcome.ranged && status !== null && status >= 400 && !FINAL.has(status);
  if (!isRefusedRange || !session.mayAsk) return outcome;
  const again = await downloadLayer(session, wish.of.blob, slice, 'layer', { turn }, request, false);
  if (again.exchange !== null && isOk(again.exchange.head?.status ?? 0)) session.recover();
  return again;
}

/** We ended it, or met our own bound. */
const OURS: ReadonlySet<string> = new Set(['aborted', 'budget-spent']);

/** These are about the blob or the asker, and no range changes them. */
const FINAL: ReadonlySet<number> = new Set([401, 404, 429]);

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}
