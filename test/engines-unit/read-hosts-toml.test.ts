import { expect, it } from 'vitest';
import { readHostsToml } from '../../src/engines/files/read-hosts-toml.ts';

it('has the hosts in their order, with what each may do', () => {
  const text = [
    'server = "https://registry-1.docker.io"',
    '[host."https://first.example"]',
    '  capabilities = ["pull"]',
    "[host.'http://192.0.2.7:5000']",
    '  capabilities = ["pull", "resolve"]',
    '[host."bare.example"]',
  ].join('\n');
  expect(readHostsToml(text)).toEqual({
    kind: 'hosts',
    server: 'https://registry-1.docker.io',
    hosts: [
      { url: 'https://first.example', resolves: false },
      { url: 'http://192.0.2.7:5000', resolves: true },
      { url: 'https://bare.example', resolves: true },
    ],
  });
});

it.each([
  ['', { kind: 'hosts', server: null, hosts: [] }],
  ['host = "x"\nserver = 5', { kind: 'hosts', server: null, hosts: [] }],
  ['[host."https://a.example"]\ncapabilities = ["pull",\n', { kind: 'bad-toml', line: 3 }],
  ['[host."https://a.example"', { kind: 'bad-toml', line: 1 }],
])('of %j', (text, read) => {
  expect(readHostsToml(text)).toEqual(read);
});
