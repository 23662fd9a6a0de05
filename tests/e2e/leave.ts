/** How a person ends a visit, whatever screen it has come to. */
import type { Page } from '@playwright/test';
import type { ItemLine, ScreenName } from '#gateway/messages.ts';
import type { Stand } from '#tests/stand.ts';
import type { Witness } from './witness.ts';

const WAYS: Partial<Record<ScreenName, string>> = {
  borrow: 'Xong',
  'second-card': 'Quay lại',
  return: 'Xong',
  'put-back': 'Xong',
  'own-loan': 'Giữ nguyên',
  'not-finished': 'Tôi để lên kệ',
  done: 'Người khác',
  'recorded-here': 'Người khác',
  account: 'Quay lại',
  number: 'Quay lại',
  pin: 'Quay lại',
  help: 'Quay lại',
};

const RESTING: readonly ScreenName[] = ['start', 'returns-only'];

/** Nothing is under way any more, for better or worse. */
const isSettled = ({ ils, security }: ItemLine): boolean =>
  ils !== 'pending' && security !== 'pending';

/** Waits for what is under way, takes the books off the pad and presses what ends the visit. */
export async function leave(stand: Stand, page: Page, witness: Witness): Promise<void> {
  await witness.until(({ lines }) => lines.every(isSettled));
  for (let step = 0; step < 12; step++) {
    const { screen } = await witness.until(({ screen: name }) => name !== 'waiting');
    if (RESTING.includes(screen)) return;
    stand.desk.clearPad();
    const way = WAYS[screen];
    // On a sheet over the list the list's own button is still there, and inert: the last is the sheet's.
    const gone = witness.until((next) => next.screen !== screen);
    const presses = way
      ? [page.getByRole('button', { name: way, exact: true }).last().click()]
      : [];
    // A summary ends by itself, too: its button may be gone before it is pressed.
    await Promise.race([gone, ...presses]);
    await gone;
  }
  throw new Error(`The visit does not end: ${witness.last?.screen}.`);
}
