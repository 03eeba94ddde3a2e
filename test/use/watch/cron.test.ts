import { expect, it } from 'vitest';
import { cronLine } from '../../../src/use/watch/cron.ts';

it.each([
  [1, '7 * * * *'],
  [3, '7 */3 * * *'],
  [24, '7 3 * * *'],
  [36, '7 3 * * *'],
  [48, '7 3 */2 * *'],
  [168, '7 3 */7 * *'],
])('every %i hours is never less often', (hours, when) => {
  expect(cronLine(['/opt/mirror-watch', 'run'], {}, hours, 7)).toBe(`${when} root /opt/mirror-watch run`);
});

it('tells the command by its environment what its words would show, and ends it at no percent sign', () => {
  const line = cronLine(['/opt/a b/mirror-watch', '--image=a%b'], { TO: "mail 'me' %" }, 3, 0);
  expect(line).toBe(
    String.raw`0 */3 * * * root TO='mail '\''me'\'' \%' '/opt/a b/mirror-watch' --image=a\%b`,
  );
});
