/** What the model runs: the rules of the outbox and of the server themselves, and the bugs that are planted in their place. */
import { unblocked } from '#gateway/outbox/rules/lanes.ts';
import { verdictOn, verdictOnAbsence } from '#gateway/outbox/rules/row.ts';
import { answeredBefore } from '#server/circulation/rules/answered-before.ts';

export interface Protocol {
  readonly verdictOn: typeof verdictOn;
  readonly verdictOnAbsence: typeof verdictOnAbsence;
  readonly answeredBefore: typeof answeredBefore;
  readonly unblocked: typeof unblocked;
  /** What becomes of a row in doubt is asked; else it is sent once more, as something new. */
  readonly looksUp: boolean;
  /** A refusal that is looked up is taken for the attempt's, whatever was sent last (O6). */
  readonly refusalLookedUp: 'of-the-attempt' | 'of-what-was-sent';
  /** When it is judged whether a request may still overtake the look-up (O7): as that is asked, as it is answered, or not at all. */
  readonly overtaking: 'when-asked' | 'when-answered' | 'never';
  /** An attempt that was on the line once is in doubt, however often it was put back since. */
  readonly remembersSending: boolean;
  /** The server's answer leaves after the commit. */
  readonly commitsFirst: boolean;
}

export const PROTOCOL: Protocol = {
  ...{ verdictOn, verdictOnAbsence, answeredBefore, unblocked },
  ...{
    looksUp: true,
    refusalLookedUp: 'of-the-attempt',
    overtaking: 'when-asked',
    remembersSending: true,
    commitsFirst: true,
  },
};
