/** Every reason for which the rules say no. docs/rules/circulation.md numbers them. */
export type RefusalCode =
  | 'card-unknown'
  | 'patron-blocked'
  | 'card-expired'
  | 'identity-card-declined'
  | 'item-unknown'
  | 'several-matches'
  | 'item-withdrawn'
  | 'item-lost'
  | 'own-loan'
  | 'item-on-loan'
  | 'not-on-loan'
  | 'not-for-loan'
  | 'item-on-hold'
  | 'renew-on-hold'
  | 'no-policy'
  | 'renewal-limit'
  | 'fee-owed'
  | 'too-many-overdue'
  | 'limit-reached'
  | 'class-limit-reached'
  | 'claimed-returned'
  | 'patron-unknown'
  | 'hold-unknown'
  | 'hold-exists'
  | 'hold-own-loan'
  | 'hold-limit'
  | 'hold-no-copy'
  | 'hold-on-its-way'
  | 'fee-unknown'
  | 'fee-nothing-owed'
  | 'fee-too-much'
  | 'block-unknown'
  | 'mark-not-possible'
  | 'library-unknown'
  | 'class-unknown'
  | 'rule-exists'
  | 'rule-unknown'
  | 'act-id-taken'
  | 'conflict-unknown'
  | 'conflict-decided'
  | 'conflict-over'
  | 'conflicts-changed'
  | 'choice-not-possible'
  | 'undo-not-possible'
  | 'undo-too-late'
  | 'undo-overtaken'
  | 'administrators-only'
  | 'alert-unknown'
  | 'subscription-unknown'
  | 'subscription-limit'
  | 'mail-not-set-up'
  | 'address-not-allowed'
  | 'pairing-code-malformed'
  | 'pairing-code-wrong'
  | 'pairing-closed'
  | 'pairing-ended'
  | 'pairing-done'
  | 'key-taken'
  | 'terminal-unknown'
  | 'library-ended'
  | 'orders-full'
  | 'settings-changed'
  | 'settings-version-unknown'
  | 'release-unknown'
  | 'pin-required'
  | 'pin-wrong'
  | 'pin-locked'
  | 'number-or-pin-wrong';

export interface Refusal {
  readonly code: RefusalCode;
  /** Fill in the sentence: days as `YYYY-MM-DD`, instants as epoch milliseconds, flags as 0 or 1. */
  readonly params: Readonly<Record<string, string | number>>;
}

export const refuse = (code: RefusalCode, params: Refusal['params'] = {}): Refusal => ({
  code,
  params,
});

/** The first that refuses; the order of the list is the order in which reasons are told. */
export function firstRefusal(reasons: readonly (() => Refusal | undefined)[]): Refusal | undefined {
  for (const reason of reasons) {
    const refusal = reason();
    if (refusal) return refusal;
  }
  return undefined;
}
