import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { LIST, type ParsedList, parseList } from '../../../src/catalog/index.ts';
import { CHILD } from '../../../src/host/limits.ts';
import { itemsOf, type ListItem, listOfItems, packed } from '../../../src/use/unprivileged/list-items.ts';
import { childMessageParser } from '../../../src/use/unprivileged/survey-task.ts';

const parse = childMessageParser(0, 0);

/** As root gets it from the process that parsed it; null: it takes it for no honest one's. */
function handedOver(messages: readonly unknown[]): ParsedList | null {
  const items: ListItem[] = [];
  for (const message of messages) {
    const line = JSON.stringify(message);
    expect(line.length).toBeLessThan(CHILD.messageBytes);
    const taken = parse(JSON.parse(line));
    if (taken?.kind !== 'list') return null;
    items.push(...taken.items);
  }
  return listOfItems(items, 'list');
}

function messagesOf(text: string): unknown[] {
  return packed(itemsOf(parseList(text, ''))).map((items) => ({ kind: 'list', items }));
}

const entry = (more: object): string =>
  JSON.stringify({ mirrors: [{ id: 'one', url: 'https://one.example', ...more }] });

describe('a list that another process has parsed', () => {
  it.each([
    ['plain lines', 'https://one.example\nhttps://two.example/prefix # remark\nhttp://三.example\n'],
    [
      'what is wrong with lines',
      'https://one.example\nhttps://u:p@two.example\nhttps://hub.docker.com\nftp://three.example/\n',
    ],
    ['a daemon.json', '{"registry-mirrors": ["https://one.example", "https://gcr.io", 3]}'],
    [
      'all that an entry can say',
      entry({
        operator: { name: 'Università  of  Somewhere', kind: 'university' },
        access: 'campus',
        limits: {
          requestsPerMinute: 3,
          bytesPerWindow: { bytes: 10, seconds: 20 },
          images: { en: 'some', zh: '一些' },
        },
        notes: 'A remark ☺️.',
        retired: { on: '2020-02', reason: { en: 'over', zh: '没了' } },
      }),
    ],
    [
      'a family, a form, registries',
      JSON.stringify({
        registries: { 'ghcr.io': { upstream: 'https://ghcr.io', probeImage: 'ghcr.io/a/b:latest' } },
        mirrors: [
          { urls: { 'ghcr.io': 'https://ghcr.one.example', 'quay.io': 'https://quay.one.example' } },
          { url: 'https://{id}.one.example', variable: 'ONE_MIRROR_ID' },
        ],
      }),
    ],
    [
      'every fault of an entry',
      JSON.stringify({
        x: 1,
        mirrors: [
          { url: 'https://{id}.{id}' },
          { url: 'https://{id}.example' },
          { url: 'https://{id}.example', variable: 'HOME' },
          {
            id: 'No',
            url: 'https://a.example',
            access: 'mine',
            operator: [],
            notes: '\u0007',
            '\u001b[1m': 1,
          },
          { id: 'b', url: 'https://b.example' },
          { id: 'b', urls: { nowhere: 'https://b.example' } },
          {},
        ],
        registries: { 'ghcr.io': { upstream: 'no', probeImage: '!' }, 'quay.io': 1 },
      }),
    ],
    ['more problems than are told', JSON.stringify({ mirrors: Array.from({ length: 300 }, () => 1) })],
    ['prose', '| mirror | url |\n|---|---|\n| a | https://a.example |\n| b | https://github.com/x/y |\n'],
    ['too many', Array.from({ length: 1100 }, (_, at) => `https://m${at}.example`).join('\n')],
    ['a web page', '<!doctype html><p>'],
    ['nothing', ' \n'],
    ['a syntax error', '{"mirrors": [}'],
    ['no mirrors', '{"a": 1}'],
    ['brackets', '['.repeat(4000) + ']'.repeat(4000)],
    ['a list of tomorrow', '{"schemaVersion": 9}'],
    [
      'a family that fills many messages',
      entry({
        urls: Object.fromEntries(
          Array.from({ length: 3000 }, (_, at) => [
            `r${at}.example`,
            `https://m${at}.example/${'x'.repeat(60)}`,
          ]),
        ),
      }),
    ],
    ['the longest remarks', entry({ notes: { en: '字'.repeat(400), zh: '\\"'.repeat(200) } })],
  ])('is the same: %s', (_, text) => {
    expect(handedOver(messagesOf(text))).toEqual(parseList(text, 'list'));
  });

  it('is the same: our own catalogue, but for its date', async () => {
    const text = await readFile(new URL('../../../mirrors.json', import.meta.url), 'utf8');
    const { catalogue, ...rest } = parseList(text, 'list');
    const { updated: _, ...undated } = catalogue;
    expect(handedOver(messagesOf(text))).toEqual({ ...rest, catalogue: undated });
  });

  const one = { id: null, operator: null, access: null, limits: null, remark: null, retired: null };
  const fixed = (href: unknown): object => ({
    kind: 'address',
    address: { registry: null, address: { kind: 'fixed', url: { href }, notes: [] } },
  });
  const end = { kind: 'end', unreadable: null, passedOver: null };
  const begun = { kind: 'entry', entry: one };
  const list = (...items: unknown[]): ParsedList | null => handedOver([{ kind: 'list', items }]);

  it('is what its addresses say when they are parsed again, and not what is said of them', () => {
    const forged = {
      kind: 'address',
      address: {
        registry: null,
        address: {
          kind: 'fixed',
          url: { href: 'https://One.example/', host: 'two.example', origin: 'https://two.example' },
          notes: [{ kind: 'path-prefix', pathPrefix: '\u001b[2J' }],
        },
      },
    };
    expect(list(begun, forged, end)).toEqual(parseList('https://one.example', 'list'));
  });

  it.each<[string, readonly unknown[]]>([
    ['an address that is none', [begun, fixed('https://hub.docker.com'), end]],
    ['an address with a password', [begun, fixed('https://u:p@one.example'), end]],
    [
      'an upstream with a password',
      [
        {
          kind: 'registry',
          registry: { host: 'ghcr.io', upstream: 'https://u:p@ghcr.io/', probeImage: null },
        },
        end,
      ],
    ],
    ['an address that is no text', [begun, fixed(3), end]],
    [
      "a variable that is not a mirror's",
      [
        begun,
        {
          kind: 'address',
          address: {
            registry: null,
            address: { kind: 'template', template: 'https://{id}.example', variable: 'AWS_ACCESS_KEY_ID' },
          },
        },
        end,
      ],
    ],
    ['an address of no entry', [fixed('https://one.example'), end]],
    ['no end', [begun]],
    ['something after the end', [end, begun]],
    ['two ends', [end, end]],
    ['a kind that objects have', [{ kind: 'constructor' }, end]],
    ['a kind that nobody knows', [{ kind: 'other' }, end]],
    [
      'a name with an escape',
      [{ kind: 'entry', entry: { ...one, operator: { name: '\u001b[2J', kind: 'company' } } }, end],
    ],
    [
      'a name that is too long',
      [{ kind: 'entry', entry: { ...one, operator: { name: 'x'.repeat(81), kind: 'company' } } }, end],
    ],
    ['an id that is a path', [{ kind: 'entry', entry: { ...one, id: '../x' } }, end]],
    ['a tally of what is no mirror', [{ kind: 'taken', taken: { line: 1, displayUrl: 'x' } }, end]],
    [
      'a line that is none',
      [{ kind: 'problem', problem: { line: -1, field: '', fault: { kind: 'missing' } } }, end],
    ],
  ])('is no list: %s', (_, items) => {
    expect(list(...items)).toBeNull();
  });

  it('is no list with more entries, or problems, than a list has', () => {
    const many = (item: object, count: number): (ParsedList | null)[] =>
      [count, count + 1].map((length) =>
        listOfItems(
          [...Array.from({ length }, () => item), end].flatMap((each) => {
            const taken = parse({ kind: 'list', items: [each] });
            return taken?.kind === 'list' ? taken.items : [];
          }),
          'list',
        ),
      );
    expect(many(begun, LIST.entries).map((read) => read === null)).toEqual([false, true]);
    const problem = { kind: 'problem', problem: { line: 1, field: '', fault: { kind: 'missing' } } };
    expect(many(problem, LIST.problems + 1).map((read) => read === null)).toEqual([false, true]);
  });

  it('shows no escape of what it says is wrong', () => {
    const fault = { kind: 'bad-id', shown: 'a\u001b[2Jb' };
    const read = list({ kind: 'problem', problem: { line: 1, field: 'x\u0007', fault } }, end);
    expect(read?.problems).toEqual([
      { list: 'list', line: 1, field: 'x', fault: { kind: 'bad-id', shown: 'ab' } },
    ]);
  });
});
