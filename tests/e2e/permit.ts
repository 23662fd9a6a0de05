/** The permit at the terminal, and what stands in its outbox, as the tests of outages need them. */
import { expect } from '@playwright/test';
import type { Stand } from '#tests/stand.ts';

interface Health {
  readonly queued: number;
  readonly permit?: { readonly lends: boolean };
}

const health = async ({ kioskUrl }: Stand): Promise<Health> =>
  (await (await fetch(`${kioskUrl}/health`)).json()) as Health;

export const permitLends = async (stand: Stand): Promise<boolean | undefined> =>
  (await health(stand)).permit?.lends;

/** The terminal may lend while nobody answers, from now on. */
export const permitInForce = (stand: Stand): Promise<void> =>
  expect.poll(() => permitLends(stand)).toBe(true);

/** Everything that was promised has been heard by the library. */
export const allHeard = (stand: Stand): Promise<void> =>
  expect.poll(async () => (await health(stand)).queued, { timeout: 90_000 }).toBe(0);

/** Loans that stand in the outbox as promised, heard or not. */
export function promisedLoans(stand: Stand): number {
  const [row] = stand.queryOutbox(
    `SELECT count(*) AS n FROM transactions WHERE act = 'checkout' AND mode = 'promise'`,
  );
  return Number(row?.['n']);
}
