import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseErrorBody, soundsAllowListed } from '../../src/registry/errors.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const JSON_TYPE = 'application/json; charset=utf-8';
const parse = (body: unknown, contentType: string | null = JSON_TYPE) =>
  parseErrorBody(bytes(typeof body === 'string' ? body : JSON.stringify(body)), contentType);

/** As DaoCloud's mirror says it. */
const DAOCLOUD =
  '🚫 👀-> https://github.com/DaoCloud/public-image-mirror/issues/2328 🔗 这镜像不在白名单. this image is not in the allowlist.';

describe('parseErrorBody', () => {
  it('reads the envelope of the distribution-spec', () => {
    const body = {
      errors: [
        { code: 'DENIED', message: DAOCLOUD, detail: null },
        { code: 'UNAUTHORIZED', message: 'authentication required', detail: [{ Type: 'repository' }] },
      ],
    };
    expect(parse(body)).toEqual([
      { code: 'DENIED', message: DAOCLOUD },
      { code: 'UNAUTHORIZED', message: 'authentication required' },
    ]);
    expect(parse(body, null)).toEqual(parse(body));
    expect(parse(body, 'text/html')).toEqual(parse(body));
  });

  it.each([
    [
      'a detail instead of a message',
      { errors: [{ code: 'X', detail: 'why' }] },
      [{ code: 'X', message: 'why' }],
    ],
    ['a code alone', { errors: [{ code: 'TOOMANYREQUESTS' }] }, [{ code: 'TOOMANYREQUESTS', message: '' }]],
    ['a message alone', { errors: [{ message: 'm' }] }, [{ code: 'UNKNOWN', message: 'm' }]],
    ['words in the list', { errors: ['nope', 5, null, []] }, [{ code: 'UNKNOWN', message: 'nope' }]],
    ['a number for a code', { errors: [{ code: 403, message: 'm' }] }, [{ code: 'UNKNOWN', message: 'm' }]],
    [
      'the older details',
      { details: 'incorrect password' },
      [{ code: 'UNKNOWN', message: 'incorrect password' }],
    ],
    ['a lone message', { message: 'UNAUTHORIZED' }, [{ code: 'UNKNOWN', message: 'UNAUTHORIZED' }]],
    ['a lone error', { error: 'quota' }, [{ code: 'UNKNOWN', message: 'quota' }]],
    [
      'an envelope that is no list',
      { errors: { code: 'X' }, message: 'm' },
      [{ code: 'UNKNOWN', message: 'm' }],
    ],
    ['an empty envelope', { errors: [] }, []],
    ['an empty object', {}, []],
  ])('%s', (_name, body, errors) => {
    expect(parse(body)).toEqual(errors);
  });

  it.each([
    ['You have reached your pull rate limit.\n', 'text/plain'],
    ['  You have reached\r\nyour pull rate limit. ', null],
  ])('reads plain text: %j', (text, contentType) => {
    const [error] = parse(text, contentType);
    expect(error?.code).toBe('UNKNOWN');
    expect(error?.message).toMatch(/^You have reached your pull rate limit\.$/);
  });

  it.each([
    ['nothing', '', 'text/plain'],
    ['a page', '<html><h1>403 Forbidden</h1></html>', 'text/plain'],
    ['a page without a type', '<!doctype html>', null],
    ['a page by its type', 'Just a moment...', 'text/html'],
    ['XML', '<?xml version="1.0"?><Error/>', null],
    ['bytes', '\u0000\u0001\u0002', null],
    ['what says that it is no text', 'abc', 'application/octet-stream'],
    ['controls alone', '\x1b[2J\u200b', 'text/plain'],
  ])('%s says nothing', (_name, text, contentType) => {
    expect(parse(text, contentType)).toEqual([]);
  });

  it('cleans what it hands on, and cuts it', () => {
    const body = {
      errors: [{ code: `\x1b[31m${'C'.repeat(100)}`, message: `\x1b]0;x\x07a\u202eb${'m'.repeat(500)}` }],
    };
    const [error] = parse(body);
    expect(error?.code).toBe(`${'C'.repeat(63)}…`);
    expect(error?.message).toBe(`ab${'m'.repeat(197)}…`);
  });

  it('hands on eight errors of a thousand', () => {
    expect(parse({ errors: Array(1_000).fill({ code: 'X', message: 'm' }) })).toHaveLength(8);
  });

  it('takes nothing from a prototype', () => {
    expect(parse('{"__proto__":{"message":"m"}}')).toEqual([]);
    expect(parse('{"errors":[{"__proto__":{"code":"X","message":"m"}}]}')).toEqual([]);
  });

  it('answers for any body', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), fc.json().map(bytes)),
        fc.constantFrom(null, JSON_TYPE, 'text/plain'),
        (body, type) => {
          for (const { code, message } of parseErrorBody(body, type)) {
            expect(code + message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
            expect(Array.from(message).length).toBeLessThanOrEqual(200);
          }
        },
      ),
    );
  });
});

describe('soundsAllowListed', () => {
  it.each([
    DAOCLOUD,
    '这镜像不在白名单',
    '該鏡像不在白名單中',
    '该镜像不在允许的列表中',
    '镜像不在同步清单',
    'image is not in the whitelist',
    'Image Not Whitelisted',
    'not_in_allowlist',
    'NOT_IN_WHITE_LIST',
    'denied: only allow-listed images are served',
    'this repository is not in our allow list',
    'nginx is not in the list of allowed images',
    'image is not on the approved list',
    'not in the supported images',
  ])('%j does', (text) => {
    expect(soundsAllowListed(text)).toBe(true);
  });

  it.each([
    '',
    'denied: requested access to the resource is denied',
    'pull access denied, repository does not exist or may require authorization',
    'manifest unknown',
    '镜像不存在',
    '禁止访问',
    '黑名单',
    'your IP is in the blacklist',
    'Your IP is not in the whitelist',
    '您的IP不在白名单内',
    'client address not in allowlist',
    'repository not in the catalogue',
    'tag not in the list of tags',
    'playlist', // holds no list of ours
    'swallowlisted',
    `${'不在'.repeat(500_000)}`,
    `${'not in the '.repeat(100_000)}`,
  ])('%.60j does not', (text) => {
    expect(soundsAllowListed(text)).toBe(false);
  });
});
