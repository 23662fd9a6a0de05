/** Tagged fields: those of SIP 2.00, and the extensions that are met. Names are for people; the ids are what counts. */

export interface FieldShape {
  readonly name: string;
  readonly repeats?: true;
  /** Met, but not in SIP 2.00; other makers may mean something else by it. */
  readonly extension?: true;
}

const field = (name: string): FieldShape => ({ name });
const list = (name: string): FieldShape => ({ name, repeats: true });
const extension = (name: string): FieldShape => ({ name, extension: true });

const STANDARD = {
  AA: field('patron identifier'),
  AB: field('item identifier'),
  AC: field('terminal password'),
  AD: field('patron password'),
  AE: field('personal name'),
  AF: list('screen message'),
  AG: list('print line'),
  AH: field('due date'),
  AJ: field('title identifier'),
  AL: field('blocked card message'),
  AM: field('library name'),
  AN: field('terminal location'),
  AO: field('institution id'),
  AP: field('current location'),
  AQ: field('permanent location'),
  AS: list('hold items'),
  AT: list('overdue items'),
  AU: list('charged items'),
  AV: list('fine items'),
  BD: field('home address'),
  BE: field('e-mail address'),
  BF: field('home phone number'),
  BG: field('owner'),
  BH: field('currency'),
  BI: field('cancel'),
  BK: field('transaction id'),
  BL: field('valid patron'),
  BM: list('renewed items'),
  BN: list('unrenewed items'),
  BO: field('fee acknowledged'),
  BP: field('start item'),
  BQ: field('end item'),
  BR: field('queue position'),
  BS: field('pickup location'),
  BT: field('fee type'),
  BU: list('recall items'),
  BV: field('fee amount'),
  BW: field('expiration date'),
  BX: field('supported messages'),
  BY: field('hold type'),
  BZ: field('hold items limit'),
  CA: field('overdue items limit'),
  CB: field('charged items limit'),
  CC: field('fee limit'),
  CD: list('unavailable hold items'),
  CF: field('hold queue length'),
  CG: field('fee identifier'),
  CH: field('item properties'),
  CI: field('security inhibit'),
  CJ: field('recall date'),
  CK: field('media type'),
  CL: field('sort bin'),
  CM: field('hold pickup date'),
  CN: field('login user id'),
  CO: field('login password'),
  CP: field('location code'),
  CQ: field('valid patron password'),
} as const satisfies Readonly<Record<string, FieldShape>>;

const EXTENSIONS = {
  CR: extension('collection code'),
  CS: extension('call number'),
  CT: extension('destination location'),
  CV: extension('alert type'),
  CY: extension('hold patron id'),
  DA: extension('hold patron name'),
  FA: extension('fee detail A'),
  FB: extension('fee detail B'),
  FC: extension('fee detail C'),
  FD: extension('fee detail D'),
  FE: extension('fee detail E'),
  FF: extension('fee detail F'),
  FG: extension('fee detail G'),
  GG: extension('licences'),
  KP: extension('location update'),
  KQ: extension('shelf update'),
  MA: extension('bibliographic id'),
  MB: extension('ISBN'),
  MC: extension('LCCN'),
  OR: extension('register login'),
  PA: extension('expiry date or PAC access type'),
  PB: extension('birth date'),
  PC: extension('patron class'),
  PD: extension('birth date'),
  PI: extension('internet profile'),
  PT: extension('patron group'),
  PX: extension('expiry date'),
  PY: extension('expired'),
  PZ: extension('postcode'),
  RN: extension('check number'),
  SV: extension('server version'),
  XI: extension('internal id'),
  ZY: extension('patron type'),
} as const satisfies Readonly<Record<string, FieldShape>>;

export const FIELDS = { ...STANDARD, ...EXTENSIONS };

/** Ids of SIP 2.00; a reply may carry any other two letters, too. */
export type FieldId = keyof typeof FIELDS;

export const fieldShape = (id: string): FieldShape | undefined =>
  isFieldId(id) ? FIELDS[id] : undefined;

export const isFieldId = (id: string): id is FieldId => Object.hasOwn(FIELDS, id);

/** Ids that a fixed part may be cut off by: AY and AZ, too, which are no tagged fields. */
export const startsField = (text: string): boolean => {
  const id = text.slice(0, 2);
  return id === 'AY' || id === 'AZ' || Object.hasOwn(STANDARD, id);
};

/** Never shown, never logged: terminal password, patron password, login password. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['AC', 'AD', 'CO']);
