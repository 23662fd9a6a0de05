/** The receipt of a finished visit: printed, shown, mailed, or not wanted. Rules S210–S222. */
import type { ReceiptChoice, ReceiptStep } from '../../messages.ts';
import { receiptAt } from '../receipt.ts';
import type { MailAnswer, PrintResult } from './inputs.ts';
import { choicesNow, paperOf } from './receipt-choices.ts';
import { canFinishQuietly, receiptLines } from './receipt-lines.ts';
import type { ReceiptProgress, Scene, Visit } from './session-state.ts';
import type { Turn } from './turn.ts';
import { endVisit } from './visits.ts';

type Done = Extract<Scene, { step: 'done' }>;

const doneScene = ({ scene }: Pick<Visit, 'scene'>): Done | undefined =>
  scene.stage === 'finishing' && scene.step === 'done' ? scene : undefined;

/** A printer, or the mail, is at work: nobody's time runs meanwhile. */
export function isAwaited(visit: Visit): boolean {
  const state = doneScene(visit)?.receipt.step.state;
  return state === 'printing' || state === 'mailing';
}

/** Paper was asked for, and did not come. */
export const isPaperMissed = (step: ReceiptStep): boolean =>
  step.state === 'shown' && step.instead !== undefined && step.instead !== 'not-mailed';

export function chooseReceipt(turn: Turn, choice: ReceiptChoice): void {
  const done = doneScene(turn);
  if (!done || !choicesNow(turn.session, turn.settings).includes(choice)) return;
  switch (choice) {
    case 'none':
      return endVisit(turn);
    case 'qr':
      return goOn(turn, { ...done.receipt, step: { state: 'shown' } });
    case 'print':
      return goOn(turn, {
        ...done.receipt,
        step: { state: 'printing' },
        ask: print(turn, done.at),
      });
    case 'email':
      return goOn(turn, { ...done.receipt, step: { state: 'mailing' }, ask: mail(turn) });
  }
}

/** With as much time as its new state is given. */
function goOn(turn: Turn, receipt: ReceiptProgress): void {
  const done = doneScene(turn);
  if (!done) return;
  const { times } = turn.settings;
  const { state } = receipt.step;
  const isAtWork = state === 'printing' || state === 'mailing';
  const time = isAtWork ? times.printing : state === 'shown' ? times.receipt : times.done;
  turn.go({ ...done, receipt, endsAt: turn.now + time });
}

/** With the time that is left. */
function keep(turn: Turn, receipt: ReceiptProgress): void {
  const done = doneScene(turn);
  if (done) turn.go({ ...done, receipt });
}

function print(turn: Turn, at: number): string {
  const { people, preferences } = turn.visit;
  const ask = turn.newId();
  const [only, ...others] = people;
  turn.ask({
    ...{ kind: 'print', ask },
    receipt: {
      receipt: receiptAt(turn.session, at),
      language: preferences.language,
      timeZone: turn.terminal.timeZone,
      child: others.length === 0 && only?.view.child === true,
    },
  });
  return ask;
}

function mail(turn: Turn): string {
  const ask = turn.newId();
  const transactions = receiptLines(turn.visit).flatMap(({ transaction }) => transaction ?? []);
  turn.ask({ kind: 'mail-receipt', ask, transactions, language: turn.visit.preferences.language });
  return ask;
}

/** Whoever has gone without choosing, where the site wants it so; nobody waits for it. */
export function printUnasked(turn: Turn): void {
  const { receipts } = turn.settings;
  if (receipts.afterTimeout !== 'print' || canFinishQuietly(turn.visit)) return;
  if (paperOf(turn.session, turn.settings) === 'ready') print(turn, turn.now);
}

/** Whoever stood before the summary has gone; what they had chosen is not printed a second time. */
export function leaveSummary(turn: Turn): void {
  if (doneScene(turn)?.receipt.step.state === 'offered') printUnasked(turn);
  endVisit(turn);
}

/** The answer to what was asked last; whoever has gone meanwhile hears nothing of it. */
function answered(turn: Turn, ask: string): ReceiptProgress | undefined {
  const receipt = doneScene(turn)?.receipt;
  if (receipt?.ask !== ask) return undefined;
  const { ask: _answered, ...rest } = receipt;
  return rest;
}

export function onPrinted(turn: Turn, ask: string, result: PrintResult): void {
  const receipt = answered(turn, ask);
  if (!receipt) return;
  const { prints, step } = receipt;
  if (result === 'done') return goOn(turn, { step: { state: 'printed' }, prints: prints + 1 });
  // It was given up before: what is shown instead says so already, and it may be asked for anew.
  if (step.state !== 'printing') return keep(turn, receipt);
  const instead = result === 'paper-out' ? 'paper-out' : 'printer-fault';
  goOn(turn, { prints, step: { state: 'shown', instead } });
}

export function onMailed(turn: Turn, ask: string, answer: MailAnswer): void {
  const receipt = answered(turn, ask);
  if (!receipt) return;
  const { prints } = receipt;
  if (answer.outcome === 'accepted') {
    return goOn(turn, { prints, step: { state: 'mailed', to: answer.to } });
  }
  if (receipt.step.state === 'mailing') {
    goOn(turn, { prints, step: { state: 'shown', instead: 'not-mailed' } });
  }
}

/** What takes too long is shown instead; it may still come out, and then is to be taken. */
export function giveUpWaiting(turn: Turn): void {
  const done = doneScene(turn);
  if (!done || !isAwaited(turn.visit) || turn.now < done.endsAt) return;
  const instead = done.receipt.step.state === 'printing' ? 'printer-slow' : 'not-mailed';
  goOn(turn, { ...done.receipt, step: { state: 'shown', instead } });
}
