import type { Namespace } from '../support/namespace.ts';
import { mirrorCheck } from '../support/registry-check.ts';
import type { OddMirror } from './mirror.ts';
import type { Client, Pull, Puller } from './pullers.ts';
import type { Stage } from './stage.ts';

/** What `mirror-check` says of one mirror. */
export interface Said {
  readonly verdict: string;
  readonly code: string | null;
  readonly worksWith: Readonly<Record<Client, boolean | null>>;
  readonly requests: number;
}

/** Runs the built command once over all of them, inside the namespace. */
export async function askCommand(
  mirrors: readonly OddMirror[],
  namespace: Namespace,
  stage: Stage,
): Promise<ReadonlyMap<number, Said>> {
  const ids = new Map(mirrors.map((mirror) => [stage.urlOf(mirror), mirror.id]));
  const { report } = await mirrorCheck(
    [
      ...ids.keys(),
      ...['--image', 'library/odd:latest', '--reference', 'none', '--finalists', '0'],
      ...['--concurrency', '32', '--deadline', '900', '--no-env-proxy'],
    ],
    namespace.prefix,
  );
  return new Map(
    report.mirrors.map(({ url, verdict, code, worksWith, requests }) => [
      ids.get(url) ?? 0,
      { verdict, code, worksWith: { containersImage: null, ...worksWith }, requests },
    ]),
  );
}

/** One mirror and one engine that do not agree with what was said. */
export interface Difference {
  readonly id: number;
  readonly engine: string;
  readonly said: Said;
  readonly pull: Pull;
  /** It was said to work, and does not: the worse fault. */
  readonly falseUsable: boolean;
}

/** What was said for the engine's client, held against its pulls; "not found out" counts as "does not work". */
export function compare(
  said: ReadonlyMap<number, Said>,
  pulls: ReadonlyMap<number, Pull>,
  { name, client }: Pick<Puller, 'name' | 'client'>,
): Difference[] {
  return [...pulls].flatMap(([id, pull]) => {
    const one = said.get(id);
    if (one === undefined) throw new Error(`nothing was said of ${id}`);
    const works = one.worksWith[client] === true;
    return works === pull.pulled ? [] : [{ id, engine: name, said: one, pull, falseUsable: works }];
  });
}
