import { ownResolver } from '../../names/resolver.ts';
import { type NameAnswer, parseNameQuestion } from './wire.ts';

/*
 * The child of child.ts: looks names up until the channel closes, and is then gone at once. Ctrl-C reaches it too, and is
 * for its parent to hear: that one ends in order, with what is known by then.
 */

for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});
// exit() would wait for the threads that hang.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const resolver = ownResolver();

process.on('message', async (value) => {
  const question = parseNameQuestion(value);
  if (question === null) return;
  const { id, hostname, family } = question;
  const answer: NameAnswer = await resolver.ask(hostname, family).then(
    (addresses) => ({ kind: 'found', id, addresses }),
    (error: unknown) => ({ kind: 'failed', id, code: String(Object(error).code ?? 'EAI_FAIL') }),
  );
  process.send?.(answer);
});
