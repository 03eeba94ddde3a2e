import { describe, expect, it } from 'vitest';
import { PASTED } from '../../src/doctor/limits.ts';
import { parseText } from '../../src/doctor/text/parse-text.ts';
import { TEXTS } from './support/texts.ts';

describe('texts of real engines', () => {
  it.each(TEXTS)('%s', (_, text, symptom, teller, through, phase, host) => {
    expect(parseText(text)).toMatchObject({
      kind: 'told',
      symptom: { kind: symptom },
      teller,
      through,
      phase,
      host,
    });
  });
});

const TIMEOUT =
  'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)';

describe('what surrounds a text', () => {
  it('lines that a terminal broke are one', () => {
    const broken = TIMEOUT.replace('while waiting', 'while\nwaiting').replace(
      'from daemon',
      'from\r\n  daemon',
    );
    expect(parseText(broken)).toMatchObject({ symptom: { kind: 'connect-timeout' }, teller: 'classic' });
  });

  it('the end of a long log counts', () => {
    const log = `${'#1 [internal] load build definition\n'.repeat(200_000)}ERROR: ${TIMEOUT}\n`;
    expect(parseText(log)).toMatchObject({ host: 'registry-1.docker.io', phase: 'ping' });
  });

  it('escapes and bidi marks are no part of it', () => {
    const hostile = `\x1b]0;title\x07\x1b[2J${TIMEOUT.replace('registry-1', '\x1b[31mregistry-1\u202e')}`;
    expect(parseText(hostile)).toMatchObject({ host: 'registry-1.docker.io' });
  });

  it('a host is none that a host cannot be', () => {
    const told = parseText('Get "https://evil.example$(id)/v2/": EOF');
    expect(JSON.stringify(told)).not.toContain('$(');
  });

  it('the image is read from where the text has it', () => {
    expect(parseText('manifest for nginx:nope not found: manifest unknown')).toMatchObject({
      image: 'nginx:nope',
    });
    expect(
      parseText('Head "https://m.example/v2/library/nginx/manifests/1.27?ns=docker.io": EOF'),
    ).toMatchObject({ image: 'docker.io/library/nginx:1.27', saysMirror: true });
  });

  it.each(['Guten Tag', '', '\x00\x01\x02', '拉取失败'])('%j is not known', (text) => {
    expect(parseText(text).kind).toBe('unknown-text');
  });

  it.each(['/bin/sh: 1: pythn: not found', 'nginx: [emerg] invalid reference format in line 3'])(
    '%j is another program’s, and of no image',
    (text) => {
      expect(parseText(text).kind).toBe('unknown-text');
    },
  );

  it.each([
    ['Authorization: Bearer eyJhbGciOi.J9.x-y_z', 'eyJhbGciOi'],
    ['authorization: Basic Ym9iOmh1bnRlcjI=', 'Ym9iOmh1bnRlcjI'],
    ['https://s3.example/x?X-Amz-Signature=deadbeef&a=b', 'deadbeef'],
    ['fetching http://bob:hunter2@10.0.0.1/x', 'hunter2'],
    ['bob:hunter2@10.0.0.1 says no', 'hunter2'],
  ])('%j keeps its secret', (text, secret) => {
    const told = parseText(text);
    expect(told.kind).toBe('unknown-text');
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(JSON.stringify(told)).toContain('xxxxx');
  });

  it('what it shows of a text that it does not know is short', () => {
    const told = parseText('x'.repeat(1_000_000));
    expect(told.kind === 'unknown-text' && told.excerpt.length).toBe(PASTED.excerptChars);
  });
});
