import { at, type Behaviour } from '../../src/demo/behaviour.ts';

/** A mirror that tells a wrong size, and gives a little now and then. */
export interface Lie {
  /** What it says that the whole is; null: nothing. By the true size and the number of the request. */
  readonly tells: (size: number, request: number) => number | null;
  /** Bytes for each request, before it closes; null: all that it spoke of, zeros behind the true ones. */
  readonly gives: number | null;
  readonly bytesPerSecond?: number;
}

/** The same lie wherever a size is told: in lengths, in ranges, to HEAD. */
export const lies = ({ tells, gives, bytesPerSecond }: Lie): Behaviour =>
  at(['manifest', 'platform-manifest', 'config', 'layer'], (visit, next) => {
    const { range, ...others } = visit.headers;
    const answer = next({ ...visit, headers: others });
    if (answer.kind !== 'reply' || answer.status !== 200) return answer;
    const from = Number(/^bytes=(\d+)-/.exec(String(range))?.[1] ?? 0);
    const total = tells(answer.body.length, visit.number);
    const { 'content-length': _, ...headers } = answer.headers;
    const body = Buffer.alloc(total ?? ENDLESS);
    body.set(answer.body.subarray(0, body.length));
    const told = total === null ? {} : { 'content-length': String(Math.max(0, total - from)) };
    const span =
      range === undefined ? {} : { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` };
    return {
      ...answer,
      status: range === undefined ? 200 : 206,
      headers: { ...headers, ...told, ...span },
      body: body.subarray(from),
      ending: gives === null ? { kind: 'complete' } : { kind: 'close', afterBytes: gives },
      bytesPerSecond: bytesPerSecond ?? null,
    };
  });

/** What is sent where no size is told: more than anybody should read. */
const ENDLESS = 50_000_000;
