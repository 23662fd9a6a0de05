/** A Sip2Ils before the simulated system of another library. */
import { pino } from 'pino';
import { Sip2Ils } from '#gateway/ils/sip2-ils.ts';
import { Sip2Connection } from '#gateway/ils/sip2/connection.ts';
import { type DialectName, dialectOf } from '#gateway/ils/sip2/rules/dialects.ts';
import type { Dialect } from '#gateway/ils/sip2/rules/dialect.ts';
import type { Sip2Fault } from '#tests/simulators/sip2-faults.ts';
import { SimulatedSip2Ils } from '#tests/simulators/sip2-ils.ts';
import type { SimulatedItem, SimulatedPatron } from '#tests/simulators/sip2-library.ts';

export const TIME_ZONE = 'Asia/Ho_Chi_Minh';
export const CARD = '29990000000011';
export const OTHER_CARD = '29990000000022';
export const PIN = '4711';
/** All of its letters are in code page 850, too. */
export const TITLE = 'Cô bé bán diêm';

const PATRONS: readonly SimulatedPatron[] = [
  { card: CARD, pin: PIN, name: 'Trần Thị Bưởi' },
  { card: OTHER_CARD, pin: '1234', name: 'Lê Văn Cam' },
  { card: '29990000000033', pin: '1234', name: 'Ngô Thị Dừa', blocked: true },
  { card: '29990000000044', pin: '1234', name: 'Võ Thị Êm', limit: 0, owes: 12_000 },
];

const shelf = Array.from({ length: 24 }, (_, at): SimulatedItem => {
  return { barcode: bookNumber(at), title: TITLE, callNumber: '839.813 AND' };
});

const ITEMS: readonly SimulatedItem[] = [
  ...shelf,
  { barcode: 'S-HELD', title: 'Góc sân và khoảng trời', status: '08' },
  { barcode: 'S-LOST', title: 'Đất rừng phương Nam', status: '12' },
  { barcode: 'S-FEE', title: 'Từ điển', charge: 5_000 },
  { barcode: 'S-WANTED', title: 'Quê nội / Võ Quảng', alert: '01' },
  { barcode: 'S-1984', title: '1984' },
  { barcode: 'S-AWAY', title: 'Tắt đèn', alert: '04' },
];

export function bookNumber(at: number): string {
  return `S-${String(at + 1).padStart(4, '0')}`;
}

export const BOOKS = shelf.map(({ barcode }) => barcode);
export const LOGIN = { user: 'kiosk', password: 'secret' };

export interface Sip2UnderTest {
  readonly ils: Sip2Ils;
  readonly system: SimulatedSip2Ils;
  readonly connection: Sip2Connection;
  close(): Promise<void>;
}

export interface OpenSip2 {
  readonly faults?: readonly Sip2Fault[];
  readonly dialect?: DialectName;
  readonly differs?: Partial<Dialect>;
  /** Where the terminal dials, where that is not the system itself. */
  readonly through?: (port: number) => Promise<number>;
  readonly overtakingMs?: number;
  readonly login?: typeof LOGIN;
  /** How long an answer is waited for. */
  readonly timeoutSeconds?: number;
}

/** As a busy computer needs it. Seconds. */
const PATIENT_SECONDS = 30;
/** Where silence is waited for, and what comes after it must be heard all the same. */
export const SHORT_SECONDS = 1;

export async function openSip2(options: OpenSip2 = {}): Promise<Sip2UnderTest> {
  const system = await SimulatedSip2Ils.open({
    ...{ patrons: PATRONS, items: ITEMS, login: LOGIN, lateMs: SHORT_SECONDS * 1_500 },
  });
  system.faults.arm(...(options.faults ?? []));
  const port = (await options.through?.(system.port)) ?? system.port;
  const connection = openConnection(port, options);
  const site = { timeZone: TIME_ZONE, patronPins: true, givenName: 'last' } as const;
  const { overtakingMs = 0 } = options;
  const ils = new Sip2Ils({ connection, site, now: Date.now, overtakingMs });
  return {
    ...{ ils, system, connection },
    close: async () => {
      await ils.close();
      await system.close();
    },
  };
}

const openConnection = (
  port: number,
  { dialect, differs, login = LOGIN, timeoutSeconds = PATIENT_SECONDS }: OpenSip2,
) =>
  new Sip2Connection(
    {
      ...{ host: '127.0.0.1', port, login, institution: 'TTTV' },
      dialect: {
        ...dialectOf(dialect ?? 'generic'),
        ...{ noBlock: true, timeoutSeconds, ...differs },
      },
    },
    { log: pino({ level: 'silent' }), backOff: { firstMs: 1, longestMs: 2 }, random: () => 0 },
  );

/** Dials until somebody answers: after a loss it waits a moment before it tries again. */
export async function untilReady(connection: Sip2Connection): Promise<void> {
  while (!(await connection.connect()).ready) await new Promise((next) => setImmediate(next));
}
