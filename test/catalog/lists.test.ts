import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedList, parseList } from '../../src/catalog/index.ts';
import { LIST } from '../../src/catalog/limits.ts';
import { BODY_LIMITS } from '../../src/limits.ts';
import { toReportText } from './support/report-text.ts';

/** Texts that were not written for us, as people have them. */

const addresses = ({ catalogue }: ParsedList): string[] =>
  catalogue.mirrors.flatMap(({ addresses }) =>
    addresses.map(({ address }) => (address.kind === 'fixed' ? address.url.href : address.template)),
  );

const why = ({ tally }: ParsedList): string[] =>
  (tally?.first ?? []).map(
    ({ line, why }) => `${line} ${why.kind === 'bad-url' ? why.problem.kind : why.kind}`,
  );

const A = 'https://docker.a.example';
const B = 'https://b.example:5000';
const C = 'https://hub.c.example';

const MARKDOWN = `# Docker Hub mirrors

Last checked by @somebody (me@mail.example), see https://github.com/some/list/issues/3.

| Name | Address | Home page |
|------|:-------:|-----------|
| A    | \`${A}\` | https://www.a.example |
| B    | [b.example:5000](${B}) | https://home.b.example |
| C    | hub.c.example | |
`;

const BULLETS = `Mirrors that work today:

* ${A} (fast)
- \`b.example:5000\`
1. **hub.c.example** – since 2024
`;

const HTML = `<!doctype html>
<html><body><p>Go to https://elsewhere.example</p>
<table>
<tr><th>Name</th><th>Address</th></tr>
<tr><td>A</td><td><a href="${A}">docker.a.example</a></td></tr>
<tr>
  <td>B</td>
  <td>b.example:5000</td>
</tr>
<tr><td><a href="https://home.c.example">C</a></td><td><code>${C}</code></td></tr>
</table></body></html>`;

const CSV = `name,url,homepage
A,${A},https://www.a.example
"B, Ltd",${B}/,https://home.b.example
C,hub.c.example,
`;

const YAML = `# ${A.replace('docker', 'off')}
registries:
  docker.io:
    endpoint:
      - "${A}"
      - 'b.example:5000'
  hub: hub.c.example
http-proxy: http://proxy.example:3128
insecure-registries:
  - insecure.example:5000
password: pass.example
`;

const DAEMON_IN_SHELL = `#!/bin/sh
curl -fsSL https://get.docker.com/install.sh | sh
sudo tee /etc/docker/daemon.json <<-'EOF'
{
  "registry-mirrors": ["${A}", "b.example:5000",
    "${C}/"],
  "insecure-registries": [
    "insecure.example:5000"
  ],
  "dns": ["192.0.2.1", "dns.example"]
}
EOF
sudo systemctl restart docker.service
`;

const HOSTS_TOML = `[host."${A}"]
  capabilities = ["pull", "resolve"]
  ca = "/etc/certs/a.pem"

[host."b.example:5000"] # the second
  client = [["/etc/certs/client.cert", "/etc/certs/client.key"]]
[host."${C}".header]
  authorization = "Basic c2VjcmV0OnBhc3M="
`;

const SERVER_TOML = `server = "https://registry-1.docker.io"

${HOSTS_TOML}`;

const CONFIG_TOML = `version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["${A}", "${B}",
    "${C}"]
`;

const REGISTRIES_CONF = `unqualified-search-registries = ["docker.io", "quay.io"]

[[registry]]
prefix = "docker.io"
location = "docker.io"

[[registry.mirror]]
location = "docker.a.example"
[[registry.mirror]]
location = "b.example:5000"
insecure = true
[[registry.mirror]]
location = "hub.c.example"
`;

const DOCKER_INFO = `Client: Docker Engine - Community
 Version:    27.3.1
Server:
 Server Version: 27.3.1
 Kernel Version: 6.1.0-13-amd64
 Name: machine.example.com
 HTTP Proxy: http://proxy.example:3128
 Registry: https://index.docker.io/v1/
 Insecure Registries:
  insecure.example:5000
  127.0.0.0/8
 Registry Mirrors:
  ${A}/
  ${B}/
  ${C}/
 Live Restore Enabled: false
`;

