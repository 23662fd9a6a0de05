/** Waits for the gateway's devices: a card shown to a port that is just being opened is lost, as on a real line. */
import { until, WITHIN_SECONDS } from './until.ts';

interface Health {
  readonly devices: readonly { readonly id: string; readonly state: string }[];
}

/**
 * @param devices those whose cable is in
 * @throws Error when one of them is not ready in time
 */
export async function devicesReady(kioskUrl: string, devices: readonly string[]): Promise<void> {
  let missing: Health['devices'] = [];
  const areReady = await until(async () => {
    const health = (await (await fetch(`${kioskUrl}/health`)).json()) as Health;
    missing = health.devices.filter(({ id, state }) => devices.includes(id) && state !== 'ready');
    return missing.length === 0;
  });
  if (areReady) return;
  throw new Error(`Not ready within ${WITHIN_SECONDS} s: ${JSON.stringify(missing)}`);
}
