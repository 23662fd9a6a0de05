/**
 * The terminals of the SIP2 rows, in a process of their own: each lends one book after another and takes it back, as fast as the answers
 * come. The same terminals drive the server and the floor.
 */
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';
import { bookNumber, cardNumber } from './numbers.ts';

const LoadOrder = z.object({
  kind: z.literal('load'),
  port: z.number(),
  connections: z.number(),
  items: z.number(),
  patrons: z.number(),
  /** Milliseconds before the first answer that counts, and during which they count. */
  warmUp: z.number(),
  measured: z.number(),
});
const IdleOrder = z.object({
  kind: z.literal('idle'),
  port: z.number(),
  connections: z.number(),
});
const Order = z.discriminatedUnion('kind', [LoadOrder, IdleOrder]);
export type LoadOrder = z.infer<typeof LoadOrder>;
export type IdleOrder = z.infer<typeof IdleOrder>;

const LOGIN = '9300CNbench|COsecret|';

/** One line to the server: a question, then its answer. */
class Terminal {
  readonly #socket: Socket;
  #heard = '';
  #answered: ((answer: string) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.setEncoding('utf8').setNoDelay(true);
    socket.on('data', (text: string) => this.#take(text));
    socket.on('close', () => this.#answered?.(''));
  }

  static async open(port: number): Promise<Terminal> {
    const socket = createConnection({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    const terminal = new Terminal(socket);
    await terminal.ask(LOGIN, '941');
    return terminal;
  }

  /** @throws Error on any answer but that: a figure with refusals in it says nothing */
  async ask(message: string, expected: string): Promise<void> {
    const answer = await new Promise<string>((resolve) => {
      this.#answered = resolve;
      this.#socket.write(`${message}\r`);
    });
    if (!answer.startsWith(expected)) throw new Error(`“${message}” was answered “${answer}”`);
  }

  close(): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#heard += text;
    const end = this.#heard.indexOf('\r');
    if (end < 0) return;
    const answer = this.#heard.slice(0, end);
    this.#heard = this.#heard.slice(end + 1);
    this.#answered?.(answer);
  }
}

const open = (port: number, connections: number): Promise<Terminal[]> =>
  Promise.all(Array.from({ length: connections }, () => Terminal.open(port)));

/** Where the last load has ended: the next one takes other books. */
let walked = 0;

async function load({ port, connections, items, patrons, warmUp, measured }: LoadOrder) {
  const terminals = await open(port, connections);
  const from = performance.now() + warmUp;
  const until = from + measured;
  const latencies: number[] = [];
  let count = 0;
  // So that no two terminals ever have the same card.
  const cards = patrons - (patrons % connections);
  const work = async (terminal: Terminal, at: number): Promise<void> => {
    for (let book = walked + at; performance.now() < until; book += connections) {
      const item = bookNumber(book, items);
      for (const [message, expected] of [
        [checkout(cardNumber((book - walked) % cards), item), '121'],
        [checkin(item), '101'],
      ] as const) {
        const begin = performance.now();
        await terminal.ask(message, expected);
        const end = performance.now();
        count += 1;
        if (begin >= from && end <= until) latencies.push(end - begin);
      }
    }
  };
  await Promise.all(terminals.map(work));
  for (const terminal of terminals) terminal.close();
  walked += count + connections;
  return { count, rate: latencies.length / 2 / (measured / 1000), latencies };
}

const BLANK_DATE = ' '.repeat(18);

const checkout = (card: string, item: string): string =>
  `11YN${stamp()}${BLANK_DATE}AObench|AA${card}|AB${item}|AC|`;
const checkin = (item: string): string => `09N${stamp()}${stamp()}AP|AObench|AB${item}|AC|`;

/** SIP 2.00, in UTC; made once a second. */
function stamp(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== stamped.second) {
    const [day = '', time = ''] = new Date(second * 1000).toISOString().split(/[T.]/);
    stamped = { second, text: `${day.replaceAll('-', '')}   Z${time.replaceAll(':', '')}` };
  }
  return stamped.text;
}
let stamped = { second: 0, text: '' };

async function carryOut(order: z.infer<typeof Order>): Promise<object> {
  if (order.kind === 'load') return load(order);
  // A server takes a few hundred at once.
  for (let left = order.connections; left > 0; left -= 100)
    await open(order.port, Math.min(100, left));
  return {};
}

process.on(
  'message',
  (order) => void carryOut(Order.parse(order)).then((done) => process.send?.(done)),
);
process.on('disconnect', () => process.exit());
process.send?.({});
