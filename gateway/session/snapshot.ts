/** The session as the screen may see it: no card number, no PIN, no name but its initial (design decision 15). */
import type { AccountLoan, Refusal } from '../ils/ils.ts';
import type { AccountLoanLine, AccountView, ItemLine, Snapshot } from '../messages.ts';
import { peopleOf } from './rules/people-view.ts';
import { receiptOf } from './receipt.ts';
import { lineOfLoan, maySeeAccount, openedAccount } from './rules/account.ts';
import { isWaiting, sceneEndsAt } from './rules/deadlines.ts';
import { mayAddCard, mayLead } from './rules/groups.ts';
import { idling, isRinging } from './rules/idle.ts';
import { isAskedBack, isSameBook, isUndone, securityOf, stands } from './rules/line.ts';
import type { SeenTag } from './rules/label.ts';
import type { Book, Line } from './rules/line.ts';
import { missingNumbers, seenNumbers } from './rules/parts.ts';
import { awaitsCard, borrower, isPersons, personOf, presentPerson } from './rules/people.ts';
import { codeOf } from './rules/receipt-lines.ts';
import { isAwaited } from './rules/receipts.ts';
import { currentLine, screenOf, stageOf } from './rules/screen.ts';
import { booksOnPad, isOnPad } from './rules/session-state.ts';
import type { Keypad, Person, Session, Visit } from './rules/session-state.ts';
import { mayGoOn } from './rules/sets.ts';
import type { SessionSettings } from './rules/settings.ts';
import { signIn } from './rules/signing-in.ts';
import { canUndo } from './rules/undoing.ts';

export function snapshotOf(session: Session, settings: SessionSettings, now: number): Snapshot {
  const { visit, terminal } = session;
  const { screen, beneath } = screenOf(session, settings, now);
  const act = actOf(visit);
  const person = borrower(visit);
  return {
    screen,
    ...(beneath && { beneath }),
    stage: stageOf(session),
    sessionId: visit.id,
    ...visit.preferences,
    terminal: terminalOf(session, settings),
    online: terminal.online,
    ...(person && { patron: patronOf(person, visit.lines) }),
    people: peopleOf(visit),
    ...(visit.group && { group: visit.group }),
    may: {
      addCard: mayAddCard(session, settings),
      leadClass: mayLead(session, settings),
      seeAccount: maySeeAccount(session),
    },
    ...(act && { act }),
    lines: visit.lines.map((line) => itemLineOf(session, settings, line)).reverse(),
    booksOnPad: booksOnPad(session).length + visit.held.length,
    waiting: awaitsCard(visit) ? visit.waiting.length + visit.held.length : 0,
    nobodys: nobodysBooks(session),
    ...defined({ line: currentLine(session)?.id, notice: noticeOf(visit) }),
    ...defined({
      keypad: keypadOf(visit),
      account: accountOf(visit),
      receipt: receiptOf(session, settings),
    }),
    ...defined({ pairing: terminal.pairing, blinkUntil: terminal.blinkUntil }),
    ...(screen === 'out-of-service' && { outOfService: outOfServiceOf(session, settings) }),
    ...defined({ waitingFor: screen === 'waiting' ? waitingFor(visit) : undefined }),
    ...defined({ endsAt: endsAt(session, settings, now), since: sinceOf(session) }),
    now,
    staffCalled: visit.staffCalled,
  };
}

/** Who stands behind must not read of money owed: before the PIN it is a block like any other. A child's says no fee. */
function discreet(person: Person | undefined, refusal: Refusal | undefined): Refusal | undefined {
  if (refusal?.code !== 'fee-owed') return refusal;
  const mayBeRead = person?.view.pinVerified === true || person?.view.child === true;
  return mayBeRead ? refusal : { code: 'patron-blocked', params: {} };
}

/** Of several people, a notice may be about a card that was not taken: it is nobody's who is present. */
const noticeOf = (visit: Visit): Refusal | undefined =>
  discreet(visit.group ? undefined : presentPerson(visit), visit.notice);

/** Laid down for a card that was not taken, and not lifted since. */
function nobodysBooks(session: Session): number {
  const { lines, scene, waiting } = session.visit;
  if (scene.stage !== 'working' || scene.act !== 'borrow') return 0;
  return booksOnPad(session).filter(
    (tag) => !waiting.includes(tag.uid) && !lines.some((line) => isSameBook(line, bookOfTag(tag))),
  ).length;
}

const bookOfTag = ({ label, uid }: SeenTag): Book => ({
  ...(label.kind === 'item' && { item: label.item }),
  parts: [{ uid }],
});

