/** What is printed on a receipt, in the language of the visit. */
import type { ItemLine, Language } from '../../messages.ts';

export interface ReceiptWords {
  /** “Borrowed: 4 books” */
  readonly acts: Readonly<Record<ItemLine['act'], (count: number) => string>>;
  /** Before the day that a loan falls due; a child's is shorter. */
  readonly due: string;
  readonly dueForChild: string;
  /** Of a line that the library does not know of yet, and what that means. */
  readonly recordedHere: string;
  readonly recordedNote: string;
  readonly recordedNoteForChild: string;
  readonly code: string;
  readonly person: (initial: string, which?: number) => string;
  /** Of one whom nobody could be asked about. */
  readonly unnamed: (which: number) => string;
  readonly test: {
    readonly title: string;
    readonly terminal: string;
    readonly version: string;
    readonly dots: string;
    /** What to look for on the strip. */
    readonly look: string;
  };
}

const plural =
  (one: string, other: string) =>
  (count: number): string =>
    `${count} ${count === 1 ? one : other}`;
/** French counts nought as one. */
const pluriel = (one: string, other: string) => (count: number) =>
  `${count} ${count < 2 ? one : other}`;

const books = plural('book', 'books');
const livres = pluriel('livre', 'livres');

export const RECEIPT_WORDS: Readonly<Record<Language, ReceiptWords>> = {
  vi: {
    acts: {
      checkout: (count) => `Mượn ${count} cuốn`,
      checkin: (count) => `Đã trả ${count} cuốn`,
      renew: (count) => `Gia hạn ${count} cuốn`,
    },
    due: 'Hạn trả',
    dueForChild: 'Trả ngày',
    recordedHere: 'đã ghi tại máy',
    recordedNote: 'Mạng đang gián đoạn. Máy đã ghi lại và sẽ báo cho thư viện khi có mạng.',
    recordedNoteForChild: 'Máy đã ghi lại rồi.',
    code: 'Mã phiếu',
    person: (initial, which) => (which === undefined ? `${initial}.` : `${initial}. (${which})`),
    unnamed: (which) => `Thẻ ${which}`,
    test: {
      title: 'IN THỬ',
      terminal: 'Máy',
      version: 'Phiên bản',
      dots: 'Chấm theo chiều ngang',
      look: 'Mọi dấu phải rõ, hai vạch ở mép phải đủ nét.',
    },
  },
  en: {
    acts: {
      checkout: (count) => `Borrowed: ${books(count)}`,
      checkin: (count) => `Returned: ${books(count)}`,
      renew: (count) => `Renewed: ${books(count)}`,
    },
    due: 'Due',
    dueForChild: 'Back by',
    recordedHere: 'recorded here',
    recordedNote:
      'The network is down. It is recorded here and will be told to the library when the network is back.',
    recordedNoteForChild: 'The machine has noted it.',
    code: 'Receipt code',
    person: (initial, which) => (which === undefined ? `${initial}.` : `${initial}. (${which})`),
    unnamed: (which) => `Card ${which}`,
    test: {
      title: 'TEST PRINT',
      terminal: 'Terminal',
      version: 'Version',
      dots: 'Dots across',
      look: 'All marks must be clear, and the lines at both edges whole.',
    },
  },
  fr: {
    acts: {
      checkout: (count) => `Emprunt\u00a0: ${livres(count)}`,
      checkin: (count) => `Retour\u00a0: ${livres(count)}`,
      renew: (count) => `Prolongation\u00a0: ${livres(count)}`,
    },
    due: 'À rendre le',
    dueForChild: 'À rendre le',
    recordedHere: 'noté ici',
    recordedNote:
      'Le réseau est coupé. C’est noté ici et sera transmis à la bibliothèque dès que possible.',
    recordedNoteForChild: 'C’est noté ici.',
    code: 'Code du reçu',
    // “M.” would read Monsieur.
    person: (initial, which) => (which === undefined ? initial : `${initial} (${which})`),
    unnamed: (which) => `Carte ${which}`,
    test: {
      title: 'IMPRESSION D’ESSAI',
      terminal: 'Borne',
      version: 'Version',
      dots: 'Points en largeur',
      look: 'Tous les signes doivent être nets, et les traits des deux bords entiers.',
    },
  },
};
