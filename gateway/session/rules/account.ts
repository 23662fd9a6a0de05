/** The patron's loans: only after the PIN, and renewed from the list. Rules S60–S67. */
import type { Account, AccountAnswer, AccountLoan } from '../../ils/ils.ts';
import { begin } from './acts.ts';
import { isInFlight } from './line.ts';
import type { Line } from './line.ts';
import { borrower, forgetPin } from './people.ts';
import type { Person, Session, Side, Visit } from './session-state.ts';
import { keypadAfter } from './signing-in.ts';
import type { Turn } from './turn.ts';

/** Whether it is worth offering: in an outage nobody could say what is in it, and without a PIN it is never shown (S61, S64). */
export const maySeeAccount = ({ terminal, visit }: Session): boolean =>
  terminal.online && visit.group?.kind !== 'class' && borrower(visit)?.view.hasPin === true;

/** Not in a class: who stands behind is somebody else's child. */
export function showAccount(turn: Turn): void {
  const { group, scene } = turn.visit;
  const patron = borrower(turn.visit);
  if (scene.stage !== 'working' || patron === undefined || group?.kind === 'class') return;
  if (!turn.terminal.online) return turn.tell('offline');
  if (!patron.view.hasPin) return turn.tell('pin-required');
  const { pin } = patron.query;
  if (patron.view.pinVerified && pin !== undefined) return openAccount(turn, pin);
  putBeside(turn, { kind: 'pin' });
}

export function enterPinForAccount(turn: Turn, pin: string): void {
  const { scene } = turn.visit;
  const patron = borrower(turn.visit);
  if (scene.stage !== 'working' || scene.side?.kind !== 'pin' || scene.side.asking) return;
  if (patron === undefined) return;
  const asking = askAccount(turn, pin);
  putBeside(turn, { ...scene.side, given: pin, ...(asking && { asking }) });
}

function openAccount(turn: Turn, pin: string): void {
  const asking = askAccount(turn, pin);
  if (asking) putBeside(turn, { kind: 'account', asking });
}

function askAccount(turn: Turn, pin: string): { id: string; since: number } | undefined {
  const patron = borrower(turn.visit);
  if (patron === undefined) return undefined;
  const id = turn.newId();
  turn.ask({ kind: 'account', ask: id, query: { ...patron.query, pin } });
  return { id, since: turn.now };
}

export function putBeside(turn: Turn, side: Side | undefined): void {
  const { scene } = turn;
  if (scene.stage !== 'working') return;
  turn.go({ stage: 'working', act: scene.act, ...(side && { side }) });
}

export function onAccount(turn: Turn, ask: string, answer: AccountAnswer): void {
  const { scene } = turn.visit;
  const patron = borrower(turn.visit);
  if (scene.stage !== 'working' || !scene.side || !('asking' in scene.side)) return;
  if (scene.side.asking?.id !== ask || patron === undefined) return;
  switch (answer.outcome) {
    case 'accepted':
      if (scene.side.kind === 'pin') keepPin(turn, patron, scene.side.given);
      return putBeside(turn, { kind: 'account', account: answer.account });
    case 'refused':
      forgetPin(turn, patron);
      putBeside(turn, { kind: 'pin', ...keypadAfter(answer.refusal) });
      return turn.note({ kind: 'told', notice: answer.refusal });
    case 'unreachable':
      putBeside(turn, undefined);
      return turn.tell('offline');
  }
}

/** Right, and not before it is known to be (S62): its owner is not asked for it again. */
function keepPin(turn: Turn, patron: Person, pin: string | undefined): void {
  const query = { ...patron.query, ...(pin !== undefined && { pin }) };
  const view = { ...patron.view, pinVerified: true };
  turn.note({ kind: 'person-known', person: { ...patron, query, view } });
}

/** The account that is open on the screen; nothing of it may be acted on otherwise. */
export function openedAccount({ scene }: Visit): Account | undefined {
  if (scene.stage !== 'working' || scene.side?.kind !== 'account') return undefined;
  return 'account' in scene.side ? scene.side.account : undefined;
}

/** The line of a book is one, whoever's it is: somebody else may have laid this loan down as theirs. */
export const lineOfLoan = (visit: Visit, loan: AccountLoan): Line | undefined =>
  visit.lines.find(({ item }) => item?.identifier === loan.identifier);

export function renew(turn: Turn, identifier: string): void {
  const loan = openedAccount(turn.visit)?.loans.find((each) => each.identifier === identifier);
  if (loan?.renewable) renewLoan(turn, loan);
}

export function renewAll(turn: Turn): void {
  for (const loan of openedAccount(turn.visit)?.loans ?? []) {
    if (loan.renewable) renewLoan(turn, loan);
  }
}

/** A renewal refused may be asked for again; one that was granted, and a loan made today, may not. */
function renewLoan(turn: Turn, loan: AccountLoan): void {
  const known = lineOfLoan(turn.visit, loan);
  if (known && (isInFlight(known) || known.ils !== 'refused')) return;
  const person = borrower(turn.visit)?.id;
  const line: Line = known ?? {
    id: String(turn.visit.lines.length + 1),
    act: 'renew',
    item: { identifier: loan.identifier },
    ils: 'pending',
    total: 1,
    parts: [],
  };
  begin(turn, { ...line, view: loan.item, ...(person !== undefined && { person }) }, 'renew');
}
