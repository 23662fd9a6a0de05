/** Bugs in place of a rule. The model has to find each; those that it found in the gateway itself are the last four. */
import { PROTOCOL, type Protocol } from './protocol.ts';

export const PLANTS = {
  'resend-ambiguous': { ...PROTOCOL, looksUp: false },
  'no-idempotency': { ...PROTOCOL, answeredBefore: () => undefined },
  'late-refusal-undoes': {
    ...PROTOCOL,
    verdictOn: (_row, _asked, accepted) => (accepted ? 'settle' : 'reject'),
  },
  'never-arrived-believed-at-once': { ...PROTOCOL, overtaking: 'never' },
  'answer-before-commit': { ...PROTOCOL, commitsFirst: false },
  'no-order': { ...PROTOCOL, unblocked: (rows) => [...rows] },
  'promise-given-up': { ...PROTOCOL, verdictOnAbsence: () => 'reject' },
  'refusal-looked-up-undoes-promise': { ...PROTOCOL, refusalLookedUp: 'of-what-was-sent' },
  'overtaking-judged-by-the-answer': { ...PROTOCOL, overtaking: 'when-answered' },
  'sending-forgotten': { ...PROTOCOL, remembersSending: false },
} satisfies Record<string, Protocol>;
