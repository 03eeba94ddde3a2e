import { describe, expect, it } from 'vitest';
import { type Answer, CLIENTS, type ClientRequest, type Pull } from '../../src/clients/index.ts';
import type { Asked } from '../../src/probe/asked.ts';
import { ClientWalks } from '../../src/probe/client-walks.ts';
import { notAsked } from '../../src/probe/steps/ask-wish.ts';
import { parseReference } from '../../src/registry/reference.ts';

const url = new URL('http://m.test/v2/');
const exchange = notAsked(url, 'aborted', null);
const ping: ClientRequest = { method: 'GET', of: { kind: 'ping' }, ns: false, authorization: null };

function answer(status: number, body = '', headers: Record<string, string[]> = {}): Answer {
  const bytes = new TextEncoder().encode(body);
  return {
    kind: 'response',
    status,
    headers,
    moved: false,
    length: bytes.length,
    body: { bytes, ended: 'whole' },
  };
}

function pull(): Pull {
  const image = parseReference('nginx:latest');
  if (!image.ok) throw new Error('no reference');
  return {
    image: image.value,
    imagePrefix: '',
    platform: { os: 'linux', architecture: 'amd64', variant: null },
    chooseLayer: () => null,
    limits: { manifestBytes: 1_000, tokenBytes: 1_000, blobBytes: 1_000 },
  };
}

/** All clients, once a token was handed out. */
function withToken(): ClientWalks {
  const challenge = { 'www-authenticate': ['Bearer realm="http://m.test/token"'] };
  const walks = new ClientWalks(pull(), { wish: ping, answer: answer(401, '', challenge), exchange });
  tell(walks, answer(200, '{"token":"t"}'));
  return walks;
}

function tell(walks: ClientWalks, told: Answer): void {
  const wish = walks.nextWish(() => true);
  if (wish === null) throw new Error('nobody wishes for anything');
  const asked: Asked = { wish, answer: told, exchange };
  walks.tell(asked);
}

describe('clients that are stopped on their way', () => {
  it('are told no refusal where there was none: a 401 that a token followed is not one', () => {
    const walks = withToken();
    walks.adoptRefusal();
    expect(CLIENTS.map((client) => walks.outcomeOf(client))).toEqual([null, null, null]);
  });

  it('are told the last one where there was one', () => {
    const walks = withToken();
    tell(walks, answer(403));
    walks.adoptRefusal();
    for (const client of CLIENTS)
      expect(walks.outcomeOf(client)).toMatchObject({ kind: 'failed', answer: { status: 403 } });
  });
});
