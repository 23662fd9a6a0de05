/** What a terminal of another maker shows or prints: it has no words of its own for our codes (AF). */
import type { RefusalCode } from '#server/circulation/rules/refusal.ts';

export type Language = 'vi' | 'en' | 'fr';

/** What is said beside refusals. */
export type Notice =
  | 'goes-to-shelf'
  | 'goes-to-hold'
  | 'goes-elsewhere'
  | 'was-not-on-loan'
  | 'properties-not-kept'
  | 'amount-unclear'
  | 'currency-unclear'
  | 'nothing-to-renew';

type Words = Readonly<Record<Language, string>>;

const words = (vi: string, en: string, fr: string): Words => ({ vi, en, fr });

/** Codes of the staff page's own acts, which no terminal asks for, have no words here. */
const REFUSALS: Readonly<Partial<Record<RefusalCode, Words>>> = {
  'card-unknown': words('Không tìm thấy thẻ này.', 'This card is not known.', 'Carte inconnue.'),
  'patron-blocked': words(
    'Thẻ đang bị khoá. Mời bạn gặp thủ thư.',
    'This card is blocked. Please see staff.',
    'Carte bloquée. Adressez-vous à l’accueil.',
  ),
  'card-expired': words(
    'Thẻ đã hết hạn ngày {date}.',
    'This card expired on {date}.',
    'Carte expirée le {date}.',
  ),
  'identity-card-declined': words(
    'Hãy dùng thẻ thư viện, không dùng căn cước.',
    'Please use a library card, not an identity card.',
    'Utilisez une carte de bibliothèque, pas une carte d’identité.',
  ),
  'item-unknown': words('Không tìm thấy sách này.', 'This item is not known.', 'Document inconnu.'),
  'several-matches': words(
    'Số này có ở nhiều nơi. Mời bạn gặp thủ thư.',
    'This number is used more than once. Please see staff.',
    'Ce numéro existe plusieurs fois. Adressez-vous à l’accueil.',
  ),
  'item-withdrawn': words(
    'Sách đã thanh lý. Hãy đưa cho thủ thư.',
    'This item is withdrawn. Please hand it to staff.',
    'Document retiré. Remettez-le à l’accueil.',
  ),
  'item-lost': words(
    'Sách đã báo mất. Hãy trả sách trước.',
    'This item is on record as lost. Please return it first.',
    'Document déclaré perdu. Rendez-le d’abord.',
  ),
  'own-loan': words(
    'Bạn đang mượn sách này.',
    'You already have this item.',
    'Vous avez déjà ce document.',
  ),
  'item-on-loan': words(
    'Sách đang có người khác mượn.',
    'This item is on loan to somebody else.',
    'Document emprunté par une autre personne.',
  ),
  'not-on-loan': words(
    'Sách này không được mượn bằng thẻ này.',
    'This item is not on loan to this card.',
    'Document non emprunté avec cette carte.',
  ),
  'not-for-loan': words(
    'Sách chỉ đọc tại chỗ.',
    'This item is for use in the library only.',
    'Document à consulter sur place.',
  ),
  'item-on-hold': words(
    'Sách có người khác đặt trước.',
    'This item is on hold for somebody else.',
    'Document réservé par une autre personne.',
  ),
  'renew-on-hold': words(
    'Không gia hạn được: có người chờ sách.',
    'Not renewed: somebody waits for it.',
    'Non prolongé : une autre personne attend.',
  ),
  'no-policy': words(
    'Không có quy định cho mượn sách này. Mời bạn gặp thủ thư.',
    'No rule of lending fits. Please see staff.',
    'Aucune règle de prêt ne convient. Adressez-vous à l’accueil.',
  ),
  'renewal-limit': words(
    'Đã hết lượt gia hạn.',
    'It cannot be renewed again.',
    'Nombre de prolongations atteint.',
  ),
  'fee-owed': words(
    'Bạn còn khoản phí chưa nộp. Mời bạn gặp thủ thư.',
    'There are fees to pay. Please see staff.',
    'Des frais restent à payer. Adressez-vous à l’accueil.',
  ),
  'too-many-overdue': words(
    'Bạn có {count} cuốn quá hạn. Hãy trả trước.',
    '{count} items are overdue. Please return them first.',
    '{count} documents en retard. Rendez-les d’abord.',
  ),
  'limit-reached': words(
    'Bạn đã mượn đủ {count} cuốn.',
    'The limit is reached: {count} items.',
    'Limite atteinte : {count} documents.',
  ),
  'class-limit-reached': words(
    'Bạn đã mượn đủ {count} cuốn loại này.',
    'The limit for this kind is reached: {count}.',
    'Limite atteinte pour ce type : {count}.',
  ),
  'claimed-returned': words(
    'Sách đang được kiểm tra là đã trả.',
    'This item is said to have been returned.',
    'Document signalé comme rendu.',
  ),
  'library-unknown': words(
    'Không có thư viện này.',
    'There is no such library.',
    'Bibliothèque inconnue.',
  ),
  'patron-unknown': words('Không tìm thấy bạn đọc.', 'Patron not known.', 'Lecteur inconnu.'),
  'hold-unknown': words(
    'Không có lượt đặt này.',
    'There is no such hold.',
    'Réservation inexistante.',
  ),
  'hold-exists': words(
    'Bạn đã đặt sách này rồi.',
    'You have this on hold already.',
    'Déjà réservé.',
  ),
  'hold-own-loan': words(
    'Bạn đang mượn sách này.',
    'You have this item on loan.',
    'Vous avez déjà ce document.',
  ),
  'hold-limit': words(
    'Bạn đã đặt đủ số lượt.',
    'The limit of holds is reached.',
    'Limite de réservations atteinte.',
  ),
  'hold-no-copy': words(
    'Không có cuốn nào để đặt.',
    'There is no copy to wait for.',
    'Aucun exemplaire à réserver.',
  ),
  'hold-on-its-way': words(
    'Sách đang trên đường tới. Không đổi được nữa.',
    'The book is on its way: no change any more.',
    'Document en route : plus de changement.',
  ),
  'fee-unknown': words('Không có khoản phí này.', 'There is no such fee.', 'Frais inconnus.'),
  'fee-nothing-owed': words('Không còn nợ phí.', 'Nothing is owed.', 'Rien à payer.'),
  'fee-too-much': words(
    'Số tiền nhiều hơn số phải nộp.',
    'This is more than is owed.',
    'Montant supérieur à la somme due.',
  ),
  'block-unknown': words('Không có khoá này.', 'There is no such block.', 'Blocage inconnu.'),
  'mark-not-possible': words('Không ghi được.', 'This cannot be noted.', 'Impossible à noter.'),
  'pin-required': words('Cần nhập mã PIN.', 'The PIN is needed.', 'Code secret demandé.'),
  'pin-wrong': words('Mã PIN không đúng.', 'The PIN is wrong.', 'Code secret erroné.'),
  'pin-locked': words(
    'Nhập sai PIN quá nhiều lần. Hãy thử lại sau.',
    'Too many wrong PINs. Please try later.',
    'Trop de codes erronés. Réessayez plus tard.',
  ),
  'number-or-pin-wrong': words(
    'Số thẻ hoặc PIN không đúng.',
    'The number or the PIN is wrong.',
    'Numéro ou code erroné.',
  ),
};

