/** What the gateway knows of the person in front and of the terminal: the whole state of the session. */
import type { PrinterCondition, Uid } from '../../devices/device.ts';
import type { Account, CardQuery, PatronView, Refusal } from '../../ils/ils.ts';
import type { Language, PairingView, ReceiptStep } from '../../messages.ts';
import type { Uncured } from '../transactions.ts';
import type { SeenTag } from './label.ts';
import type { Line } from './line.ts';

export interface Session {
  readonly terminal: TerminalFacts;
  readonly visit: Visit;
}

/** What outlives a visit. */
export interface TerminalFacts {
  readonly name: string;
  readonly library: string;
  readonly timeZone: string;
  readonly online: boolean;
  /** Loans may be promised while nobody answers. */
  readonly lendsOffline: boolean;
  readonly timeKnown: boolean;
  readonly outboxWritable: boolean;
  readonly padReady: boolean;
  readonly scannerReady: boolean;
  readonly cardReaderReady: boolean;
  readonly printerReady: boolean;
  /** As it last said; undefined until it has. */
  readonly printer?: PrinterCondition;
  /** More lies on the pad than it can tell apart. */
  readonly crowded: boolean;
  /** Epoch milliseconds; set while it cannot serve anybody, and while the library does not answer. */
  readonly outSince?: number;
  readonly offlineSince?: number;
  /** Epoch milliseconds; set while staff have the devices at the desk. */
  readonly deskSince?: number;
  /** Epoch milliseconds; set while staff stand at the machine itself. */
  readonly staffSince?: number;
  /** Set while the server does not let this terminal in. */
  readonly pairing?: PairingView;
  /** Set while a person wants it out of service. */
  readonly pause?: Paused;
  /** Somebody looks for this machine until then, epoch milliseconds. */
  readonly blinkUntil?: number;
  /** In the order they were laid down. */
  readonly pad: readonly SeenTag[];
  /** Tags that do not say what their transaction wants; one entry a tag. */
  readonly uncured: readonly Uncured[];
}

export interface Paused {
  /** Epoch milliseconds. */
  readonly since: number;
  /** For the screen, in staff's own words. */
  readonly message?: string;
}

/** One person's stay, from the first touch to the wipe. Nothing of it outlives it. */
export interface Visit {
  readonly id: string;
  /** Last sign of life, epoch milliseconds; answers count, so that time stands still while the machine works. */
  readonly seenAt: number;
  readonly preferences: Preferences;
  readonly scene: Scene;
  /** In the order they came; one, unless a group was opened. */
  readonly people: readonly Person[];
  /** Who borrows now; undefined: nobody has signed in, or the next card of the group is waited for. */
  readonly present?: Present;
  readonly group?: Group;
  /** Oldest first. */
  readonly lines: readonly Line[];
  /** Labels of books scanned before an act was chosen, or while a card was waited for. */
  readonly held: readonly string[];
  /** Tags laid down while a card was waited for: the next person's. */
  readonly waiting: readonly Uid[];
  readonly notice?: Refusal;
  readonly help: boolean;
  readonly staffCalled: boolean;
  readonly lastCommand?: { readonly kind: string; readonly at: number };
}

/** One who borrows. The id is the visit's own, and no card number: it may be shown. */
export interface Person {
  readonly id: string;
  readonly view: PatronView;
  readonly query: CardQuery;
  /** Signed in by the permit without the PIN that the library wants: lent as many as its cap, on line too (S204). */
  readonly unproved?: true;
}

export interface Present {
  readonly person: string;
  /** A book of theirs was taken off the pad again since they came: they are about to go. */
  readonly hasLifted: boolean;
}

/** Several borrow in one sitting. The class's leader opened it, and their card ends it. */
export type Group =
  { readonly kind: 'family' } | { readonly kind: 'class'; readonly leader: string };

export interface Preferences {
  readonly language: Language;
  readonly largeText: boolean;
  readonly highContrast: boolean;
}

