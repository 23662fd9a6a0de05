/** What a finished visit is proof of: its lines, and a short code to find it by. */
import type { ReceiptView } from '../messages.ts';
import { nameOf } from './rules/people-view.ts';
import type { Line } from './rules/line.ts';
import { codeOf, receiptLines } from './rules/receipt-lines.ts';
import type { Session } from './rules/session-state.ts';

/** Undefined before the visit is done. Of the patron nothing is on it; of several, their initials (design decision 15). */
export function receiptOf({ visit, terminal }: Session): ReceiptView | undefined {
  const { scene } = visit;
  if (scene.stage !== 'finishing' || scene.step !== 'done') return undefined;
  const lines = receiptLines(visit);
  const isShared = visit.people.length > 1;
  return {
    code: lines.flatMap((line) => codeOf(line) ?? [])[0] ?? '',
    library: terminal.library,
    at: scene.at,
    act: actOf(lines),
    lines: lines.map((line) => lineOf(line, isShared)),
    ...(isShared && { people: visit.people.map((person) => nameOf(person, visit.people)) }),
    shown: scene.receiptShown,
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
