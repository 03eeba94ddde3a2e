import { NOTIFY } from './limits.ts';

/** What came of telling somebody. `detail` is safe to be shown: neither the address nor the command is in it. */
export type Notified = { readonly kind: 'told' } | { readonly kind: 'failed'; readonly detail: string };

/**
 * Tells somebody: POSTs `message` as JSON to an http(s) URL, or runs a shell command with it on its standard input. The
 * URL of a webhook is a secret, and a command may hold one: neither is repeated in what is returned.
 */
export async function notify(to: string, message: object): Promise<Notified> {
  const text = `${JSON.stringify(message)}\n`;
  return /^https?:\/\//i.test(to) ? post(to, text) : run(to, text);
}

async function post(url: string, text: string): Promise<Notified> {
  const { postJson } = await import('../registry/transport/post-json.ts');
  const outcome = await postJson(url, text, NOTIFY.timeoutMs);
  if (outcome.kind === 'failed') return outcome;
  return outcome.status >= 200 && outcome.status < 300
    ? { kind: 'told' }
    : { kind: 'failed', detail: `HTTP ${outcome.status}` };
}

async function run(command: string, text: string): Promise<Notified> {
  const { runShell } = await import('../host/run-shell.ts');
  const outcome = await runShell(command, text, NOTIFY.timeoutMs);
  return outcome.exitCode === 0
    ? { kind: 'told' }
    : { kind: 'failed', detail: outcome.exitCode === null ? 'timeout' : `exit ${outcome.exitCode}` };
}
