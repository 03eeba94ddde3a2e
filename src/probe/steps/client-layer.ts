import type { ClientRequest } from '../../clients/index.ts';
import { answerOf } from '../answer-of.ts';
import type { ClientWalks } from '../client-walks.ts';
import type { DownloadTurn } from '../context.ts';
import { LAYER } from '../limits.ts';
import type { Finding } from '../observation.ts';
import type { Ask, MirrorSession } from '../session.ts';
import { requestFor } from './ask-wish.ts';
import { downloadLayer, type LayerOutcome, type LayerSlice } from './layer.ts';
import { isAskedBothWays } from './walk-stage.ts';

/**
 * The layer that stands for all, asked for in one way, and where that is refused in the other. A range that is refused is asked for again without: engines ask for none.
 * Its rate is measured on the way. Returns what is wrong with the download, which the verdict for those who wished for it rests on.
 */
export async function clientLayer(
  session: MirrorSession,
  walks: ClientWalks,
  turn: DownloadTurn,
): Promise<Finding | null> {
  const { layerBytes, firstRoundShare } = session.context.budget;
  const bytes = Math.max(1, Math.floor(layerBytes * firstRoundShare));
  let finding: Finding | null = null;
  for (let wish = walks.nextWish(isLayer); wish !== null; wish = walks.nextWish(isLayer)) {
    if (!session.mayAsk) {
      if (session.interruption === null) walks.adoptRefusal();
      break;
    }
    const outcome = await takeLayer(session, walks, wish, { bytes, turn });
    session.facts.measurement ??= outcome.measurement;
    session.timings.ttfbMs ??= outcome.ttfbMs;
    finding = outcome.finding;
    if (outcome.end === 'ours') break;
    if (outcome.end !== 'accepted') continue;
    // A warm ping may have been refused before.
    session.recover();
    return finding?.code === 'too-slow' ? finding : null;
  }
  return finding;
}

/** What came right for one client is asked for as the other does, a beginning of it. It needs no turn on the line, and its rate is nobody's. Returns what is wrong with it, which is the other's alone. */
export async function otherLayer(session: MirrorSession, walks: ClientWalks): Promise<Finding | null> {
  let found: Finding | null = null;
  for (let wish = walks.nextWish(isLayer); wish !== null; wish = walks.nextWish(isLayer)) {
    if (!session.mayAsk) break;
    const { end, finding } = await takeLayer(session, walks, wish, {
      bytes: otherBytes(wish),
      turn: NO_TURN,
    });
    if (end === 'ours') break;
    if (end === 'refused') found = finding;
    // One client came through: what refuses the other is not final.
    if (!walks.isLimited) session.recover();
  }
  return found;
}

/** A small layer is read whole, and so as engines do, without a range. */
function otherBytes({ of }: ClientRequest): number {
  return of.kind === 'layer' && of.blob.size <= LAYER.codedBytes ? of.blob.size : LAYER.otherWayBytes;
}

const isLayer = ({ of }: ClientRequest): boolean => of.kind === 'layer';

const NO_TURN: DownloadTurn = {
  received: () => {},
  mayWin: () => true,
  unshared: (measurement) => measurement,
};

interface Taken extends Pick<LayerOutcome, 'finding' | 'measurement' | 'ttfbMs'> {
  /** `ours`: we ended it, or met our own bound. */
  readonly end: 'accepted' | 'refused' | 'ours';
}

async function takeLayer(
  session: MirrorSession,
  walks: ClientWalks,
  wish: ClientRequest,
  { bytes, turn }: { readonly bytes: number; readonly turn: DownloadTurn },
): Promise<Taken> {
  const request = requestFor(session, wish);
  const outcome = await askLayer(session, wish, request, { bytes, turn });
  const { exchange, body, finding } = outcome;
  const isOurEnd = exchange === null || (exchange.kind === 'failure' && OURS.has(exchange.code));
  if (isOurEnd || finding?.verdict === 'unknown') return { ...outcome, end: 'ours' };
  const isHere = exchange.kind === 'response' && isOk(exchange.head.status);
  const answer = answerOf(exchange, request.url, isHere ? body : null);
  const isSoon = (outcome.ttfbMs ?? 0) < LAYER.otherWayMs;
  const { accepted } = walks.tell(
    { wish, exchange, answer },
    !(isSoon && isAskedBothWays(session, walks, wish)),
  );
  if (exchange.head?.status === 429) walks.adoptRefusal();
  return { ...outcome, end: accepted ? 'accepted' : 'refused' };
}

async function askLayer(
  session: MirrorSession,
  wish: ClientRequest,
  request: Ask,
  { bytes, turn }: { readonly bytes: number; readonly turn: DownloadTurn },
): Promise<LayerOutcome> {
  if (wish.of.kind !== 'layer') throw new Error(`no layer: ${wish.of.kind}`);
  const slice: LayerSlice = { offset: 0, bytes };
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