const INFO_JSON = JSON.stringify({
  ID: 'x',
  RegistryConfig: { Mirrors: [`${A}/`, B, C], InsecureRegistryCIDRs: ['127.0.0.0/8'] },
  Name: 'machine.example.com',
});

const BOX = `┌───┬──────────────────┬───────┐
│ # │ Mirror           │ Pull  │
├───┼──────────────────┼───────┤
│ 1 │ docker.a.example │ 3.2 s │
│ 2 │ b.example:5000   │ 4.1 s │
│ 3 │ hub.c.example    │ 9.8 s │
└───┴──────────────────┴───────┘
`;

describe('what people have', () => {
  it.each([
    ['a Markdown table', MARKDOWN],
    ['bullets', BULLETS],
    ['an HTML table', HTML],
    ['CSV', CSV],
    ['CSV with semicolons', CSV.replaceAll('"B, Ltd"', 'B').replaceAll(',', ';')],
    ['YAML', YAML],
    ['a daemon.json in a shell script', DAEMON_IN_SHELL],
    ['hosts.toml that begins with a table', HOSTS_TOML],
    ['hosts.toml with the upstream', SERVER_TOML],
    ["containerd's config.toml", CONFIG_TOML],
    ['registries.conf', REGISTRIES_CONF],
    ['docker info', DOCKER_INFO],
    ['docker info as JSON', INFO_JSON],
    ['a table of ours', BOX],
    ['our report', toReportText([A, B, C], 'json')],
    ['our report as NDJSON', toReportText([A, B, C], 'ndjson')],
    ['our report as CSV', toReportText([A, B, C], 'csv')],
    ['our report as plain text', toReportText([A, B, C], 'plain')],
    ['our report as Markdown', toReportText([A, B, C], 'markdown')],
    ['bare hosts', 'docker.a.example\nb.example:5000\nhub.c.example/\n'],
    ['several on a line', `${A} ${B} ${C}`],
    ['several with semicolons', `${A}；${B};${C}`],
    ['several with commas', `docker.a.example、b.example:5000，${C},`],
    ['a command line', `dockerd --registry-mirror=${A} --registry-mirror ${B} --registry-mirror="${C}"`],
    ['words around them', `A：docker.a.example（快）\nb.example:5000: slow\n“hub.c.example”。\n`],
    ['one paragraph', `Use ${A}, or b.example:5000. Else (hub.c.example)!`],
  ])('%s gives its mirrors and nothing else', (_, text) => {
    const list = parseList(text, 'x');
    expect(list.unreadable).toBeNull();
    expect(list.problems).toEqual([]);
    expect(addresses(list)).toEqual([A, B, C]);
  });

  it('is told with counts and places', () => {
    const list = parseList(
      'ok: https://a.example\nhub: https://docker.io\nsee https://github.com/a/b and http://mirrors.163.com\nyours: https://{id}.mirror.example\nhttps://a.example again',
      'notes.txt',
    );
    expect(addresses(list)).toEqual(['https://a.example']);
    expect(list.tally).toMatchObject({
      list: 'notes.txt',
      taken: [{ line: 1, displayUrl: 'https://a.example' }],
      passedOver: 4,
    });
    expect(why(list)).toEqual(['2 not-a-mirror', '3 page', '3 not-a-mirror', '4 template']);
  });

  it('shows no password of what was passed over', () => {
    const list = parseList(
      'a https://me:geheim@b.example and c@d.example\nhttps://e.example?token=geheim',
      'x',
    );
    expect(list.tally?.passedOver).toBe(2);
    expect(JSON.stringify(list)).not.toContain('geheim');
  });

  it('may have none in it, which is told as such', () => {
    for (const text of ['Hello, world: nothing here.', '| a | b |\n|---|---|\n', 'nonsense', 'a: b\n']) {
      expect(parseList(text, 'x').unreadable).toEqual({ kind: 'no-addresses' });
    }
  });

  it('keeps what is wrong with a plain list told by line', () => {
    const list = parseList('a.example\nhttps:/b.example\n', 'x');
    expect(addresses(list)).toEqual(['https://a.example']);
    expect(list.problems).toMatchObject([{ line: 2, fault: { kind: 'bad-url' } }]);
  });
});

