/**
 * Has an engine reload its file as the product does, from where its mounts are ours. `dockerd-reload.mjs <compiled processes.js>
 * <compiled engine-process.js> <pid> <docker and its options>`; prints what became of the signal, and which engines are proven, as JSON.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const [processes, engine, pid, client] = process.argv.slice(2);
const { findProcesses, hangUp } = await import(pathToFileURL(processes).href);
const { ENGINE_PROGRAMS } = await import(pathToFileURL(engine).href);

const query = { names: ENGINE_PROGRAMS, owner: 0 };
const proven = async () => (await findProcesses(query)).proven;
const [docker, ...options] = JSON.parse(client);
const sent = await hangUp(
  async () => (await proven()).find(({ identity }) => identity.pid === Number(pid)) ?? null,
  async () => spawnSync(docker, [...options, 'version'], { stdio: 'ignore', timeout: 10_000 }).status === 0,
);
process.stdout.write(JSON.stringify({ sent, proven: (await proven()).map(({ identity }) => identity.pid) }));
