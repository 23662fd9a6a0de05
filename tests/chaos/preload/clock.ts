/**
 * Loaded before a program that chaos runs as a child: its wall clock can be wrong, and be set, as a machine's can. The program knows
 * nothing of it; its monotonic clock goes on as it was.
 */
import { z } from 'zod';

const Order = z.object({ clockOffMs: z.number() });

let offMs = Number(process.env['CHAOS_CLOCK_OFF_MS'] ?? 0);
const rightNow = Date.now;
const wrongNow = (): number => rightNow() + offMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[], as) =>
    Reflect.construct(target, args.length === 0 ? [wrongNow()] : args, as) as object,
  get: (target, name) => (name === 'now' ? wrongNow : (Reflect.get(target, name) as unknown)),
});

process.on('message', (message) => {
  const order = Order.safeParse(message);
  if (order.success) offMs = order.data.clockOffMs;
});
// Listening for messages alone must not keep the program alive.
process.channel?.unref();
