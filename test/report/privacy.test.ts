import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/context.ts';
import { renderReport } from '../../src/report/index.ts';
import { failedMirror, sampleContext, sampleMirror, sampleReport } from '../support/sample-report.ts';

const TEMPLATE = 'https://{id}.mirror.aliyuncs.com';
const SECRET = 'k3jx81qz';
const privateUrls = new Map([['aliyun', `https://${SECRET}.mirror.aliyuncs.com`]]);

/** The address turns up in our sentence, in the mirror's own words (in capitals), and among the hosts; and at another mirror's. */
const report = sampleReport([
  sampleMirror({
    id: 'other',
    url: 'https://other.example.com',
    blobHosts: [`${SECRET}.mirror.aliyuncs.com`],
  }),
  failedMirror('restricted', 'denied', {
    id: 'aliyun',
    url: TEMPLATE,
    access: 'personal-address',
    message: `${SECRET}.mirror.aliyuncs.com denies access.`,
    detail: `no such tenant: ${SECRET.toUpperCase()} (${SECRET})`,
    tokenHost: `${SECRET}.mirror.aliyuncs.com`,
  }),
]);

describe('a personal address', () => {
  it.each(FORMATS)('in %s', (format) => {
    for (const verbose of [false, true]) {
      const text = renderReport(report, format, sampleContext({ verbose, privateUrls, columns: 200 }));
      if (format === 'json' || format === 'ndjson') {
        expect(text).toContain(`"https://${SECRET}.mirror.aliyuncs.com"`);
      } else {
        expect(text.toLowerCase()).not.toContain(SECRET);
        if (format !== 'prometheus') expect(text).toContain('{id}.mirror.aliyuncs.com');
      }
    }
  });

  it('is the template in JSON too, where there is no private URL', () => {
    expect(renderReport(report, 'json', sampleContext())).toContain(`"${TEMPLATE}"`);
  });

  it('whose secret is a short word spoils no sentence', () => {
    const url = 'https://not.mirror.aliyuncs.com';
    const mirror = failedMirror('broken', 'not-found', {
      id: 'aliyun',
      url: TEMPLATE,
      message: 'It does not have not.mirror.aliyuncs.com/x.',
    });
    const text = renderReport(
      sampleReport([mirror]),
      'plain',
      sampleContext({ privateUrls: new Map([['aliyun', url]]) }),
    );
    expect(text).toContain('It does not have {id}.mirror.aliyuncs.com/x.');
  });
});

describe('userinfo', () => {
  const base = sampleReport([
    sampleMirror({
      url: 'https://me:hunter2@docker.example.com',
      message: 'https://me:hunter2@x.example.com/ fails.',
    }),
  ]);
  const lists = ['https://me:hunter2@lists.example.com/list.json'];
  const leaky = { ...base, parameters: { ...base.parameters, lists } };
  const behind = new Map([['docker.1ms.run', 'https://me:hunter2@docker.example.com']]);

  it.each(FORMATS.filter((format) => !format.includes('json')))('never appears in %s', (format) => {
    for (const privateUrls of [new Map<string, string>(), behind]) {
      expect(renderReport(leaky, format, sampleContext({ verbose: true, privateUrls }))).not.toContain(
        'hunter2',
      );
    }
  });

  it('never appears in an address of the JSON', () => {
    for (const privateUrls of [new Map<string, string>(), behind]) {
      const { mirrors, parameters } = JSON.parse(renderReport(leaky, 'json', sampleContext({ privateUrls })));
      expect(mirrors[0].url).toBe('https://docker.example.com');
      expect(parameters.lists).toEqual(['https://lists.example.com/list.json']);
    }
  });
});
