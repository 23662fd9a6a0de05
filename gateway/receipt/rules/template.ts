/** What a library puts on its receipts besides what happened. */
export interface ReceiptTemplate {
  /** Below its name: address, opening hours. */
  readonly header: readonly string[];
  readonly footer: readonly string[];
  /** How the code is shown besides being written. */
  readonly mark: 'qr' | 'barcode' | 'none';
  /** PNG. */
  readonly logo?: Uint8Array;
}

export const PLAIN_TEMPLATE: ReceiptTemplate = { header: [], footer: [], mark: 'qr' };
