/** What is printed for staff, in the language of the terminal. */
import type { Language } from '../messages.ts';
import type { Trouble } from './rules/trouble.ts';

export interface SlipWords {
  readonly hold: string;
  readonly holdNumber: string;
  readonly late: string;
  readonly manifest: string;
  readonly since: string;
  readonly until: string;
  readonly books: string;
  readonly noNumber: string;
  readonly goesHold: string;
  readonly goesAway: string;
  readonly recordedHere: string;
  readonly trouble: Readonly<Record<Trouble, string>>;
}

export const SLIP_WORDS: Readonly<Record<Language, SlipWords>> = {
  vi: {
    hold: 'GIỮ CHO BẠN ĐỌC',
    holdNumber: 'Số đặt trước',
    late: 'Đang nằm trong thùng',
    manifest: 'SÁCH TRONG THÙNG',
    since: 'Từ',
    until: 'Đến',
    books: 'Số cuốn',
    noNumber: 'không đọc được',
    goesHold: 'giữ cho bạn đọc',
    goesAway: 'chuyển đến',
    recordedHere: 'thư viện chưa trả lời',
    trouble: {
      'no-tag': 'không có nhãn',
      'tag-damaged': 'nhãn hỏng',
      'foreign-tag': 'nhãn lạ',
      card: 'có thẻ bạn đọc',
      'two-items': 'hai cuốn cùng lúc',
      'set-incomplete': 'bộ thiếu phần',
      refused: 'thư viện từ chối',
      'alarm-not-set': 'chưa bật báo động',
      'not-recorded': 'CHƯA GHI TRẢ',
      jam: 'bị kẹt, lấy ra bằng tay',
    },
  },
  en: {
    hold: 'ON HOLD',
    holdNumber: 'Hold number',
    late: 'Lies in bin',
    manifest: 'BOOKS IN BIN',
    since: 'From',
    until: 'To',
    books: 'Books',
    noNumber: 'not readable',
    goesHold: 'on hold',
    goesAway: 'goes to',
    recordedHere: 'no answer yet',
    trouble: {
      'no-tag': 'no label',
      'tag-damaged': 'label damaged',
      'foreign-tag': 'unknown label',
      card: 'a card was with it',
      'two-items': 'two at once',
      'set-incomplete': 'set incomplete',
      refused: 'refused by the library',
      'alarm-not-set': 'alarm not set',
      'not-recorded': 'RETURN NOT RECORDED',
      jam: 'jammed, taken out by hand',
    },
  },
  fr: {
    hold: 'RÉSERVÉ',
    holdNumber: 'N° de réservation',
    late: 'Se trouve dans le bac',
    manifest: 'LIVRES DU BAC',
    since: 'Du',
    until: 'Au',
    books: 'Livres',
    noNumber: 'illisible',
    goesHold: 'réservé',
    goesAway: 'part pour',
    recordedHere: 'pas encore de réponse',
    trouble: {
      'no-tag': 'sans étiquette',
      'tag-damaged': 'étiquette abîmée',
      'foreign-tag': 'étiquette inconnue',
      card: 'une carte était avec',
      'two-items': 'deux à la fois',
      'set-incomplete': 'ensemble incomplet',
      refused: 'refusé par la bibliothèque',
      'alarm-not-set': 'alarme non activée',
      'not-recorded': 'RETOUR NON ENREGISTRÉ',
      jam: 'coincé, sorti à la main',
    },
  },
};
