import { EnvHttpProxyAgent, request } from 'undici';

export type Posted =
  | { readonly kind: 'answered'; readonly status: number }
  /** The system's or undici's code alone: a message may repeat the address. */
  | { readonly kind: 'failed'; readonly detail: string };

/**
 * POSTs to an address that the user himself named, through his proxy where the environment names one. No redirect is
 * followed, for who is sent on would get what was meant for another; the answer's body is not read.
 */
export async function postJson(url: string, text: string, timeoutMs: number): Promise<Posted> {
  if (!URL.canParse(url)) return { kind: 'failed', detail: 'ERR_INVALID_URL' };
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: text,
      dispatcher,
      signal: AbortSignal.timeout(timeoutMs),
    });
    body.destroy();
    body.on('error', () => undefined);
    return { kind: 'answered', status: statusCode };
  } catch (error) {
    return { kind: 'failed', detail: codeOf(error) };
  } finally {
    await dispatcher.destroy();
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
