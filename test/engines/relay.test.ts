import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Puller } from './odd/pullers.ts';
import { FAULTS, type Fault } from './support/faults.ts';
import { openRelayLab, type RelayLab } from './support/relay-lab.ts';

/**
 * Real engines pull through the relay while the first of its two mirrors errs. The newest of each kind has every fault; the older ones those that once broke a pull.
 * `npm run test:long` has every engine with every fault, each time with a relay that knows nothing yet.
 */

const WORST: readonly Fault[] = ['none', 'wrong-large-layer', 'silent-blobs'];

let lab: RelayLab;
const pullers: { readonly newest: boolean; readonly puller: Puller }[] = [];

beforeAll(async () => {
  lab = await openRelayLab();
  for (const { newest, start } of lab.engines) pullers.push({ newest, puller: await start() });
});
afterAll(async () => {
  for (const { puller } of pullers) await puller.stop();
  await lab?.stop();
});

test('engines that are cold at once cost the image once, with no fault', async () => {
  await lab.setFault('none');
  await lab.freshRelay();
  await lab.bytesAsked();
  const pulls = await Promise.all(
    pullers.map(async ({ puller }) => [puller.name, await lab.pull(puller, 'none')] as const),
  );
  expect(pulls.filter(([, { pulled }]) => !pulled)).toEqual([]);
  expect(pulls.length).toBeGreaterThanOrEqual(3);
  const { asked, held } = await lab.bytesAsked();
  expect(asked / held).toBe(1);
});

describe.each(FAULTS.filter((fault) => fault !== 'none'))('the first mirror: %s', (fault) => {
  test('every engine pulls', async () => {
    await lab.setFault(fault);
    const relay = await lab.freshRelay('--max-size', '0');
    const failed: unknown[] = [];
    for (const { newest, puller } of pullers) {
      if (!newest && !WORST.includes(fault)) continue;
      const { pulled, why, ms } = await lab.pull(puller, fault);
      if (!pulled) failed.push([puller.name, why, ms]);
    }
    expect(failed, relay.log()).toEqual([]);
  });
});
