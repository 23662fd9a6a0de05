import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';

/**
 * Opens a line for one act, and closes it however that ends. When `signal` is aborted the line is closed at once, and
 * the act ends with the loss of its line.
 * @throws Fault `port-lost` when aborted; of the opening; of the act
 */
export async function withPort<Result>(
  open: () => Promise<Port>,
  signal: AbortSignal | undefined,
  act: (port: Port) => Promise<Result>,
): Promise<Result> {
  const stopped = () => new Fault('port-lost', 'stopped');
  if (signal?.aborted) throw stopped();
  const port = await open();
  const stop = () => void port.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) throw stopped();
    return await act(port);
  } finally {
    signal?.removeEventListener('abort', stop);
    await port.close();
  }
}
