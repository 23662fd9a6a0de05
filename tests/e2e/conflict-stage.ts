/** A server with its pages, two terminals that speak its API, and people and books for the conflicts of a test. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { ItemInput, TitleInput } from '#server/catalogue/input.ts';
import { PolicyInput } from '#server/circulation/input.ts';
import { PAGES } from '#tests/stand/settings.ts';
import { newTerminal, startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';
import { patron } from '#tests/fixtures/small-network.ts';

export const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class Stage {
  readonly server: TestServer;
  readonly #undo: (() => Promise<void> | void)[];
  readonly #tokens = new Map<string, string>();
  readonly terminals: Readonly<Record<'ward' | 'school', TestTerminal>>;

  private constructor(
    server: TestServer,
    terminals: Stage['terminals'],
    undo: (() => Promise<void> | void)[],
  ) {
    this.server = server;
    this.terminals = terminals;
    this.#undo = undo;
  }

  static async open(): Promise<Stage> {
    const undo: (() => Promise<void> | void)[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'nhipcau-conflicts-'));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const place = { engine: 'sqlite', file: join(folder, 'library.db') } as const;
    const engine = {
      place: () => Promise.resolve(place),
      after: (step: () => Promise<void> | void) => undo.push(step),
    };
    const server = await startTestServer(engine, { pagesFolder: PAGES });
    await layDownRules(server);
    const terminals = {
      ward: await addTerminal(server, 'ward', 'Máy mượn trả 1'),
      school: await addTerminal(server, 'school', 'Máy mượn trả 2'),
    };
    return new Stage(server, terminals, undo);
  }

  async close(): Promise<void> {
    for (const step of this.#undo.toReversed()) await step();
  }

  /** A title of its own with one copy, whose id is `NUMBER LIBRARY`. @returns the copy's number */
  async book(
    title: string,
    number = `B ${randomUUID().slice(0, 8)}`,
    homeLibraryId = 'central',
  ): Promise<string> {
    const id = randomUUID();
    await this.server.db.write('titles-put', {
      titles: [TitleInput.parse({ id, record: recordOf(title) })],
      now: Date.now(),
    });
    const item = { id: `${number} ${homeLibraryId}`, titleId: id, homeLibraryId };
    const identifiers = [{ kind: 'barcode', value: number }];
    await this.server.db.write('items-put', {
      items: [ItemInput.parse({ ...item, itemClass: 'book', condition: 'ok', identifiers })],
    });
    return number;
  }

  async patron(
    familyName: string,
    givenName: string,
    more: Parameters<typeof patron>[2] = {},
    card = `C ${randomUUID().slice(0, 8)}`,
  ): Promise<{ id: string; card: string }> {
    const one = patron(randomUUID(), card, { familyName, givenName, ...more });
    await this.server.db.write('patrons-put', { patrons: [one], now: Date.now() - 60 * DAY });
    return { id: one.id, card };
  }

  /** Told when the network is back: it happened so many hours ago. @returns the transaction's id and the receipt's code */
  async promise(
    where: keyof Stage['terminals'],
    card: string,
    book: string,
    hoursAgo: number,
  ): Promise<{ id: string; receiptCode: string }> {
    const id = newId();
    const body = {
      ...{ act: 'checkout', mode: 'promise', card, item: { identifier: book } },
      occurredAt: Date.now() - hoursAgo * HOUR,
    };
    const token = await this.#token(where);
    const answer = await this.server.ask('PUT', `/transactions/${id}`, { token, body });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return { id, receiptCode: String(answer.body.receiptCode) };
  }

  /** Lets a patron wait since so many hours ago for a copy. */
  async hold(patronId: string, book: string, hoursAgo: number): Promise<void> {
    const answer = await this.server.db.write('hold-place', {
      ...{ id: randomUUID(), now: Date.now() - hoursAgo * HOUR, patronId },
      itemId: `${book} central`,
      actor: { kind: 'system', id: 'test', libraryId: 'central' },
      pickupLibraryId: 'central',
    });
    if (answer.outcome === 'refused') throw new Error(answer.refusal.code);
  }

  /** Lent while the network was down, while somebody else waited for it. */
  async heldForAnother(title: string) {
    const book = await this.book(title);
    const borrower = await this.patron('Nguyễn Văn', 'Thành');
    const waiting = await this.patron('Lê Thị', 'Hoa');
    await this.hold(waiting.id, book, 48);
    return { book, borrower, ...(await this.promise('ward', borrower.card, book, 5)) };
  }

  async #token(where: keyof Stage['terminals']): Promise<string> {
    const token = this.#tokens.get(where) ?? (await this.terminals[where].token());
    this.#tokens.set(where, token);
    return token;
  }
}

async function addTerminal(
  { ask, db }: TestServer,
  libraryId: string,
  name: string,
): Promise<TestTerminal> {
  const terminal = newTerminal(ask);
  const { id, publicKey } = terminal;
  await db.write('terminal-add', { id, name, libraryId, publicKey, now: Date.now() });
  return terminal;
}

const recordOf = (title: string) => ({
  leader: '00000nam a2200000 a 4500',
  fields: [{ '245': { ind1: '1', ind2: '0', subfields: [{ a: title }] } }],
});

async function layDownRules({ db }: TestServer): Promise<void> {
  const policy = { id: 'any', libraryId: 'central', loanDays: 21, renewals: 1, maxLoans: 3 };
  await db.write('lending-rules-put', {
    patronClasses: [{ id: 'adult', name: 'Người lớn' }],
    itemClasses: [{ id: 'book', name: 'Sách', loanable: true }],
    policies: [PolicyInput.parse({ ...policy, requiresPin: false })],
  });
}
