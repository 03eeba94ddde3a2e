import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { displayWidth } from '../../src/words/width.ts';
import { type CliRun, runCli } from '../support/cli.ts';

/** No engine answers there, which settles it before anybody outside is asked. */
const NOWHERE = 'unix:///nowhere/docker.sock';
const TEXT =
  'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp 192.0.2.1:443: i/o timeout';

function doctor(
  args: readonly string[],
  more: { stdin?: string; env?: Record<string, string> } = {},
): Promise<CliRun> {
  const { stdin, env = {} } = more;
  return runCli(args, {
    bin: 'mirror-doctor',
    env: { DOCKER_HOST: NOWHERE, HOME: '/nonexistent', ...env },
    ...(stdin === undefined ? {} : { stdin }),
  });
}

it('names what is wrong, what to do, and what the text says', async () => {
  const { exitCode, stdout } = await doctor([TEXT]);
  expect(exitCode).toBe(1);
  expect(stdout.replaceAll('\n', ' ')).toContain('nothing came back from the host (192.0.2.1:443)');
  expect(stdout).toContain('Whether it is so now cannot be seen from here.');
  expect(stdout).toContain(NOWHERE);
  expect(stdout).toContain('    unset DOCKER_HOST\n');
});

it('takes words that nobody quoted, and a text on standard input', async () => {
  const words = await doctor(TEXT.replaceAll('"', '').split(' '));
  const piped = await doctor(['-'], { stdin: TEXT.replaceAll('"', '') });
  expect(words.stdout).toBe(piped.stdout);
});

it('its JSON is as the schema has it, in both languages', async () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/doctor.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv2020({ strict: false }).compile(schema);
  for (const lang of ['en', 'zh']) {
    const { stdout } = await doctor(['-f', 'json', '--lang', lang, TEXT]);
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
  }
});

it('what was meant to be an image is told as one', async () => {
  const { exitCode, stdout } = await doctor(['https://docker.example/Nginx']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('docker pull docker.example/nginx:latest');
});

it('a hostile text moves no cursor, and is told cleaned', async () => {
  const hostile = `\x1b[2J\x1b]0;owned\x07\u202e${TEXT}\x9b31m | \x1b]8;;http://x\x07\`$(id)\``;
  for (const format of ['text', 'json', 'markdown']) {
    const { stdout } = await doctor(['-f', format, '-'], { stdin: hostile });
    expect([...stdout].filter((mark) => /(?!\n)[\p{Cc}\p{Cf}]/u.test(mark))).toEqual([]);
  }
});

it.each(['', '\0\x01\x02', 'Ошибка: отказано', 'x'.repeat(10_000_000)])(
  'garbage is said to be not known (%#)',
  async (stdin) => {
    const { exitCode, stdout } = await doctor(['-'], { stdin });
    expect(exitCode).toBe(1);
    expect(stdout.length).toBeLessThan(2_000);
  },
);

it('the end of ten megabytes counts', async () => {
  const { stdout } = await doctor(['-'], { stdin: `${'a line of a build\n'.repeat(600_000)}${TEXT}\n` });
  expect(stdout).toContain('192.0.2.1:443');
});

it.each(['en', 'zh'])('fits a terminal of paper’s width in %s, but for commands', async (lang) => {
  const { stdout } = await doctor(['--lang', lang, TEXT]);
  const wide = stdout.split('\n').filter((line) => displayWidth(line) > 80 && !line.startsWith('    '));
  expect(wide).toEqual([]);
});

it('wrong usage is told, and ends with 2', async () => {
  expect((await doctor(['--quota', 'nginx'])).exitCode).toBe(2);
  expect((await doctor(['-f', 'xml'])).exitCode).toBe(2);
});
