import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { summarize } from '../../src/report/summary.ts';
import type { Report } from '../../src/report/types.ts';

/**
 * What is wrong with a report that we made; empty where nothing is. Stricter than the schema that ships: that lets
 * consumers meet properties of later versions, where ours must have no property that the schema does not tell of. And it
 * holds what no schema can say: the order of the ranks, unique ids, counts that add up.
 */
export function validateReport(json: unknown): string[] {
  if (!validate(json)) {
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }
  return contradictions(json);
}

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'),
);

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
const validate = ajv.compile<Report>(closed(schema) as object);

/** Every object that lists its properties allows no others. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const listsAll = copy['type'] === 'object' && 'properties' in copy;
  return listsAll ? { ...copy, additionalProperties: false } : copy;
}

function contradictions({ mirrors, summary, startedAt, finishedAt, vantage, reference }: Report): string[] {
  const found: string[] = [];
  const check = (right: boolean, fault: string): void => {
    if (!right) found.push(fault);
  };
  const ids = mirrors.map(({ id }) => id);
  check(new Set(ids).size === ids.length, '/mirrors an id occurs twice');
  const usable = mirrors.filter(({ verdict }) => verdict === 'usable');
  const ranks = mirrors.slice(0, usable.length).map(({ rank }) => rank);
  check(
    ranks.every((rank, index) => rank === index + 1),
    `/mirrors the usable ones do not stand first in rank order: ${ranks.join(', ')}`,
  );
  const all = Object.values(summary).reduce((sum, count) => sum + count, 0);
  const counted = summarize(mirrors);
  // --top leaves mirrors out and keeps the summary whole.
  for (const verdict of Object.keys(counted) as (keyof typeof counted)[]) {
    const fits =
      mirrors.length === all ? counted[verdict] === summary[verdict] : counted[verdict] <= summary[verdict];
    check(fits, `/summary/${verdict} is ${summary[verdict]}, counted ${counted[verdict]}`);
  }
  check(Date.parse(startedAt) <= Date.parse(finishedAt), '/finishedAt lies before /startedAt');
  check(vantage.proxied || vantage.proxyKind === null, '/vantage/proxyKind without a proxy');
  check(
    (reference.source === 'none') === (reference.digest === null),
    '/reference/digest does not fit its source',
  );
  check(
    (reference.source === 'consensus') === (reference.votes !== undefined),
    '/reference/votes belongs to consensus',
  );
  for (const { id, throughput, detail } of mirrors) {
    check(detail === null || Array.from(detail).length <= 200, `${id}: detail is longer than 200 characters`);
    if (throughput === null) continue;
    const { low, bytesPerSecond, high } = throughput;
    check(low <= bytesPerSecond && bytesPerSecond <= high, `${id}: throughput lies outside its own bounds`);
  }
  return found;
}
