/**
 * node bench/run.js lab/record [repeats] [truth seconds] [round trip ms]: downloads through real TCP over links of known rate, delay
 * and loss, and keeps when how many bytes arrived, with the truth (one curl of 60 s on the same link), in
 * .work/traces.jsonl, for bench/lab/meter.ts. Root, Linux, and a machine that does nothing else: the links run in user space.
 */

import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { makeCertificate } from './certificate.ts';
import { startDownloader } from './downloader.ts';
import { pushRandomBlob } from './image.ts';
import { cleanEnv, type Service } from './processes.ts';
import { RECORDS_FILE } from './records.ts';
import { startRegistry } from './registry.ts';
import { bandwidthDelayBytes, type LinkPlan, openTopology, type Topology } from './topology.ts';

const MiB = 1024 * 1024;
const repeats = Number(process.argv[2] ?? 3);
const truthSeconds = Number(process.argv[3] ?? 60);
const rates = [5, 10, 20, 50, 100];
const delays = process.argv[4] === undefined ? [20, 50, 100, 200] : [Number(process.argv[4])];
const losses = [0, 1];

const links: LinkPlan[] = losses.flatMap((lossPercent) =>
  rates.flatMap((mbit) =>
    delays.map((rttMs) => ({
      rttMs,
      mbit,
      queueBytes: bandwidthDelayBytes(mbit, rttMs),
      lossPercent,
      swing: null,
      throttle: null,
      blackhole: false,
    })),
  ),
);

const directory = mkdtempSync(`${tmpdir()}/mirror-check-lab-`);
const outFile = RECORDS_FILE;
mkdirSync(new URL('.', `file://${outFile}`).pathname, { recursive: true });
const storage = `${directory}/registry`;
const services: Service[] = [];
let topology: Topology | null = null;
try {
  const originLog = `${directory}/origin.log`;
  const own = { ns: null, address: '127.0.0.1', port: 5987, storage, certificate: null, logFile: originLog };
  services.push(await startRegistry(own));
  const digest = await pushRandomBlob('http://127.0.0.1:5987', 'library/probe', 800 * MiB);
  topology = await openTopology(links, { mbit: 0, queueBytes: 0 }, directory, 1);
  await record(topology, digest);
} finally {
  for (const service of services) await service.stop();
  await topology?.close();
  rmSync(directory, { recursive: true, force: true });
}

async function record({ mirrors, userNs }: Topology, digest: string): Promise<void> {
  const certificate = makeCertificate(
    directory,
    mirrors.map(({ address }) => address),
  );
  for (const [index, { ns, address }] of mirrors.entries()) {
    const logFile = `${directory}/mirror-${index}.log`;
    services.push(await startRegistry({ ns, address, port: 443, storage, certificate, logFile }));
  }
  const jobs = mirrors.map(({ address, plan }) => ({
    link: plan,
    url: `https://${address}/v2/library/probe/blobs/${digest}`,
  }));
  writeFileSync(outFile, '');
  const client = startDownloader(userNs);
  const { caFile } = certificate;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { link, url } of jobs) {
      const trace = await client.download({ url, caFile, maxBytes: 12 * MiB, maxMs: 5_000 });
      appendFileSync(outFile, `${JSON.stringify({ link, repeat, ...trace })}\n`);
    }
    console.log(`repeat ${repeat + 1} of ${repeats}`);
  }
  client.close();
  for (const batch of batches(jobs)) {
    const speeds = await Promise.all(batch.map(({ url }) => truth(userNs, url, caFile)));
    for (const [index, { link }] of batch.entries()) {
      appendFileSync(outFile, `${JSON.stringify({ link, truth: speeds[index] })}\n`);
      const mbit = ((speeds[index] ?? 0) * 8) / 1e6;
      console.log(`${link.mbit} Mbit/s ${link.rttMs} ms ${link.lossPercent} %: ${mbit.toFixed(2)}`);
    }
  }
}

/** Links measured at the same time: together at most 130 Mbit/s, which the user-space link carries with ease. */
function* batches<T extends { link: LinkPlan }>(all: readonly T[]): Generator<T[]> {
  let batch: T[] = [];
  let mbit = 0;
  for (const one of all.toSorted((a, b) => a.link.mbit - b.link.mbit)) {
    const expected = one.link.lossPercent > 0 ? Math.min(one.link.mbit, 15) : one.link.mbit;
    if (mbit + expected > 130) {
      yield batch;
      batch = [];
      mbit = 0;
    }
    batch.push(one);
    mbit += expected;
  }
  if (batch.length > 0) yield batch;
}

async function truth(ns: string, url: string, caFile: string): Promise<number> {
  const words = [
    '-s',
    '-o',
    '/dev/null',
    '-m',
    String(truthSeconds),
    '--cacert',
    caFile,
    '-w',
    '%{speed_download}',
    url,
  ];
  try {
    const { stdout } = await promisify(execFile)('nsenter', [`--net=/run/netns/${ns}`, 'curl', ...words], {
      env: cleanEnv,
    });
    return Number(stdout);
  } catch (error) {
    // curl ends with 28 at its time limit, having printed what we want.
    if (error instanceof Error && 'stdout' in error) return Number(error.stdout);
    throw error;
  }
}
