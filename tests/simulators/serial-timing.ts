/** How a serial device is set. */
export interface SerialSettings {
  readonly baudRate: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopBits?: 1 | 2;
}

/** Milliseconds that one character takes: start bit, data bits, parity bit, stop bits. */
export function byteTimeMs({
  baudRate,
  dataBits = 8,
  parity = 'none',
  stopBits = 1,
}: SerialSettings) {
  const bits = 1 + dataBits + (parity === 'none' ? 0 : 1) + stopBits;
  return (bits * 1000) / baudRate;
}

/** Timers have a grain of a millisecond or more, so bytes leave in small bunches. */
const BUNCH_MS = 4;

/**
 * Hands `bytes` to `send` no faster than the line carries them. Late timers are caught up with, so the whole takes
 * what it would take on a real line. Stops without an error when `signal` is aborted.
 */
export async function pace(
  bytes: Uint8Array,
  byteMs: number,
  send: (part: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const start = performance.now();
  for (let sent = 0; sent < bytes.length;) {
    await until(start + Math.min(sent * byteMs + BUNCH_MS, bytes.length * byteMs), signal);
    if (signal.aborted) return;
    const due = Math.ceil((performance.now() - start) / byteMs);
    const next = Math.min(bytes.length, Math.max(due, sent + 1));
    send(bytes.subarray(sent, next));
    sent = next;
  }
}

/** Resolves at a moment of `performance.now()`, or as soon as `signal` is aborted. */
export function until(moment: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, moment - performance.now()));
    signal?.addEventListener('abort', done);
  });
}
