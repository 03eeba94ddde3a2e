import type { ClientRequest } from '../../clients/index.ts';
import { bearerChallenge, parseChallenges } from '../../registry/challenge.ts';
import type { Exchange, ResponseExchange } from '../../registry/transport/types.ts';
import { answerOf } from '../answer-of.ts';
import type { Asked } from '../asked.ts';
import type { Finding } from '../observation.ts';
import { affordsWarmPing, firstRoundBound, planned } from '../plan.ts';
import type { MirrorSession } from '../session.ts';
import { requestFor } from './ask-wish.ts';

/**
 * `GET /v2/` on a new connection. Any answer counts as alive, as engines see it; what it refuses is kept back until the manifest has been asked
 * for, because some mirrors answer nonsense here and serve images all the same.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 */
export async function ping(session: MirrorSession): Promise<Pinged> {
  const exchange = await session.ask(planned('ping'), { ...requestFor(session, PING), cold: true });
  const { dnsMs, connectMs, tlsMs, headersMs } = exchange.timing;
  Object.assign(session.timings, { dnsMs, connectMs, tlsMs });
  if (headersMs !== null && exchange.kind === 'response') session.pingsMs.push(headersMs);
  const finding = exchange.kind === 'failure' ? session.judge(exchange, 'ping') : refusal(session, exchange);
  return { exchange, finding };
}

export interface Pinged {
  readonly exchange: Exchange;
  /** What it refuses; null for a success, and for a challenge that a token answers. */
  readonly finding: Finding | null;
}

const PING: ClientRequest = { method: 'GET', of: { kind: 'ping' }, ns: false, authorization: null };

/** What a client wished for, and what it got. */
export function asked(session: MirrorSession, exchange: Exchange): Asked {
  return { wish: PING, exchange, answer: answerOf(exchange, session.url('/v2/')) };
}

/**
 * `GET /v2/` again on the open connection: what latency is without set-up. That no answer comes says nothing that a later step won't; a refusal
 * counts as one of the cold ping's does, or a mirror that has just asked for rest would be asked eight times more.
 */
export async function warmPings(session: MirrorSession): Promise<Finding | null> {
  const step = planned('warm-pings');
  const { budget, furtherImages, throughput, finalists } = session.context;
  const bound = firstRoundBound(budget, {
    finalists,
    isOdd: false,
    furtherImages: furtherImages.length,
  });
  for (let sent = 0; sent < step.requests; sent += 1) {
    if (session.refused || !affordsWarmPing(session.requests, bound, furtherImages.length, throughput)) break;
    const exchange = await session.ask(step, { method: 'GET', url: session.url('/v2/') });
    if (exchange.kind === 'failure') break;
    const refused = refusal(session, exchange);
    if (refused !== null) return refused;
    if (exchange.timing.headersMs !== null) session.pingsMs.push(exchange.timing.headersMs);
  }
  return null;
}

/** null for a success, and for a challenge that a token answers. */
function refusal(session: MirrorSession, exchange: ResponseExchange): Finding | null {
  const { status, headers } = exchange.head;
  if (status >= 200 && status < 300) return null;
  if (status === 401) {
    session.auth.challenge = bearerChallenge(
      parseChallenges(bearersFirst(headers['www-authenticate'] ?? [])),
    );
    if (session.auth.challenge !== null) return null;
  }
  session.refuse();
  return session.judge(exchange, 'ping');
}

/** Engines know no bound on challenges, so ours is not used up by others before the one that is looked for. */
function bearersFirst(lines: readonly string[]): string[] {
  const isBearer = (line: string): boolean => /^\s*bearer\b/i.test(line);
  return [...lines.filter(isBearer), ...lines.filter((line) => !isBearer(line))];
}
