/** Where a site wants a card before the mouth opens: any that the library knows. Off unless it says so. Rule DB9. */
import type { PatronAnswer } from '../../ils/ils.ts';
import { openUp } from './mouth.ts';
import type { Turn } from './turn.ts';

export function cardShown(turn: Turn, card: string): void {
  if (turn.step.at !== 'waiting-card') return;
  const ask = turn.newId();
  turn.ask({ kind: 'identify', ask, query: { card, entry: 'scanned' } });
  turn.go({ at: 'waiting-card', since: turn.now, asked: ask });
}

/** Returns win over doubt: while nobody answers, nobody is turned away. */
export function onPatron(
  turn: Turn,
  {
    answer,
    ask,
    card,
  }: { readonly answer: PatronAnswer; readonly ask: string; readonly card: string },
): void {
  const { step } = turn;
  if (step.at !== 'waiting-card' || step.asked !== ask) return;
  if (answer.outcome !== 'refused') return openUp(turn, card);
  turn.sound();
  turn.go({ at: 'waiting-card', since: turn.now, no: true });
}
