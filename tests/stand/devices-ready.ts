/** Waits for the gateway's devices: a card shown to a port that is just being opened is lost, as on a real line. */
import { setTimeout as delay } from 'node:timers/promises';

const WITHIN_MS = 20_000;
const ASK_EVERY_MS = 25;

interface Health {
  readonly devices: readonly { readonly id: string; readonly state: string }[];
}

/**
 * @param devices those whose cable is in
 * @throws Error when one of them is not ready in time
 */
export async function devicesReady(kioskUrl: string, devices: readonly string[]): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const health = (await (await fetch(`${kioskUrl}/health`)).json()) as Health;
    const missing = health.devices.filter(
      ({ id, state }) => devices.includes(id) && state !== 'ready',
    );
    if (missing.length === 0) return;
    if (performance.now() > deadline) {
      throw new Error(`Not ready within ${WITHIN_MS / 1000} s: ${JSON.stringify(missing)}`);
    }
    await delay(ASK_EVERY_MS);
  }
}
