/** Patron or item? What a scanned code is, by the decision order of docs/rules/session.md (S12). */
import type { Scan } from '../devices/device.ts';
import { documentIn, isLikeDocument } from './identity-card.ts';
import { checkDigitOf } from './library-number.ts';
import type { CheckDigit, CheckScheme } from './library-number.ts';

export const SCAN_KINDS = ['patron', 'item', 'ignore'] as const;
export type ScanKind = (typeof SCAN_KINDS)[number];

export const SYMBOLOGIES = [
  'code39',
  'code128',
  'ean',
  'codabar',
  'itf',
  'qr',
  'datamatrix',
  'other',
] as const satisfies readonly NonNullable<Scan['symbology']>[];

/** One rule of a site, as the settings file and the terminal's memory hold it. The first that fits counts. */
export interface ScanRule {
  /** Regular expression (with the flag `u`) over the whole text of the scan, NFC. */
  readonly pattern: string;
  /** Fits only scans whose scanner says this (AIM identifiers must be switched on). */
  readonly symbology?: (typeof SYMBOLOGIES)[number];
  readonly kind: ScanKind;
  /** What the number becomes: a replacement for what the pattern has found, `$1` its first group. */
  readonly transform?: string;
  /** The check digit that such numbers have. */
  readonly check?: CheckScheme;
}

/** What a site has said of its labels and cards. */
export interface ScanRules {
  readonly rules: readonly ScanRule[];
  /** A number with a wrong check digit was misread. By default it is taken: many sites number without a real one. */
  readonly strictCheckDigits: boolean;
}

export const NO_SCAN_RULES: ScanRules = { rules: [], strictCheckDigits: false };

/** Rules that many sites share, by name. */
export const PRESETS = {
  /** Fourteen digits: 2 begins a patron's card, 3 an item's label. */
  'fourteen-digit': [
    { pattern: '^2\\d{13}$', kind: 'patron', check: 'fourteen-digit' },
    { pattern: '^3\\d{13}$', kind: 'item', check: 'fourteen-digit' },
  ],
} as const satisfies Readonly<Record<string, readonly ScanRule[]>>;
export type PresetName = keyof typeof PRESETS;

export type ScanMeaning =
  | { readonly kind: 'patron'; readonly card: string }
  | { readonly kind: 'item'; readonly label: string }
  /** Nothing tells: it is asked about as what the screen waits for. */
  | { readonly kind: 'either'; readonly text: string }
  /** The publisher's number: the same on every copy. */
  | { readonly kind: 'isbn' }
  | { readonly kind: 'identity-card'; readonly number?: string }
  | { readonly kind: 'health-card' | 'payment' | 'link' }
  /** The site's rules say that it is nothing. */
  | { readonly kind: 'ignored' }
  /** Too long for a number, or its check digit is wrong where the site is strict. */
  | { readonly kind: 'unreadable' };

/** As the server takes it, and far more than any number has. */
const LONGEST_NUMBER = 64;
/** Patterns are the site's own; no text may be long enough to make a clumsy one slow. */
const LONGEST_MATCHED = 512;

export function scanMeaning(scan: Scan, site: ScanRules): ScanMeaning {
  const personal = documentIn(scan.text);
  if (personal) return personal;
  const rule = ruleFor(scan, site);
  // A rule for EAN is a site that lends by ISBN.
  if (isBookTradeCode(scan) && rule?.symbology !== 'ean') return { kind: 'isbn' };
  return rule ? byRule(rule, scan, site) : byItself(scan);
}

const ruleFor = (scan: Scan, { rules }: ScanRules): ScanRule | undefined =>
  rules.find((rule) => fits(rule, scan));

/** By the scheme that the site's rule names, else by the form of the number. */
export const checkDigitIn = (scan: Scan, site: ScanRules): CheckDigit =>
  checkDigitOf(scan.text, ruleFor(scan, site)?.check);

function byRule(rule: ScanRule, { text }: Scan, { strictCheckDigits }: ScanRules): ScanMeaning {
  if (rule.kind === 'ignore') return { kind: 'ignored' };
  if (strictCheckDigits && checkDigitOf(text, rule.check) === 'invalid') return UNREADABLE;
  const number = numberBy(rule, text);
  if (number === '' || number.length > LONGEST_NUMBER) return UNREADABLE;
  return rule.kind === 'patron'
    ? { kind: 'patron', card: number }
    : { kind: 'item', label: number };
}

function byItself({ text }: Scan): ScanMeaning {
  if (/^([a-z][a-z0-9+.-]*:\/\/|www\.)/i.test(text)) return { kind: 'link' };
  if (isLikeDocument(text)) return { kind: 'identity-card' };
  return text.length > LONGEST_NUMBER ? UNREADABLE : { kind: 'either', text };
}

const UNREADABLE = { kind: 'unreadable' } as const satisfies ScanMeaning;

const fits = ({ pattern, symbology }: ScanRule, scan: Scan): boolean =>
  (symbology === undefined || symbology === scan.symbology) &&
  scan.text.length <= LONGEST_MATCHED &&
  new RegExp(pattern, 'u').test(scan.text);

const numberBy = ({ pattern, transform }: ScanRule, text: string): string =>
  transform === undefined ? text : text.replace(new RegExp(pattern, 'u'), transform).trim();

/**
 * ISSN (977), ISBN (978, 979). The check digit is looked at too, because a library's own numbers may begin so
 * (EAN-13, GS1 General Specifications §7.9); and every EAN that a scanner names as one is the book trade's.
 */
const isBookTradeCode = ({ symbology, text }: Scan): boolean =>
  symbology === 'ean' || (/^97[789]\d{10}$/.test(text) && checkDigitOf(text, 'ean-13') === 'valid');