const NOTICES: Readonly<Record<Notice, Words>> = {
  'goes-to-shelf': words('Để lên xe xếp giá.', 'To the shelf.', 'À ranger.'),
  'goes-to-hold': words('Có người chờ ở đây.', 'Somebody waits for it here.', 'Réservé ici.'),
  'goes-elsewhere': words('Chuyển tới {library}.', 'Goes to {library}.', 'À envoyer à {library}.'),
  'was-not-on-loan': words(
    'Sách này chưa được mượn.',
    'This item was not on loan.',
    'Document non emprunté.',
  ),
  'properties-not-kept': words(
    'Thông tin này không được lưu.',
    'Item properties are not kept.',
    'Propriétés non conservées.',
  ),
  'amount-unclear': words(
    'Số tiền không rõ: cần số đồng chẵn.',
    'The amount is unclear: whole đồng are needed.',
    'Montant peu clair : dôngs entiers.',
  ),
  'currency-unclear': words('Chỉ nhận VND.', 'Only VND is taken.', 'VND uniquement.'),
  'nothing-to-renew': words('Không có sách nào.', 'There are no loans.', 'Aucun emprunt.'),
};

type Params = Readonly<Record<string, string | number>>;

/** As it came out of an answer that was kept: a code of a later release has no words here. */
export interface Said {
  readonly code: string;
  readonly params: Params;
}

export function refusalWords({ code, params }: Said, language: Language): string {
  const known = isCode(code) ? REFUSALS[code] : undefined;
  return filled((known ?? SEE_STAFF)[language], params);
}

const isCode = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code);

const SEE_STAFF = words('Mời bạn gặp thủ thư.', 'Please see staff.', 'Adressez-vous à l’accueil.');

export const noticeWords = (notice: Notice, language: Language, params: Params = {}): string =>
  filled(NOTICES[notice][language], params);

const filled = (text: string, params: Params): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => asRead(String(params[name] ?? '')));

/** A day as people here read it, in each of the three languages. */
const asRead = (value: string): string => value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1');

/** Language field of 23 and 63 (SIP 2.00, language); the standard has no code for Vietnamese. */
export const languageAsked = (code: string, otherwise: Language): Language =>
  code === '001' ? 'en' : code === '002' ? 'fr' : otherwise;

/** Language field of 24 and 64: the patron's. */
export const LANGUAGE_CODES: Readonly<Record<Language, string>> = {
  vi: '000',
  en: '001',
  fr: '002',
};