/** Leaves out what is not there: the page tells absent from undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function terminalOf(
  { terminal }: Session,
  { places, wedge }: SessionSettings,
): Snapshot['terminal'] {
  const { name, library, timeZone, padReady, scannerReady } = terminal;
  return { name, library, timeZone, ...places, padReady, scannerReady, wedge };
}

function patronOf(person: Person, lines: readonly Line[]): NonNullable<Snapshot['patron']> {
  const { initial, child, hasPin, loansLeft } = person.view;
  const theirs = lines.filter((line) => isPersons(line, person));
  const made = theirs.filter((line) => line.act === 'checkout' && stands(line)).length;
  return {
    id: person.id,
    initial,
    child,
    hasPin,
    ...(loansLeft !== undefined && { loansLeft: Math.max(0, loansLeft - made) }),
  };
}

function actOf({ scene }: Visit): Snapshot['act'] {
  if (scene.stage === 'working' || scene.stage === 'finishing') return scene.act;
  return scene.stage === 'signing-in' ? 'borrow' : undefined;
}

function itemLineOf(session: Session, settings: SessionSettings, line: Line): ItemLine {
  const { id, act, ils, view, dueAt, dueText, keepArmed, refusal, destination } = line;
  return {
    id,
    act,
    ...defined({ person: line.person }),
    ils,
    security: securityOf(line),
    ...(view
      ? { title: view.title, author: view.author }
      : defined({ label: line.item?.identifier })),
    ...defined({
      ...{ dueAt, dueText, keepArmed },
      refusal: discreet(personOf(session.visit, line.person), refusal),
      destination,
      code: ils === 'queued' ? codeOf(line) : undefined,
    }),
    canUndo: session.visit.scene.stage === 'working' && canUndo(session, line),
    undone: isUndone(line),
    onPad: line.parts.length > 0 && line.parts.every(({ uid }) => isOnPad(session, uid)),
    ...(line.total > 1 && { set: setOf(settings, line) }),
  };
}

function setOf(settings: SessionSettings, line: Line): NonNullable<ItemLine['set']> {
  const askedBack = line.parts.filter(isAskedBack).map(({ number }) => number);
  return {
    total: line.total,
    seen: seenNumbers(line),
    missing: missingNumbers(line),
    mayGoOn: mayGoOn(line, settings),
    ...(askedBack.length > 0 && { askedBack }),
  };
}

function keypadOf({ scene }: Visit): Snapshot['keypad'] {
  const step = signIn({ scene });
  if (step?.step === 'number') return {};
  if (step?.step === 'pin') return tries(step);
  if (scene.stage === 'working' && scene.side?.kind === 'pin') return tries(scene.side);
  return undefined;
}

const tries = ({ triesLeft, lockedUntil }: Keypad): Snapshot['keypad'] =>
  defined({ triesLeft, lockedUntil });

function waitingFor({ scene }: Visit): Snapshot['waitingFor'] {
  if (signIn({ scene })) return 'card';
  return scene.stage === 'working' ? 'account' : 'books';
}

function accountOf(visit: Visit): AccountView | undefined {
  const account = openedAccount(visit);
  if (account === undefined) return undefined;
  const { feesOwed } = account;
  const loans = account.loans.map((loan) => loanLineOf(visit, loan));
  return { loans, ...(feesOwed !== undefined && { feesOwed }) };
}

function loanLineOf(visit: Visit, loan: AccountLoan): AccountLoanLine {
  const line = lineOfLoan(visit, loan);
  const renewal = line?.act === 'renew' ? renewalOf(line) : undefined;
  const renewed = renewal?.state === 'done' && line?.dueAt !== undefined ? line.dueAt : undefined;
  return {
    identifier: loan.identifier,
    title: loan.item.title,
    author: loan.item.author,
    ...defined({ dueAt: renewed ?? loan.dueAt, dueText: loan.dueText }),
    overdue: renewed === undefined && loan.overdue,
    renewable: loan.renewable && renewed === undefined,
    ...(renewal && { renewal }),
  };
}

function renewalOf({ ils, refusal }: Line): AccountLoanLine['renewal'] {
  if (ils === 'accepted') return { state: 'done' };
  if (ils === 'refused' && refusal) return { state: 'refused', refusal };
  return { state: 'pending' };
}

function endsAt(session: Session, settings: SessionSettings, now: number): number | undefined {
  if (isRinging(session, settings, now)) return idling(session, settings)?.endsAt;
  // How long a printer is waited for is nothing to hurry a person with.
  if (isAwaited(session.visit)) return undefined;
  return isWaiting(session.visit, settings, now) ? undefined : sceneEndsAt(session.visit);
}

const sinceOf = ({ terminal }: Session): number | undefined =>
  terminal.outSince ?? terminal.pause?.since ?? terminal.deskSince ?? terminal.offlineSince;

const outOfServiceOf = (
  { terminal }: Session,
  { elsewhere }: SessionSettings,
): NonNullable<Snapshot['outOfService']> =>
  defined({ message: terminal.pause?.message, elsewhere });
