/** The desk's socket under a page gone wild: signed in, and more than any finger taps. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeskPage } from '#tests/desk/desk-page.ts';
import { Stand } from '#tests/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.start();
});
afterAll(() => stand.close());

test('SE23 it is told so, its commands are dropped, and it may go on when it has calmed down', async () => {
  const page = await DeskPage.signIn(stand);
  for (let n = 0; n < 200; n++) page.send({ kind: 'task', task: 'look' });
  await expect.poll(() => page.rejected).toContain('too-many');
  await expect
    .poll(
      () => {
        page.send({ kind: 'leave' });
        return page.rejected;
      },
      { interval: 500 },
    )
    .toContain('signed-out');
  await page.untilClosed();
});