/** A question to the library, on its way. The id tells a late answer from one that is still wanted. */
export interface Asking {
  readonly id: string;
  readonly since: number;
}

/** Nobody is served until the pad is clear. `endsAt`: when it ends by itself, epoch milliseconds. */
export interface Gate {
  readonly reason: 'starting' | 'restarted' | 'pad-not-empty';
  readonly endsAt?: number;
  /** While starting: a sudden end had left transactions open, so the screen says that it restarted. */
  readonly recovered?: boolean;
}

export type ActName = 'borrow' | 'return';

/** Where the person is. */
export type Scene =
  | { readonly stage: 'idle'; readonly gate?: Gate }
  | ({ readonly stage: 'signing-in' } & SignIn)
  | { readonly stage: 'working'; readonly act: ActName; readonly side?: Side }
  /**
   * “Finish”, or (`leaving`) “leave it”, was pressed while something was under way; `gone`: nobody has been there for
   * long, and no summary is shown.
   */
  | {
      readonly stage: 'finishing';
      readonly step: 'awaiting';
      readonly act: ActName;
      readonly since: number;
      readonly leaving?: 'here' | 'gone';
    }
  | { readonly stage: 'finishing'; readonly step: 'not-finished'; readonly act: ActName }
  | {
      readonly stage: 'finishing';
      readonly step: 'done';
      readonly act: ActName;
      readonly at: number;
      /** Of what the receipt has come to: of the summary, of the wait for a printer. */
      readonly endsAt: number;
      readonly receipt: ReceiptProgress;
    };

/** `ask`: what was asked for last, whose answer is still of interest. `prints`: how often it has come out. */
export interface ReceiptProgress {
  readonly step: ReceiptStep;
  readonly ask?: string;
  readonly prints: number;
}

/** How far a card has come. `chosen`: books first, then “borrow”; the card is waited for. */
export type SignIn =
  | {
      readonly step: 'card';
      readonly chosen: boolean;
      readonly query?: CardQuery;
      readonly shown?: ShownCard;
      readonly asking?: Asking;
    }
  | { readonly step: 'number' }
  | ({
      readonly step: 'pin';
      readonly query: CardQuery;
      readonly shown?: ShownCard;
    } & Keypad);

/** What is known of a card besides its number. `either`: it may be a book's label as well. */
export type ShownCard = 'identity-card' | 'either';

export interface Keypad {
  readonly triesLeft?: number;
  readonly lockedUntil?: number;
  readonly asking?: Asking;
}

/** A screen beside the list, which stays. */
export type Side =
  /** One more card, and not yet said whether its owner joins or takes the other's place. */
  | { readonly kind: 'second-card'; readonly card: string; readonly shown?: ShownCard }
  | ({ readonly kind: 'joining' } & SignIn)
  /** `given`: the PIN that the library is asked about. */
  | ({ readonly kind: 'pin'; readonly given?: string } & Keypad)
  | { readonly kind: 'account'; readonly asking: Asking }
  | { readonly kind: 'account'; readonly account: Account };

export const isOnPad = (session: Session, uid: string | undefined): boolean =>
  uid !== undefined && session.terminal.pad.some((tag) => tag.uid === uid);

/** Staff have the devices, at the desk or at the machine, and nobody is being served. */
export const isAtDesk = ({ terminal, visit }: Session): boolean =>
  (terminal.deskSince ?? terminal.staffSince) !== undefined && visit.scene.stage === 'idle';

/** Books there are on the pad; a card with a tag is none. */
export const booksOnPad = (session: Session): readonly SeenTag[] =>
  session.terminal.pad.filter((tag) => tag.label.kind !== 'card');

/** The question to the library that the current scene waits for. */
export function asking({ scene }: Visit): Asking | undefined {
  if (scene.stage === 'working') {
    return scene.side && 'asking' in scene.side ? scene.side.asking : undefined;
  }
  return scene.stage === 'signing-in' && 'asking' in scene ? scene.asking : undefined;
}
