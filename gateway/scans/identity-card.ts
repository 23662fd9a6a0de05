/**
 * Documents that people show by mistake, or instead of a library card. They hold far more than a library may keep:
 * nothing leaves this file but what kind it is, and of a citizen's card its number of twelve digits. None of these
 * codes is signed: whoever can print can make one, so it proves no more than a barcode does.
 */
export type PersonalDocument =
  /** Căn cước. Without a number where it is not written as the cards so far are. */
  | { readonly kind: 'identity-card'; readonly number?: string }
  /** Bảo hiểm y tế. */
  | { readonly kind: 'health-card' }
  /** VietQR and others by EMV QRCPS. */
  | { readonly kind: 'payment' };

/** Cards of 2021 have seven fields; those since July 2024 (Circular 16/2024/TT-BCA) more, which are passed over. */
const CITIZEN_FIELDS = 7;
/** Name, birth and address are behind as many bars: no label of a library is. */
const MANY_FIELDS = 5;

/** @param text NFC */
export function documentIn(text: string): PersonalDocument | undefined {
  const fields = text.split('|').map((field) => field.trim());
  if (isPayment(text.trim())) return { kind: 'payment' };
  if (fields.length < MANY_FIELDS) return undefined;
  if (isHealthCard(fields)) return { kind: 'health-card' };
  const [number = ''] = fields;
  if (!/^\d{12}$/.test(number)) return undefined;
  return { kind: 'identity-card', ...(isCitizenCard(fields) && { number }) };
}

/** Bars enough for somebody's papers, though in none of the known orders. The site's own rules come before this. */
export const isLikeDocument = (text: string): boolean => text.split('|').length >= MANY_FIELDS;

/**
 * `id | old number or nothing | name | birth | gender | address | issued`. Dates are ddMMyyyy; where only the year is
 * known, old registers have it alone. Gender and address may be empty: they are not what makes it a card.
 */
function isCitizenCard(fields: readonly string[]): boolean {
  const [, old = '', , birth = ''] = fields;
  const isOld = /^(\d{9}|\d{12})?$/.test(old);
  return fields.length >= CITIZEN_FIELDS && isOld && /^(\d{8}|\d{4})$/.test(birth);
}

/** The code of the card, then the name as hexadecimal UTF-8. */
const isHealthCard = ([code = '', name = '']: readonly string[]): boolean =>
  /^([A-Z]{2}\w{13}|\d{10})$/i.test(code) && /^([0-9a-f]{2})+$/i.test(name);

/** EMV QRCPS merchant-presented §3: objects of tag, length and value from `000201` to the check sum, tag 63. */
function isPayment(text: string): boolean {
  if (!text.startsWith('000201')) return false;
  const characters = [...text];
  for (let at = 0; at < characters.length;) {
    const head = characters.slice(at, at + 4).join('');
    if (!/^\d{4}$/.test(head)) return false;
    at += 4 + Number(head.slice(2));
    if (head.startsWith('63')) return at === characters.length;
  }
  return false;
}