describe('work is bounded by the size of a text, whatever it is made of', () => {
  const MiB = 1024 * 1024;
  const nested = (depth: number): string => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`;

  it.each([
    ['brackets, closed', '['.repeat(40_000) + ']'.repeat(40_000), 'too-deep'],
    ['brackets, open', '['.repeat(2 * MiB), 'syntax'],
    ['objects in arrays', nested(10_000), 'too-deep'],
    ['many values', `[${'0,'.repeat(MiB)}0]`, 'too-many-values'],
    [
      'many keys',
      `{${Array.from({ length: 150_000 }, (_, index) => `"k${index}":{"a":1}`).join()}}`,
      'too-many-values',
    ],
    [
      'one long key above many values',
      `{"${'k'.repeat(MiB)}":[${'{"a":1},'.repeat(60_000)}{}]}`,
      'no-mirrors',
    ],
    ['hashes after line separators', ' #\u2028'.repeat(100_000), 'no-addresses'],
    ['hashes', ' #'.repeat(MiB), 'no-addresses'],
    ['slashes', `https://a/${'/'.repeat(2 * MiB)}x`, 'no-addresses'],
    ['a template of slashes', `["https://{id}${'/'.repeat(MiB)}x"]`, null],
    ['a host of hyphens', `["a", {"urls": {"${'a-'.repeat(MiB)}": "x"}}]`, null],
    ['schemes', 'http://'.repeat(9_000), 'no-addresses'],
    ['schemes in many lines', `${'http://'.repeat(9_000)}\n`.repeat(60), 'no-addresses'],
    ['dots', 'a.'.repeat(32_000), 'no-addresses'],
    ['open tags', `<td>${'<'.repeat(2 * MiB)}`, 'no-addresses'],
    ['tags', '<td <td '.repeat(200_000), 'no-addresses'],
    ['bars', `${'|'.repeat(60_000)}\n`.repeat(60), 'no-addresses'],
    ['quotes', `a,b\n${'"'.repeat(60_000)}`, 'no-addresses'],
    ['keys', `${'a '.repeat(30_000)}:\n`.repeat(60), 'no-addresses'],
    ['blanks', `x${' '.repeat(2 * MiB)}x`, 'no-addresses'],
    ['lines', `a b${'\n'.repeat(4 * MiB - 10)}`, 'no-addresses'],
    ['comments before JSON', '/*'.repeat(2 * MiB), 'no-addresses'],
    ['an open string', `{"a": "${'x'.repeat(3 * MiB)}`, 'syntax'],
  ])('%s', (_, text, failure) => {
    expect(text.length).toBeLessThanOrEqual(BODY_LIMITS.listBytes);
    const before = process.cpuUsage();
    const heapBefore = process.memoryUsage().heapUsed;
    const list = parseList(text, 'x');
    const { user } = process.cpuUsage(before);
    expect(list.unreadable?.kind ?? null).toBe(failure);
    // What grows with the square takes minutes and gigabytes here; the slowest of these takes a second of an idle core.
    expect(user / 1e6).toBeLessThan(20);
    expect((process.memoryUsage().heapUsed - heapBefore) / MiB).toBeLessThan(700);
  });

  it('a line of a megabyte is not read, and that is told', () => {
    const list = parseList(`a https://a.example\n${'x '.repeat(MiB / 2)}\n`, 'x');
    expect(addresses(list)).toEqual(['https://a.example']);
    expect(list.tally?.first).toEqual([
      { line: 2, shown: '', why: { kind: 'line-too-long', limit: LIST.lineChars } },
    ]);
  });

  it('no more addresses are taken than one run should ask', () => {
    const text = Array.from({ length: LIST.entries + 5 }, (_, index) => `see https://m${index}.example`).join(
      '\n',
    );
    const list = parseList(text, 'x');
    expect(list.catalogue.mirrors).toHaveLength(LIST.entries);
    expect(list.tally?.passedOver).toBe(5);
  });

  it('answers any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '|',
        ',',
        '\n',
        '<td>',
        '<tr>',
        'https://',
        '[',
        ']',
        '"',
        'a.example',
        ': ',
        '#',
        '- ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(parseList(pieces.join(''), 'x').catalogue.name).toBe('x');
      }),
    );
  });
});
