/** A notice with all that is needed to tell it. */
import type { AlertCode, Severity } from '../rules/alert-codes.ts';
import type { Wishes } from '../rules/wishes.ts';

export interface PendingNotice {
  readonly id: string;
  readonly event: 'opened' | 'raised' | 'closed' | 'test';
  readonly forDigest: boolean;
  readonly createdAt: number;
  readonly subscription: {
    readonly id: string;
    readonly target: string;
    readonly wishes: Wishes;
    readonly library: { readonly id: string; readonly name: string };
    readonly timeZone: string;
  };
  /** As it is now. Absent: a test, or it has been forgotten meanwhile. */
  readonly alert?: PendingAlert | undefined;
}

export interface PendingAlert {
  readonly id: string;
  readonly code: AlertCode;
  readonly device: string;
  readonly severity: Severity;
  readonly params: Readonly<Record<string, string | number>>;
  readonly since: number;
  readonly openedAt: number;
  readonly closedAt?: number | undefined;
  readonly terminal: { readonly id: string; readonly name: string };
  readonly library: { readonly id: string; readonly name: string };
  readonly timeZone: string;
}

/** What has become of some that went together. */
export type Settled =
  | { readonly outcome: 'sent'; readonly ids: readonly string[]; readonly sentAs: string }
  | { readonly outcome: 'failed'; readonly ids: readonly string[]; readonly error: string }
  /** Nothing was tried: it is not their turn. */
  | { readonly outcome: 'later'; readonly ids: readonly string[]; readonly dueAt: number };
