/**
 * Uses the service manager of the machine that it runs in, as the product finds it. `dockerd-service.mjs <compiled index.js> <compiled engine-process.js> <calls>`;
 * calls: a JSON array of method names, `["recentLogLines", "<instant>"]` for one with an argument. Prints the results as JSON.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const [index, engine, calls] = process.argv.slice(2);
const { findServiceManager } = await import(pathToFileURL(index).href);
const { findKeptEngine } = await import(pathToFileURL(engine).href);
const { DOCKER_SERVICE } = await import(new URL('service-name.js', pathToFileURL(engine)).href);

const manager = await findServiceManager(
  DOCKER_SERVICE,
  { rootless: false, snap: false },
  {
    pidFile: '/run/docker.pid',
    find: async () => (await findKeptEngine({ uid: 0, pidFile: '/run/docker.pid' })).process,
    answers: async () => spawnSync('docker', ['version'], { stdio: 'ignore', timeout: 10_000 }).status === 0,
  },
);

const results = { kind: manager.kind };
for (const call of JSON.parse(calls)) {
  const [name, since] = [call].flat();
  results[name] = await manager[name](since === undefined ? undefined : new Date(since));
}
process.stdout.write(JSON.stringify(results));
