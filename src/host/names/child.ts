import { fork } from 'node:child_process';
import { type IpAddress, ownResolver, type Resolver } from '../../names/resolver.ts';
import { childEntry } from '../../packaging.ts';
import { NAMES } from '../limits.ts';
import { type NameQuestion, parseNameAnswer } from './wire.ts';

/**
 * getaddrinfo in a process of its own, which can be killed: in ours a name that nobody answers would hold a thread for 10 s
 * and more, and Node's exit waits for its threads. It ends with us, since its channel closes then. Where it can't be
 * started, or is killed, they are looked up here after all.
 */
export function startNameChild(): Resolver {
  const child = fork(childEntry('names'), {
    env: { ...process.env, UV_THREADPOOL_SIZE: String(2 * NAMES.atOnce) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const instead = ownResolver();
  const open = new Map<number, Pending>();
  let asked = 0;
  let isGone = false;
  const gone = (): void => {
    isGone = true;
    for (const { retry } of open.values()) retry();
    open.clear();
  };
  child.on('error', gone).on('exit', gone).on('disconnect', gone);
  child.on('message', (value) => {
    const answer = parseNameAnswer(value);
    const pending = answer === null ? undefined : open.get(answer.id);
    if (answer === null || pending === undefined) return;
    open.delete(answer.id);
    if (answer.kind === 'found') pending.resolve(answer.addresses);
    else pending.reject(Object.assign(new Error(answer.code), { code: answer.code }));
  });
  // Who waits for an answer has a clock running, which keeps the process alive for long enough.
  child.unref();
  child.channel?.unref();

  return {
    places: NAMES.atOnce,
    ask: (hostname, family) => {
      if (isGone) return instead.ask(hostname, family);
      asked += 1;
      const question: NameQuestion = { id: asked, hostname, family };
      return new Promise((resolve, reject) => {
        const retry = (): void => resolve(instead.ask(hostname, family));
        open.set(question.id, { resolve, reject, retry });
        child.send(question, (error) => {
          if (error !== null) gone();
        });
      });
    },
    stop: () => child.kill('SIGKILL'),
  };
}

interface Pending {
  readonly resolve: (addresses: readonly IpAddress[]) => void;
  readonly reject: (error: Error) => void;
  readonly retry: () => void;
}
