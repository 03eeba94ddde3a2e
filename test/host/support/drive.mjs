/**
 * A process that replaces a file, for tests that kill it. `drive.mjs <folder of the compiled sources> <order as JSON>`.
 * The order's `does`: `stop` after operation number `after` of one replacement, by SIGKILL; `loop` through whole transactions; `lock`.
 */
import { open, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, text] = process.argv.slice(2);
const order = JSON.parse(text);
const load = (name) => import(pathToFileURL(join(folder, 'host', `${name}.js`)).href);

const { readFileState, sha256Of } = await load('file-state');
const { replaceFile, replaceSteps } = await load('replace-file');
const { clearLeftovers } = await load('clear-leftovers');
const { createBackup } = await load('backup');
const { acquireLock } = await load('lock');

const BYTES = 1_000_000;
const kill = () => process.kill(process.pid, 'SIGKILL');

async function replacement(path, content) {
  const expected = await readFileState(path, BYTES);
  if (expected.kind === 'file-failure') throw new Error(expected.code);
  const bytes = Buffer.from(content);
  return { expected, bytes, mode: null, owner: null, validate: async () => null, padding: Buffer.from('\n') };
}

const DOES = {
  /** Prints each step; a kill after the last one that there is does not happen, and the process ends with 0. */
  async stop({ path, content, after }) {
    const steps = replaceSteps(await replacement(path, content));
    for (let done = 1; ; done++) {
      const step = await steps.next();
      if (step.done) return process.stdout.write(`${JSON.stringify(step.value.kind)}\n`);
      process.stdout.write(`${step.value}\n`);
      if (done === after) kill();
    }
  },
  /** Says `ready` before the first transaction, and then goes on until it is killed. */
  async loop({ locks, path, contents }) {
    process.stdout.write('ready\n');
    for (let round = 0; ; round++) {
      const lock = await acquireLock(locks, path);
      if (lock.kind !== 'locked') throw new Error(JSON.stringify(lock));
      const cleared = await clearLeftovers(path, BYTES);
      if (cleared.kind !== 'cleared') throw new Error(cleared.code);
      const next = await replacement(path, contents[round % contents.length]);
      const backup = await createBackup({
        configPath: path,
        createdAt: new Date(),
        reason: 'apply',
        toolVersion: '0.0.0',
        files: [{ before: next.expected, afterSha256: sha256Of(next.bytes) }],
      });
      if (backup.kind !== 'backup') throw new Error(backup.code);
      const outcome = await replaceFile(next);
      if (outcome.kind !== 'replaced') throw new Error(JSON.stringify(outcome));
      await lock.release();
    }
  },
  /** Takes the lock again and again, and makes a mark that nobody else may find there. Dies now and then with the lock held. */
  async lock({ locks, path, rounds, dieAt }) {
    for (let taken = 0; taken < rounds; ) {
      const lock = await acquireLock(locks, path);
      if (lock.kind === 'file-failure') throw new Error(lock.code);
      if (lock.kind === 'held') {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      taken++;
      const mark = join(locks, 'mark');
      const handle = await open(mark, 'wx');
      await handle.close();
      await unlink(mark);
      if (taken === dieAt) kill();
      await lock.release();
    }
    await writeFile(join(locks, `done-${process.pid}`), '');
  },
};

await DOES[order.does](order);
