import { expect, it } from 'vitest';
import { refusedPlace } from '../../../src/engines/docker/refused-place.ts';

/** What dockerd 20.10.24, 26.1.5 and 28.5.2 said of these files, word for word. */
it.each([
  [
    '{\n"log-opts": {\n"max-file": 3}}',
    'json: cannot unmarshal number into Go struct field Config.log-opts of type string',
    2,
  ],
  [
    '{\n"log-opts": {\n"max-file": 3}}',
    'json: cannot unmarshal number into Go struct field Config.CommonConfig.LogConfig.log-opts of type string',
    2,
  ],
  [
    '{\n"log-opts": {\n"max-file": 3}}',
    'invalid JSON: json: cannot unmarshal number into Go struct field Config.log-opts.max-file of type string',
    3,
  ],
  [
    '{"debug": true,\n"insecure-registries": "a:5000"}',
    'json: cannot unmarshal string into Go struct field Config.CommonConfig.ServiceOptions.insecure-registries of type []string',
    2,
  ],
  [
    '{\n\n"labels": [1]}',
    'invalid JSON: json: cannot unmarshal number into Config.labels.0 of type string',
    3,
  ],
  [
    '{\n"default-ulimits": {\n"nofile": {"Hard": "64"}}}',
    'json: cannot unmarshal string into Go struct field Ulimit.default-ulimits.Hard of type int64',
    2,
  ],
  [
    '{\n"default-ulimits": {\n"nofile": {"Hard": "64"}}}',
    'invalid JSON: json: cannot unmarshal string into Go struct field Config.default-ulimits.nofile.Hard of type int64',
    3,
  ],
  [
    '{\n"debug": true,\n"foo-bar": 1}',
    "the following directives don't match any configuration option: foo-bar",
    3,
  ],
  [
    '{\n"proxies": {\n"http-proxy": "http://h:1"}}',
    "the following directives don't match any configuration option: http-proxy",
    3,
  ],
  [
    '{"debug": false,\n"hosts": ["unix:///x"]}',
    'the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [unix:///x])',
    2,
  ],
  ['{\n"dns": ["nope"]}', 'invalid JSON: invalid IP address: nope', 2],
  ['{\n"dns": ["nope"]}', 'configuration validation from file failed: nope is not an ip address', 2],
  // Of a value that stands there twice nobody knows which is meant.
  ['{\n"dns": ["nope"],\n"labels": ["nope"]}', 'invalid IP address: nope', null],
  ['{"debug": true}', 'dockerd needs a lawyer', null],
])('%j: %s (line %s)', (text, said, line) => {
  expect(refusedPlace(text, [said])?.line ?? null).toBe(line);
});
