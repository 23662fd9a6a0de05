/** What a site may set about its sessions. Times are milliseconds. */
import type { DeviceId } from '../../devices/device.ts';
import type { Language, ReceiptChoice } from '../../messages.ts';
import type { ScanRules } from '../../scans/scan-rules.ts';
import type { UiiProfile } from '../../tags/iso28560-4-uii.ts';

export interface SessionSettings {
  readonly language: Language;
  /** Visits begin in large letters. */
  readonly largeText?: boolean;
  /** The device ids that play the two parts; undefined = this terminal has none. */
  readonly devices: {
    readonly pad?: DeviceId;
    readonly scanner?: DeviceId;
    readonly cardReader?: DeviceId;
    readonly printer?: DeviceId;
  };
  /** The scanner types like a keyboard, into the page. */
  readonly wedge: boolean;
  /** Where the parts are, seen by the person in front. */
  readonly places: {
    readonly pad?: 'left' | 'right' | 'below';
    readonly scanner?: 'left' | 'right' | 'below';
  };
  readonly scans: ScanSettings;
  /** When the tag of a loan could not be disarmed and the patron leaves: take the loan back, or keep it and alert. */
  readonly ifPatronLeaves: 'undo' | 'keep';
  readonly sets: SetSettings;
  readonly groups: GroupSettings;
  readonly receipts: ReceiptSettings;
  readonly tags: {
    /** Tags of ISO 28560-3 with a wrong check sum are believed. */
    readonly acceptWrongCrc: boolean;
    /** What the fields of a UII are at this site. */
    readonly uiiProfile?: UiiProfile;
  };
  readonly times: SessionTimes;
  /** Where people may go while it is out of service. */
  readonly elsewhere?: string;
}

/** What a scanned code is, and what is done with those that are no library's. */
export interface ScanSettings extends ScanRules {
  /** A citizen's card instead of a library card: not taken, or the library is asked whose it is. */
  readonly identityCard: 'decline' | 'ask-library';
  /** A number that no rule knows and that is nobody's card may be a book's label. */
  readonly tryOtherKind: boolean;
}

/** Several people in one sitting. */
export interface GroupSettings {
  /** One more card may join who borrows. */
  readonly family: boolean;
  /** Whom the library says, or the next setting, may open a sitting for a class. */
  readonly class: boolean;
  /** Cards that lead a class at a library that does not say so itself: SIP2 has no word for it. */
  readonly leaderCards: readonly RegExp[];
}

export const DEFAULT_GROUPS: GroupSettings = { family: true, class: true, leaderCards: [] };

/** What a visitor may take along. */
export interface ReceiptSettings {
  /** In this order. */
  readonly choices: readonly ReceiptChoice[];
  /** Of whoever has gone without choosing. */
  readonly afterTimeout: 'none' | 'print';
}

export const DEFAULT_RECEIPTS: ReceiptSettings = {
  choices: ['print', 'qr', 'email', 'none'],
  afterTimeout: 'none',
};

/** Items of several tagged parts. */
export interface SetSettings {
  /** After the last new tag, so long until a part is said to be missing. */
  readonly waitMs: number;
  /** Whether a set goes out, and comes back, without its missing parts: never, or after a question. */
  readonly borrowIncomplete: 'refuse' | 'ask';
  readonly returnIncomplete: 'refuse' | 'ask';
}

/** BiblioBox and koha-rfidhub wait 1.5 to 3 s. */
export const DEFAULT_SETS: SetSettings = {
  waitMs: 2_000,
  borrowIncomplete: 'refuse',
  returnIncomplete: 'refuse',
};

export interface SessionTimes {
  /** Without a touch, until the screen asks “still there?”. */
  readonly idle: number;
  /** How long it asks; WCAG 2.2.1 wants at least 20 s. */
  readonly ring: number;
  /** The same two while a class goes past. */
  readonly idleClass: number;
  readonly ringClass: number;
  /** In a class: how long after a pupil has taken their book off the pad their turn ends. */
  readonly turn: number;
  /** The same where nothing of theirs has left the pad: no book yet, or books without tags. */
  readonly turnUntouched: number;
  /** How long the summary stays. */
  readonly done: number;
  /** How long the receipt stays once it is shown. */
  readonly receipt: number;
  /** How long a printer, or the mail, is waited for before the receipt is shown instead. */
  readonly printing: number;
  /** A wait shorter than this is not spoken of. */
  readonly waiting: number;
  /** The same command again within this time is a trembling finger (EN 301 549 §5.8). */
  readonly doubleTap: number;
  /** First pause before a failed security write is tried again; it grows to five times this. */
  readonly securityRetry: number;
  /** How long the pad must stay empty before it is believed to be. */
  readonly padClear: number;
  /** After the pad opens: how long until what lay on it before the start has been seen. */
  readonly start: number;
}

export const DEFAULT_TIMES: SessionTimes = {
  idle: 60_000,
  ring: 20_000,
  idleClass: 180_000,
  ringClass: 60_000,
  turn: 3_000,
  turnUntouched: 15_000,
  done: 8_000,
  receipt: 30_000,
  printing: 10_000,
  waiting: 400,
  doubleTap: 500,
  securityRetry: 1_000,
  padClear: 500,
  start: 500,
};
