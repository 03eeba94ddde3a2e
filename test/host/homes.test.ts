import { expect, it } from 'vitest';
import { homesIn } from '../../src/host/homes.ts';

it('homes are those of users, and none of an account of the system', () => {
  const passwd = [
    'root:x:0:0:root:/root:/bin/bash',
    'bin:x:2:2:bin:/bin:/usr/sbin/nologin',
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
    'jenkins:x:997:997::/var/lib/jenkins:/bin/bash',
    'odd:x:1002:1002::/:/bin/sh',
    'eve:x:1000:1000:Eve:/srv/eve/:/bin/bash',
    'not a line',
  ].join('\n');
  expect(homesIn(passwd, 0)).toEqual(['/home', '/Users', '/srv/eve']);
  // What a service has as its own is not given away either.
  expect(homesIn(passwd, 997)).toEqual(['/home', '/Users', '/var/lib/jenkins', '/srv/eve']);
});
