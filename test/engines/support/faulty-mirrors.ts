import { createInterface } from 'node:readline';
import { reply } from '../../../src/demo/answer.ts';
import {
  answers,
  at,
  type Behaviour,
  changes,
  honest,
  ignoresRange,
  refuses,
  reset,
  silence,
  tampers,
  when,
} from '../../../src/demo/behaviour.ts';
import { contentOf } from '../../../src/demo/content.ts';
import { hubBehaviour } from '../../../src/demo/hub.ts';
import { startSimulatedMirror } from '../../../src/demo/simulated-mirror.ts';
import { lies } from '../../support/fake-registry-lying.ts';
import { FAULTS, type Fault, imageFor, PORTS } from './faults.ts';

/*
 * Run in a namespace: a Hub without blobs, a mirror that errs as it is told to, a good one. Commands come line by line: `fault <name>`, and `bytes`, which is answered
 * by the number of blob bytes that both were asked for since the last time, and that of the blobs' own bytes.
 */

const blobs = (behaviour: Behaviour): Behaviour => at(['config', 'layer'], behaviour);
const manifests = (behaviour: Behaviour): Behaviour => at(['manifest', 'platform-manifest'], behaviour);
const ends = (kind: 'close' | 'hang', afterBytes: number): Behaviour =>
  blobs(changes(() => ({ ending: { kind, afterBytes } })));
const page = answers(reply(200, { 'content-type': 'text/html' }, '<html>hello</html>'));

const BEHAVIOURS: Readonly<Record<Fault, Behaviour>> = {
  none: honest,
  reset,
  limited: refuses(429, 'TOOMANYREQUESTS', 'no'),
  unauthorized: manifests(refuses(401, 'UNAUTHORIZED', 'no')),
  html: page,
  'wrong-bytes': blobs(tampers),
  'wrong-large-layer': when(({ headers }) => headers.range !== undefined, blobs(tampers)),
  cut: ends('close', 300_000),
  stall: ends('hang', 2_000_000),
  silent: silence,
  'silent-manifests': manifests(silence),
  'silent-blobs': blobs(silence),
  'blob-500': blobs(refuses(500, 'UNKNOWN', 'no')),
  'other-manifest': manifests(changes(({ body }) => ({ body: Buffer.concat([body, Buffer.from(' ')]) }))),
  'no-ranges': blobs(ignoresRange),
  'wrong-sizes': lies({ tells: (size) => size + 1000, gives: 10 }),
};

const content = contentOf({ tagged: FAULTS.map((_, id) => imageFor(id)) });
await startSimulatedMirror({ content, port: PORTS.hub, behaviour: hubBehaviour() });
const bad = await startSimulatedMirror({ content, port: PORTS.bad });
const good = await startSimulatedMirror({ content, port: PORTS.good });
let seen = 0;

createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, name] = line.split(' ');
  if (command === 'fault') {
    bad.setBehaviour(BEHAVIOURS[FAULTS.find((fault) => fault === name) ?? 'none']);
    console.log('done');
    return;
  }
  const all = [...bad.requests, ...good.requests].filter(
    ({ stage }) => stage === 'layer' || stage === 'config',
  );
  const distinct = new Map<string, number>();
  let asked = 0;
  for (const { headers, repository, reference } of all.slice(seen)) {
    const held = content.get(repository ?? '');
    const size = (held?.layers.get(reference ?? '') ?? held?.configs.get(reference ?? ''))?.bytes.length ?? 0;
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    asked += from === undefined || to === undefined ? size : Number(to) - Number(from) + 1;
    distinct.set(reference ?? '', size);
  }
  seen = all.length;
  console.log(`${asked} ${[...distinct.values()].reduce((sum, size) => sum + size, 0)}`);
});
console.log('ready');
