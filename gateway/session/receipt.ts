/** What a finished visit is proof of: its lines, and a short code to find it by. */
import type { ReceiptView } from '../messages.ts';
import { nameOf } from './rules/people-view.ts';
import type { Line } from './rules/line.ts';
import { codeOf, receiptLines } from './rules/receipt-lines.ts';
import { choicesNow, paperOf } from './rules/receipt-choices.ts';
import type { Session } from './rules/session-state.ts';
import type { SessionSettings } from './rules/settings.ts';

/** What of it is proof, however it is taken along. */
export type Receipt = Omit<ReceiptView, 'step' | 'choices' | 'noPaper'>;

/**
 * Of the patron nothing is on it; of several, their initials (design decision 15).
 * @param at when the visit was done, epoch milliseconds
 */
export function receiptAt({ visit, terminal }: Session, at: number): Receipt {
  const lines = receiptLines(visit);
  const isShared = visit.people.length > 1;
  return {
    code: lines.flatMap((line) => codeOf(line) ?? [])[0] ?? '',
    library: terminal.library,
    ...(terminal.timeKnown && { at }),
    act: actOf(lines),
    lines: lines.map((line) => lineOf(line, isShared)),
    ...(isShared && { people: visit.people.map((person) => nameOf(person, visit.people)) }),
  };
}

/** Undefined before the visit is done. */
export function receiptOf(session: Session, settings: SessionSettings): ReceiptView | undefined {
  const { scene } = session.visit;
  if (scene.stage !== 'finishing' || scene.step !== 'done') return undefined;
  const paper = paperOf(session, settings);
  const isWanted = settings.receipts.choices.includes('print');
  return {
    ...receiptAt(session, scene.at),
    step: scene.receipt.step,
    choices: choicesNow(session, settings),
    ...(isWanted && (paper === 'paper-out' || paper === 'printer-fault') && { noPaper: paper }),
  };
}

function actOf(lines: readonly Line[]): ReceiptView['act'] {
  const acts = new Set(lines.map(({ act }) => act));
  const [only] = acts;
  return acts.size === 1 && only ? only : 'mixed';
}

/** A return that is only recorded here has no title yet: the number on its label stands for it. */
function lineOf(line: Line, isShared: boolean): ReceiptView['lines'][number] {
  const { act, view, item, dueAt, dueText, ils, person } = line;
  const code = codeOf(line);
  return {
    title: view?.title ?? item?.identifier ?? '',
    act,
    ...(isShared && person !== undefined && { person }),
    ...(dueAt !== undefined && { dueAt }),
    ...(dueText !== undefined && { dueText }),
    recordedHere: ils === 'queued',
    ...(code !== undefined && { code }),
  };
}
