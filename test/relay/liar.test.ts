import { afterEach, expect, it } from 'vitest';
import { lies } from '../fetch/liars.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { current } from '../support/images.ts';
import { type RelayLab, startRelay } from './support.ts';

const lab: Lab = openLab();
const running: RelayLab | null = null;
afterEach(async () => {
  await running?.stop();
  await lab.stop();
}, 30_000);
