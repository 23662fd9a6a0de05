import type { ReceiptLanguage } from './receipt-to-mail.ts';

export interface LetterWords {
  readonly subject: (library: string) => string;
  readonly acts: Readonly<Record<'checkout' | 'checkin' | 'renew', string>>;
  readonly due: (day: string) => string;
  readonly code: (code: string) => string;
  /** Why it has come, and that nobody reads answers. */
  readonly why: (terminal: string) => string;
}

export const LETTER_WORDS: Readonly<Record<ReceiptLanguage, LetterWords>> = {
  vi: {
    subject: (library) => `Phiếu mượn trả – ${library}`,
    acts: { checkout: 'Mượn:', checkin: 'Đã trả:', renew: 'Gia hạn:' },
    due: (day) => `hạn trả ${day}`,
    code: (code) => `mã ${code}`,
    why: (terminal) =>
      `Có người đã chọn gửi phiếu qua e-mail tại máy “${terminal}” bằng thẻ của bạn. Nếu không phải bạn, bạn báo cho thư viện nhé. Thư này được gửi tự động, không ai đọc thư trả lời.`,
  },
  en: {
    subject: (library) => `Your receipt – ${library}`,
    acts: { checkout: 'Borrowed:', checkin: 'Returned:', renew: 'Renewed:' },
    due: (day) => `due ${day}`,
    code: (code) => `code ${code}`,
    why: (terminal) =>
      `Somebody asked for this receipt by e-mail at the machine “${terminal}” with your card. If it was not you, please tell the library. This mail was sent by itself; nobody reads answers to it.`,
  },
  fr: {
    subject: (library) => `Votre reçu – ${library}`,
    acts: {
      checkout: 'Emprunté\u00a0:',
      checkin: 'Rendu\u00a0:',
      renew: 'Prolongé\u00a0:',
    },
    due: (day) => `à rendre le ${day}`,
    code: (code) => `code ${code}`,
    why: (terminal) =>
      `Ce reçu a été demandé par e-mail à la borne «\u00a0${terminal}\u00a0» avec votre carte. Si ce n’était pas vous, prévenez la bibliothèque. Ce message est envoyé automatiquement\u00a0; personne ne lit les réponses.`,
  },
};
