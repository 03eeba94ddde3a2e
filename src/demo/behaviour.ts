import { errorReply, type Reply, reply, type ServerAction } from './answer.ts';
import type { Visit, VisitStage } from './visit.ts';

/** What a mirror does with a request; `next` asks the registry behind it, which is honest. */
export type Behaviour = (visit: Visit, next: (visit: Visit) => ServerAction) => ServerAction;

export const honest: Behaviour = (visit, next) => next(visit);

/** The first stands in front: it sees the request first, and may change what the others made of it. */
export function chain(...behaviours: readonly Behaviour[]): Behaviour {
  return behaviours.reduceRight(
    (inner, outer) => (visit, next) => outer(visit, (passed) => inner(passed, next)),
    honest,
  );
}

/** The behaviour, on requests of these stages only. */
export function at(stages: VisitStage | readonly VisitStage[], behaviour: Behaviour): Behaviour {
  const concerned: readonly string[] = typeof stages === 'string' ? [stages] : stages;
  return when((visit) => concerned.includes(visit.stage), behaviour);
}

export function when(concerns: (visit: Visit) => boolean, behaviour: Behaviour): Behaviour {
  return (visit, next) => (concerns(visit) ? behaviour(visit, next) : next(visit));
}

/** The same answer to everything. */
export function answers(fixed: ServerAction): Behaviour {
  return () => fixed;
}

export const silence: Behaviour = answers({ kind: 'silence' });

export const reset: Behaviour = answers({ kind: 'reset' });

/** An error envelope with this status. */
export function refuses(
  status: number,
  code: string,
  message: string,
  headers: Reply['headers'] = {},
): Behaviour {
  return answers(errorReply(status, code, message, headers));
}

export function redirects(
  status: 301 | 302 | 303 | 307 | 308,
  location: (visit: Visit) => string,
): Behaviour {
  return (visit) => reply(status, { location: location(visit) });
}

/** Changes to a reply; anything else stays as it is. */
export function changes(change: (reply: Reply, visit: Visit) => Partial<Reply>): Behaviour {
  return (visit, next) => {
    const answer = next(visit);
    return answer.kind === 'reply' ? { ...answer, ...change(answer, visit) } : answer;
  };
}

/** Silence before the status line. */
export function waits(waitMs: number): Behaviour {
  return changes(() => ({ waitMs }));
}

export function paced(bytesPerSecond: number): Behaviour {
  return changes(() => ({ bytesPerSecond }));
}

/** One bit in the middle of the body is turned. */
export const tampers: Behaviour = changes(({ body }) => {
  const copy = Buffer.from(body);
  const middle = copy.length >> 1;
  const byte = copy[middle];
  if (byte !== undefined) copy[middle] = byte ^ 1;
  return { body: copy };
});

/** The whole blob in answer to a Range, as a pull-through cache sends what it has yet to fetch itself. */
export const ignoresRange: Behaviour = (visit, next) => {
  const { range: _, ...headers } = visit.headers;
  return next({ ...visit, headers });
};
