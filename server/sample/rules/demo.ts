/** What the demo lays out: cards to hold to the scanner, books to lay on the pad. All belong to the central library. */
import type { ItemInput } from '../../catalogue/input.ts';
import { CENTRAL } from './network.ts';
import { cardNumber, patronId, pinOf } from './patrons.ts';

/** What is special about a card or a book, as a key that screens put into words. */
export type DemoNote =
  | 'has-loan'
  | 'no-pin'
  | 'overdue'
  | 'blocked'
  | 'expired'
  | 'fee-owed'
  | 'leads-class'
  | 'pupil'
  | 'on-hold'
  | 'reference'
  | 'own-loan'
  | 'set';

export interface DemoCard {
  readonly number: string;
  readonly pin?: string;
  readonly patronId: string;
  readonly note: DemoNote;
}

const card = (person: number, note: DemoNote): DemoCard => ({
  number: cardNumber(person),
  ...(note === 'no-pin' || note === 'blocked' || note === 'expired' ? {} : { pin: pinOf(person) }),
  patronId: patronId(person),
  note,
});

/**
 * The first two are printed at the start of the demo: a child, and the child's father. The last three can play a class;
 * its leader is of the staff, because the teachers of the sample lead one during the school year only.
 */
export const DEMO_CARDS: readonly [DemoCard, DemoCard, ...DemoCard[]] = [
  card(1, 'has-loan'),
  card(43, 'overdue'),
  card(2, 'no-pin'),
  card(6, 'blocked'),
  card(9, 'expired'),
  card(46, 'fee-owed'),
  card(56, 'leads-class'),
  card(4, 'pupil'),
  card(7, 'pupil'),
];

/** Titles on the shelf beside the pad, and why some of them are there. */
const SHELF: readonly (readonly [titleId: string, note?: DemoNote])[] = [
  ['de-men-phieu-luu-ky'],
  ['dat-rung-phuong-nam'],
  ['so-do'],
  ['truyen-kieu'],
  ['kinh-van-hoa-1'],
  ['cho-toi-xin-mot-ve-di-tuoi-tho'],
  ['goc-san-va-khoang-troi'],
  ['doraemon-1'],
  ['harry-potter-va-hon-da-phu-thuy'],
  ['totto-chan-ben-cua-so'],
  ['pippi-tat-dai'],
  ['sapiens'],
  ['nha-gia-kim'],
  ['canh-dong-bat-tan'],
  ['thanh-giong'],
  ['the-little-prince'],
  ['hoang-tu-be'],
  ['tam-cam'],
  ['toi-thay-hoa-vang-tren-co-xanh'],
  ['luoc-su-thoi-gian'],
  ['english-grammar-in-use', 'set'],
  ['mat-biec', 'on-hold'],
  ['tu-dien-tieng-viet', 'reference'],
  ['toi-la-beto', 'own-loan'],
];

export const HELD = 'mat-biec';
export const ON_LOAN_TO_FIRST_CARD = 'toi-la-beto';

export interface DemoBook {
  readonly item: ItemInput;
  readonly note?: DemoNote;
}

export function demoShelf(items: readonly ItemInput[]): DemoBook[] {
  return SHELF.map(([titleId, note]) => ({
    item: demoItem(items, titleId),
    ...(note ? { note } : {}),
  }));
}

/** The central library's first copy of a title. */
export function demoItem(items: readonly ItemInput[], titleId: string): ItemInput {
  const item = items.find((each) => each.homeLibraryId === CENTRAL && each.titleId === titleId);
  if (!item) throw new Error(`the central library of the sample has no ${titleId}`);
  return item;
}
