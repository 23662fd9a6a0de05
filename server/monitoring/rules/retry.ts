/** When what could not be delivered is tried again (TH57). */

const FIRST_MS = 15_000;
const LONGEST_MS = 3_600_000;
export const GIVE_UP_MS = 86_400_000;

/** Epoch milliseconds. */
interface Begun {
  readonly createdAt: number;
  /** When the try that has just failed was due: later than `createdAt` by up to two days where it is told in a digest. */
  readonly dueAt: number;
}

/**
 * @param attempts that have failed, at least 1
 * @returns epoch milliseconds; undefined: it is given up, a day after it was first to go
 */
export function retryAt(attempts: number, begun: Begun, now: number): number | undefined {
  const at = now + waitAfter(attempts);
  return at - firstDue(attempts, begun) > GIVE_UP_MS ? undefined : at;
}

const waitAfter = (attempts: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));

/** Each try was due so long after the one before; one that was told early, with something new, was not due later for that. */
function firstDue(attempts: number, { createdAt, dueAt }: Begun): number {
  let waited = 0;
  for (let before = 1; before < attempts; before += 1) waited += waitAfter(before);
  return Math.max(createdAt, dueAt - waited);
}
