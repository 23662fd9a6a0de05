/** What a letter is made of, and how much of its address a screen may show. */
export type ReceiptLanguage = 'vi' | 'en' | 'fr';

export interface ReceiptToMail {
  readonly email: string;
  /** Of the latest of them; epoch milliseconds. */
  readonly at: number;
  readonly lines: readonly {
    readonly act: 'checkout' | 'checkin' | 'renew';
    readonly title: string;
    /** Epoch milliseconds. */
    readonly dueAt?: number;
    readonly code?: string;
  }[];
}

/** `l…@…`: enough to know which of one's own it is, too little for who stands behind. */
export function masked(email: string): string {
  const [first = ''] = email;
  return `${first}…@…`;
}
