import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('SECURITY.md'), 'utf8');

/** The rows below one heading: their cells. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Promise'))
    .map((line) => line.slice(2, -2).split(' | '));
}

/** As a test file spells it, whichever quotes stand around. */
const spelled = (title: string): string => title.replaceAll('\\', '\\\\');

describe('each promise of SECURITY.md', () => {
  const promises = rowsOf('What is promised');

  it('is there', () => {
    expect(promises.length).toBeGreaterThan(20);
  });

  it.each(promises)('%s', (...[, held = '']) => {
    const [, file = '', title = ''] = /^`(test\/[\w/.-]+\.test\.ts)`: (.+)$/.exec(held) ?? [];
    expect(held).toContain(title);
    expect(title).not.toBe('');
    expect(existsSync(at(file)), file).toBe(true);
    expect(readFileSync(at(file), 'utf8')).toContain(spelled(title));
  });
});

it('SECURITY.md says which versions are supported, how to report, who is trusted and what is not promised', () => {
  for (const heading of ['Supported versions', 'Reporting', 'Who is trusted', 'What is not promised']) {
    expect(page).toMatch(new RegExp(`^## ${heading}\\n\\n\\S`, 'm'));
  }
});
