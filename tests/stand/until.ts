/** Waiting for what starts by itself and can only be asked whether it is there yet. */
import { setTimeout as delay } from 'node:timers/promises';

export const WITHIN_SECONDS = 90;
const ASK_EVERY_MS = 25;

/** Asks until it is so. @returns whether it was in time */
export async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + WITHIN_SECONDS * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await delay(ASK_EVERY_MS);
  }
  return true;
}
