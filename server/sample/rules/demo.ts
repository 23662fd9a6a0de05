/** What the demo lays out: cards to hold to the scanner, books to lay on the pad. All belong to the central library. */
import type { ItemInput } from '../../catalogue/input.ts';
import { CENTRAL } from './network.ts';
import { cardNumber, patronId, pinOf } from './patrons.ts';

export interface DemoCard {
  readonly number: string;
  readonly pin?: string;
  readonly patronId: string;
  /** What is to be seen with it. */
  readonly note: string;
}

const card = (person: number, note: string, withPin = true): DemoCard => ({
  number: cardNumber(person),
  ...(withPin ? { pin: pinOf(person) } : {}),
  patronId: patronId(person),
  note,
});

/** The first two are printed at the start of the demo: a child, and the child's father. */
export const DEMO_CARDS = [
  card(1, 'child, with PIN; has “Tôi là Bêtô” at home'),
  card(43, 'adult, with PIN; has an overdue book'),
  card(2, 'child, without PIN', false),
  card(6, 'card blocked', false),
  card(9, 'card expired', false),
  card(46, 'owes a fee above the limit'),
] as const;

/** Titles on the shelf beside the pad, and why some of them are there. */
const SHELF: readonly (readonly [titleId: string, note?: string])[] = [
  ['de-men-phieu-luu-ky'],
  ['dat-rung-phuong-nam'],
  ['so-do'],
  ['truyen-kieu'],
  ['kinh-van-hoa-1'],
  ['cho-toi-xin-mot-ve-di-tuoi-tho'],
  ['goc-san-va-khoang-troi'],
  ['doraemon-1', 'comic: one week, not renewable'],
  ['harry-potter-va-hon-da-phu-thuy'],
  ['totto-chan-ben-cua-so'],
  ['pippi-tat-dai'],
  ['sapiens'],
  ['nha-gia-kim'],
  ['canh-dong-bat-tan'],
  ['thanh-giong'],
  ['the-little-prince'],
  ['hoang-tu-be', 'barcode only'],
  ['tam-cam', 'barcode only'],
  ['toi-thay-hoa-vang-tren-co-xanh', 'barcode only'],
  ['luoc-su-thoi-gian', 'barcode only'],
  ['english-grammar-in-use', 'book and disc: two tags, one item'],
  ['mat-biec', 'on hold for another patron'],
  ['tu-dien-tieng-viet', 'reference: not lent'],
  ['toi-la-beto', 'on loan to the first card'],
];

export const HELD = 'mat-biec';
export const ON_LOAN_TO_FIRST_CARD = 'toi-la-beto';

export interface DemoBook {
  readonly item: ItemInput;
  readonly note?: string;
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
