/**
 * What the gateway says to the touchscreen over the WebSocket `/ws`: whole snapshots. The session lives in the gateway;
 * the kiosk draws (design decision 1), and says what is touched (`kiosk-command.ts`).
 */
import type { StaffView, TouchCorrection } from './staff-messages.ts';

/** Raised whenever an older page could misread a newer gateway; the page then reloads itself. */
export const PROTOCOL_VERSION = 4;

export const LANGUAGES = ['vi', 'en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The registry of screens: all that a kiosk can show. Tests walk it; each has one Svelte file of the same name. */
export const SCREENS = [
  'start',
  'return-or-borrow',
  'number',
  'pin',
  'borrow',
  'second-card',
  'return',
  'put-back',
  'set-incomplete',
  'too-many',
  'own-loan',
  'account',
  'not-finished',
  'done',
  'recorded-here',
  'printer-busy',
  'paper-out',
  'returns-only',
  'time-unknown',
  'waiting',
  'still-there',
  'pad-not-empty',
  'restarted',
  'out-of-service',
  'pairing',
  'drop-box',
  'bin-full',
  'staff-pin',
  'staff-menu',
  'help',
] as const;
export type ScreenName = (typeof SCREENS)[number];

/** What a visitor may take along: on paper, on a telephone, by mail, or nothing. */
export const RECEIPT_CHOICES = ['print', 'qr', 'email', 'none'] as const;
export type ReceiptChoice = (typeof RECEIPT_CHOICES)[number];

/** Gateway → kiosk. */
export type GatewayMessage =
  | { readonly kind: 'snapshot'; readonly protocol: number; readonly snapshot: Snapshot }
  /** A command that could not be taken, for the page's console; the snapshot stands. */
  | {
      readonly kind: 'rejected';
      readonly protocol: number;
      /** `too-many`: faster than any finger taps; the command was dropped. */
      readonly reason: 'malformed' | 'wrong-protocol' | 'too-many';
    };

export interface Refusal {
  /** Key of the sentence: `refusal.<code>` in every language. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** One book (or other item) in the list, newest first. */
export interface ItemLine {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  /** Whose it is; absent on a return, which needs nobody. */
  readonly person?: string;
  /** Absent until the library has said what it is. */
  readonly title?: string;
  readonly author?: string;
  /** The number on it, where the library has not said what it is: a promise made in an outage goes by that. */
  readonly label?: string;
  /** What the library knows. `queued` = recorded here, not sent yet. */
  readonly ils: 'pending' | 'accepted' | 'queued' | 'refused' | 'unknown';
  /** Whether the gate will ring. */
  readonly security: 'not-needed' | 'pending' | 'done' | 'failed';
  /** Epoch milliseconds. */
  readonly dueAt?: number;
  /** The due date in the words of a system that says none that can be read. */
  readonly dueText?: string;
  /** Lent, but the gate rings: staff let the book out. */
  readonly keepArmed?: true;
  readonly refusal?: Refusal;
  /** `queued`: by which staff find it later, as it is printed. */
  readonly code?: string;
  /** Checkin: where to put the book. */
  readonly destination?: 'shelf' | 'hold' | 'other-library';
  readonly canUndo: boolean;
  /** This loan was taken back by the person. */
  readonly undone: boolean;
  /** The book still lies on the pad; of a set, every part that was seen. */
  readonly onPad: boolean;
  /** A set of several tagged parts (a book with its disc): which of them the machine has seen. */
  readonly set?: {
    readonly total: number;
    /** Part numbers, ascending. */
    readonly seen: readonly number[];
    readonly missing: readonly number[];
    /** The site lets it go out, or come back, without the missing parts. */
    readonly mayGoOn: boolean;
    /** Parts whose tag could not be written and that are needed on the pad; absent where there are none. */
    readonly askedBack?: readonly number[];
  };
}

/** One of those who are here. The id is the visit's own. */
export interface PersonView {
  readonly id: string;
  /** Of the given name. */
  readonly initial: string;
  /** Where the same initial is here more than once: the first, the second… of them. */
  readonly which?: number;
  readonly child: boolean;
  /** Loans and renewals of this visit that stand. */
  readonly books: number;
  /** A book of theirs is not done yet. */
  readonly isWanted: boolean;
}

export interface AccountLoanLine {
  readonly identifier: string;
  readonly title: string;
  readonly author: string;
  /** Epoch milliseconds; absent where the library's system says no date that can be read. */
  readonly dueAt?: number;
  /** The due date in that system's own words. */
  readonly dueText?: string;
  readonly overdue: boolean;
  readonly renewable: boolean;
  /** What became of a renewal asked for on this screen. */
  readonly renewal?:
    | { readonly state: 'pending' }
    | { readonly state: 'done' }
    | { readonly state: 'refused'; readonly refusal: Refusal };
}

export interface AccountView {
  readonly loans: readonly AccountLoanLine[];
  /** Đồng; absent on a child's card. */
  readonly feesOwed?: number;
}

/** How far the receipt of a visit has come. */
export type ReceiptStep =
  | { readonly state: 'offered' }
  | { readonly state: 'printing' }
  /** It has come out, and is to be taken. */
  | { readonly state: 'printed' }
  /** On the screen, for a telephone. `instead`: why, where something else was asked for. */
  | {
      readonly state: 'shown';
      readonly instead?: 'paper-out' | 'printer-fault' | 'printer-slow' | 'not-mailed';
    }
  | { readonly state: 'mailing' }
  /** Under way. `to`: `l…@…`, all that is shown of an address. */
  | { readonly state: 'mailed'; readonly to: string };

export interface ReceiptView {
  readonly code: string;
  readonly library: string;
  /** Epoch milliseconds; absent while the time is not known. */
  readonly at?: number;
  readonly act: 'checkout' | 'checkin' | 'renew' | 'mixed';
  readonly lines: readonly {
    readonly title: string;
    readonly act: ItemLine['act'];
    /** Of `people`; absent where only one was here, and on a return. */
    readonly person?: string;
    readonly dueAt?: number;
    readonly dueText?: string;
    readonly recordedHere: boolean;
    /** By which staff find it again (O30), as it is printed. */
    readonly code?: string;
  }[];
  /** Where several borrowed: who, in the order they came. */
  readonly people?: readonly Pick<PersonView, 'id' | 'initial' | 'which'>[];
  readonly step: ReceiptStep;
  /** What may be chosen now, as the site puts it. */
  readonly choices: readonly ReceiptChoice[];
  /** Why paper is not among them, where the site has a printer. */
  readonly noPaper?: 'paper-out' | 'printer-fault';
}

/** What a terminal shows that the server has not let in, or has turned away. */
export interface PairingView {
  /** It had been let in. */
  readonly turnedAway: boolean;
  /** `471 203`, of its key: the staff page shows the same. */
  readonly check: string;
  /** `later`: the server gives no code just now. */
  readonly state: 'asking' | 'unreached' | 'later' | 'code';
  /** The server answers. */
  readonly reached: boolean;
  /** `7C3D 9FGH` */
  readonly code?: string;
  /** Of the code; epoch milliseconds of the gateway's clock. */
  readonly endsAt?: number;
}

export type DropBoxSentence =
  | 'put-in'
  | 'wait'
  | 'taken'
  | 'recorded-here'
  | 'to-staff'
  | 'take-back-two-items'
  | 'take-back-card'
  | 'take-back-set-incomplete'
  | 'take-back-refused'
  | 'take-back-no-tag'
  | 'take-back-tag-damaged'
  | 'take-back-foreign-tag'
  | 'take-back-machine'
  | 'jam'
  | 'closed'
  | 'show-card'
  | 'card-unknown';

/** What a machine without a person says to whoever stands before it: one picture, one sentence. */
export interface DropBoxView {
  readonly picture: 'put-in' | 'wait' | 'done' | 'take-back' | 'card' | 'stop';
  /** Key of the sentence: `drop-box.<says>`. */
  readonly says: DropBoxSentence;
  /** Books of this person that were taken. */
  readonly count?: number;
  /** The library's no. */
  readonly refusal?: Refusal;
  /** Why it is shut. */
  readonly fault?: string;
  /** For staff who are called: `D05`. */
  readonly code?: string;
  /** Where books may go instead, in the site's words. */
  readonly elsewhere?: string;
}

/** Why it is out of service, where a person has said so, and where to go instead. */
export interface OutOfServiceView {
  /** In staff's own words. */
  readonly message?: string;
  /** “the desk on the ground floor” */
  readonly elsewhere?: string;
}

/** Everything the screen needs to draw itself. */
export interface Snapshot {
  readonly screen: ScreenName;
  /** A list screen stays on the page below put-back, own-loan, not-finished, still-there and waiting; this names it. */
  readonly beneath?: ScreenName;
  readonly stage: 'idle' | 'signing-in' | 'working' | 'finishing' | 'out-of-service';
  /** Changes with each visit; the page drops what it kept when it changes. */
  readonly sessionId: string;
  readonly language: Language;
  readonly largeText: boolean;
  readonly highContrast: boolean;
  readonly terminal: {
    readonly name: string;
    readonly library: string;
    /** IANA name; dates are shown in it. */
    readonly timeZone: string;
    /** Where the parts are, seen by the person in front; undefined = this terminal has none. */
    readonly pad?: 'left' | 'right' | 'below';
    readonly scanner?: 'left' | 'right' | 'below';
    /** Each device that matters to a visitor, and whether it works now. */
    readonly padReady: boolean;
    readonly scannerReady: boolean;
    /** The scanner types like a keyboard: the page listens for it. */
    readonly wedge: boolean;
  };
  /** The library answers. */
  readonly online: boolean;
  /** Who borrows now; only the initial of the given name. Absent while a card is waited for. */
  readonly patron?: {
    /** Of `people`. */
    readonly id: string;
    readonly initial: string;
    readonly child: boolean;
    readonly hasPin: boolean;
    readonly loansLeft?: number;
  };
  /** Everybody who borrows in this visit, in the order they came. */
  readonly people: readonly PersonView[];
  /** Several borrow in one sitting. `leader`: of `people`; their card ends it. */
  readonly group?:
    { readonly kind: 'family' } | { readonly kind: 'class'; readonly leader: string };
  /** What who borrows now may do besides. */
  readonly may: {
    readonly addCard: boolean;
    readonly leadClass: boolean;
    /** Their card has a PIN, and the library answers. */
    readonly seeAccount: boolean;
  };
  readonly act?: 'borrow' | 'return';
  /** Newest first. */
  readonly lines: readonly ItemLine[];
  /** Books on the pad that no act has been chosen for (return-or-borrow, pad-not-empty). */
  readonly booksOnPad: number;
  /** Books laid down or scanned that wait for the next card. */
  readonly waiting: number;
  /** Books on the pad that are nobody's in this visit: their card was not taken. Lifted and laid anew they are. */
  readonly nobodys: number;
  /** The line that put-back, own-loan or the like speaks of. */
  readonly line?: string;
  /** A sentence above the list or under the keypad: wrong card on the book screen, PIN wrong, card unknown… */
  readonly notice?: Refusal;
  /** `number` and `pin`: what the keypad is for. */
  readonly keypad?: { readonly triesLeft?: number; readonly lockedUntil?: number };
  /** What is waited for, from 400 ms on. */
  readonly waitingFor?: 'card' | 'account' | 'books' | 'library';
  readonly account?: AccountView;
  readonly receipt?: ReceiptView;
  readonly pairing?: PairingView;
  /** On out-of-service. */
  readonly outOfService?: OutOfServiceView;
  /** Somebody looks for this machine in a hall: it shows itself until then. Epoch milliseconds of the gateway's clock. */
  readonly blinkUntil?: number;
  readonly dropBox?: DropBoxView;
  /** On staff-menu. */
  readonly staff?: StaffView;
  /** How loud the page's sounds are, percent; 0, or absent: silent. */
  readonly volume?: number;
  /** Where touches are meant, where the screen has been calibrated. */
  readonly touch?: TouchCorrection;
  /** Epoch milliseconds of the gateway's clock, with `now` beside it so that the page can count down whatever its own clock says. */
  readonly now: number;
  /** When the current screen ends by itself (still-there, done); the page shows a ring. */
  readonly endsAt?: number;
  /** Epoch milliseconds: since when it is out of service, else since when the library does not answer. */
  readonly since?: number;
  /** On help: staff have been called. */
  readonly staffCalled: boolean;
}
