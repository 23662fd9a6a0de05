/** What may be taken along just now: nothing is offered that cannot be had. Rules S210–S213. */
import type { ReceiptChoice, ReceiptStep } from '../../messages.ts';
import { receiptLines } from './receipt-lines.ts';
import type { Session } from './session-state.ts';
import type { SessionSettings } from './settings.ts';

export type PaperState = 'none' | 'ready' | 'paper-out' | 'printer-fault';

export function paperOf({ terminal }: Session, { devices }: SessionSettings): PaperState {
  const { printer, printerReady } = terminal;
  if (devices.printer === undefined) return 'none';
  if (printer?.paper === 'out') return 'paper-out';
  return printerReady && printer?.fault === undefined ? 'ready' : 'printer-fault';
}

/** Once it has come out, it may come out once more. */
const MOST_PRINTS = 2;

export function choicesNow(session: Session, settings: SessionSettings): readonly ReceiptChoice[] {
  const { scene } = session.visit;
  if (scene.stage !== 'finishing' || scene.step !== 'done') return [];
  const { ask, prints, step } = scene.receipt;
  if (step.state === 'printing' || step.state === 'mailing') return [];
  // It may come out yet.
  if (isSlow(step) && ask !== undefined) return [];
  const offered = settings.receipts.choices.filter((choice) => {
    switch (choice) {
      case 'print':
        return paperOf(session, settings) === 'ready' && prints < MOST_PRINTS;
      case 'qr':
        return step.state !== 'shown';
      case 'email':
        return mayMail(session) && step.state !== 'mailed' && !hasFailedToMail(step);
      case 'none':
        return step.state === 'offered';
    }
  });
  return step.state === 'offered' ? withAWay(offered) : offered;
}

const isSlow = (step: ReceiptStep): boolean =>
  step.state === 'shown' && step.instead === 'printer-slow';

const hasFailedToMail = (step: ReceiptStep): boolean =>
  step.state === 'shown' && step.instead === 'not-mailed';

/** Where the site has only what cannot be had now, the code on the screen is better than nothing. */
const withAWay = (offered: readonly ReceiptChoice[]): readonly ReceiptChoice[] =>
  offered.some((choice) => choice !== 'none') ? offered : ['qr', ...offered];

/**
 * One alone, whose address the library has; and the library knows of all that stands, since it writes the mail. Of several
 * people each would get the others' books; and whose the returns alone are, the library does not ask.
 */
function mayMail({ visit, terminal }: Session): boolean {
  const [person, ...others] = visit.people;
  if (others.length > 0 || person?.view.hasEmail !== true || !terminal.online) return false;
  const lines = receiptLines(visit);
  return lines.every(({ ils }) => ils === 'accepted') && lines.some(({ act }) => act !== 'checkin');
}
