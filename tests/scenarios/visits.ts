/** Visits of the security grid: with trouble in them, to put right what was left, and to give all back. */
import { expect } from 'vitest';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import type { ScreenName } from '#gateway/messages.ts';
import { disagreements, openLoans } from './agreement.ts';
import { STEPS } from './steps.ts';
import type { StepName } from './steps.ts';
import type { Scene, Trouble } from './troubles.ts';

/** Librarians of the sample, who may have twenty books each. */
const CARDS = [cardNumber(55), cardNumber(56)];
/** They take turns: a scanner does not say again what is still in view. */
let loans = 0;
export const POLL = { timeout: 90_000, interval: 20 };

export type ActName = 'borrow' | 'return';

/** Lays all down for the act, and leaves after `meanwhile`. @returns the screens seen on the way out */
export async function visit(
  scene: Scene,
  act: ActName,
  meanwhile: () => Promise<void>,
): Promise<readonly ScreenName[]> {
  const { person } = scene;
  if (act === 'borrow') await person.borrowWith(CARDS[loans++ % CARDS.length] ?? '');
  else await person.startReturn();
  layAll(scene);
  await meanwhile();
  return person.leave();
}

/** One visit with trouble in it, which must strike. */
export async function visitWith(
  trouble: Trouble,
  scene: Scene,
  act: ActName,
  step: StepName,
): Promise<void> {
  const { stand, person, on } = scene;
  const struck = Promise.withResolvers<undefined>();
  let strikes = 0;
  STEPS[step]({ stand, person, uid: on.victimTag.uid }, async () => {
    strikes++;
    await trouble.strike(scene).then(() => struck.resolve(undefined), struck.reject);
  });
  await visit(scene, act, async () => {
    await struck.promise;
    await trouble.mend(scene);
  });
  expect(strikes, 'the trouble struck at its step, once').toBe(1);
}

/** A person who walks off at once has borrowed nothing. */
export async function seenAll({ person, on }: Scene): Promise<void> {
  await person.until(({ lines }) => lines.length === on.books.length);
}

async function allDone({ person, on }: Scene): Promise<void> {
  await person.until(
    ({ lines }) =>
      lines.length === on.books.length &&
      lines.every(({ ils, security }) => ils === 'accepted' && security === 'done'),
  );
}

/** What was left half done is put right when the books are seen again. */
export async function expectAgreement(scene: Scene): Promise<void> {
  const { stand, person, on } = scene;
  layAll(scene);
  await expect.poll(() => disagreements(stand, on.books), POLL).toEqual([]);
  stand.desk.clearPad();
  await person.leave();
}

export async function lendAll(scene: Scene): Promise<void> {
  await visit(scene, 'borrow', () => allDone(scene));
  expect(loansOf(scene)).toEqual(scene.on.books.map(() => 1));
}

/** As if nothing had been. */
export async function giveBack(scene: Scene): Promise<void> {
  await visit(scene, 'return', () => allDone(scene));
  expect(loansOf(scene)).toEqual(scene.on.books.map(() => 0));
  expect(disagreements(scene.stand, scene.on.books)).toEqual([]);
}

const layAll = ({ stand, on }: Scene): void =>
  stand.desk.lay(...on.books.map(({ barcode }) => barcode));

const loansOf = ({ stand, on }: Scene): number[] => on.books.map((book) => openLoans(stand, book));
