/** The file under the outbox: whose it is, what it lets be read, and how an older one is brought up to date. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ACCEPTED,
  CARD,
  LABEL,
  NOW,
  OutboxOnDisk,
  promised,
  TITLE,
  transaction,
  UID,
} from '#tests/fixtures/outbox-on-disk.ts';
import { Fault, isDiskFailure } from '../errors.ts';
import { JournalFile } from './journal-file.ts';
import { outboxLayout } from './layout.ts';
import { openOutboxKeys } from './outbox-key.ts';
import type { Outbox } from './outbox.ts';
import { Sealing } from './sealing.ts';

let desk: OutboxOnDisk;

beforeEach(() => {
  desk = new OutboxOnDisk();
});

afterEach(() => desk.close());

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('O14 the file is one gateway’s', () => {
  test('one of a newer gateway is left alone', () => {
    desk.open();
    desk.query('PRAGMA user_version = 99');
    expect(String(thrownBy(() => desk.restart()))).toMatch(/newer gateway/);
    expect(desk.files.filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('a second gateway on it is refused', () => {
    desk.open();
    const again = new OutboxOnDisk();
    again.path = desk.path;
    expect(String(thrownBy(() => again.open()))).toMatch(/another gateway/);
    again.close();
  });

  test('it may be looked into while the gateway works', () => {
    desk.open().record(transaction(), [], 's1');
    const looking = new DatabaseSync(desk.path, { readOnly: true });
    expect(looking.prepare('SELECT state FROM transactions').get()).toEqual({ state: 'recorded' });
    looking.close();
  });

  test('a folder that cannot be written is said so', () => {
    desk.path = join(desk.folder, 'missing', 'outbox.db');
    expect(isDiskFailure(thrownBy(() => desk.open()))).toBe(true);
  });
});

/** What is said of a person or a book. */
const SECRETS = [CARD, LABEL, UID, TITLE];
const found = () => SECRETS.filter((text) => desk.bytes.includes(text));

describe('O35 what a row says of people and books is sealed', () => {
  test('no card, item, tag or title is readable on the disk, while it is open or after', () => {
    const outbox = desk.open();
    const loan = transaction({ item: { identifier: LABEL, owner: 'VN-HG' } });
    outbox.record(loan, [{ uid: UID }], 's1');
    expect(found()).toEqual([]);
    outbox.claim(loan.id);
    outbox.settle(loan.id, ACCEPTED);
    expect(found()).toEqual([]);
    expect(desk.restart().find(loan.id)).toMatchObject({ transaction: loan, outcome: ACCEPTED });
    expect(found()).toEqual([]);
  });

  test('a PIN that somebody hands over with a row is written nowhere', () => {
    const withPin = { ...promised(), pin: '482913' };
    const outbox = desk.open();
    outbox.record(withPin, [], 's1');
    expect(outbox.claim(withPin.id)).not.toHaveProperty('pin');
    expect(JSON.stringify(desk.query('SELECT * FROM transactions'))).not.toContain('482913');
    expect(desk.bytes.includes('482913')).toBe(false);
  });

  test('a value that is put into another row is not taken for that one’s', () => {
    const outbox = desk.open();
    const [one, other] = [promised(), promised({ card: '29999000000002' })];
    for (const each of [one, other]) outbox.record(each, [], 's1');
    desk.query(`UPDATE transactions SET card = (SELECT card FROM transactions WHERE seq = 2)`);
    expect(String(thrownBy(() => outbox.find(one.id)))).toMatch(/cannot be read/);
    expect(outbox.find(other.id)?.transaction.card).toBe('29999000000002');
  });

  test('a file of the layout before is sealed as it is opened, and nothing stays in clear', () => {
    const loan = transaction();
    const layout = outboxLayout(new Sealing(openOutboxKeys(desk.folder).key)).slice(0, 4);
    const file = JournalFile.open(desk.path, layout);
    for (const state of ['settled', 'recorded']) {
      const id = state === 'settled' ? loan.id : `${loan.id}-2`;
      file.run(
        `INSERT INTO transactions (id, act, mode, card, item_identifier, session_id, occurred_at, wall, monotonic,
           boot, version, state, outcome, closed_at)
         VALUES (:id, 'checkout', 'promise', :card, :label, 's', 1, 1, 1, 'a', '0', :state, :outcome, 1)`,
        { id, state, card: CARD, label: LABEL, outcome: JSON.stringify(ACCEPTED) },
      );
      file.run('INSERT INTO tags (transaction_id, uid) VALUES (:id, :uid)', { id, uid: UID });
    }
    expect(found()).toEqual(SECRETS);
    file.close();
    const outbox = desk.open();
    expect(found()).toEqual([]);
    expect(outbox.find(loan.id)).toMatchObject({
      ...{ state: 'settled', outcome: ACCEPTED },
      transaction: { card: CARD, item: { identifier: LABEL } },
    });
    expect(outbox.tagsOf(loan.id)).toMatchObject([{ uid: UID }]);
    expect(outbox.ahead(`${loan.id}-2`)).toEqual([]);
    const next = transaction();
    outbox.record(next, [], 's1');
    expect(outbox.find(next.id)?.seq).toBe(3);
    expect(outbox.ahead(next.id)).toMatchObject([{ id: `${loan.id}-2` }]);
  });
});

describe('O36 the key', () => {
  const keyFile = () => join(desk.folder, 'outbox.key');
  let credentials: string;

  beforeEach(() => {
    credentials = mkdtempSync(join(tmpdir(), 'credentials-'));
  });

  afterEach(() => rmSync(credentials, { recursive: true }));

  function systemdHandsOver(text: string): void {
    writeFileSync(join(credentials, 'outbox-key'), text);
    desk.credentialsFolder = credentials;
  }

  test('is made once, for its owner’s eyes only', () => {
    desk.open();
    const made = readFileSync(keyFile(), 'utf8');
    expect(made).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    desk.restart();
    expect(readFileSync(keyFile(), 'utf8')).toBe(made);
  });

  test('that was half made when the power went leaves no copy', () => {
    desk.open();
    desk.stop();
    for (const name of ['outbox.key.123', 'outbox.key.123.new']) {
      writeFileSync(join(desk.folder, name), readFileSync(keyFile()));
    }
    desk.open();
    expect(desk.files.filter((name) => name.startsWith('outbox.key'))).toEqual(['outbox.key']);
  });

  test('that systemd hands over is taken, and none is made', () => {
    systemdHandsOver(`${'0a'.repeat(32)}\n`);
    const row = promised();
    desk.open().record(row, [], 's1');
    expect(desk.files).not.toContain('outbox.key');
    expect(desk.restart().find(row.id)?.transaction.card).toBe(CARD);
  });

  test('moved from the file to systemd opens what is there', () => {
    const row = promised();
    desk.open().record(row, [], 's1');
    desk.stop();
    systemdHandsOver(readFileSync(keyFile(), 'utf8'));
    rmSync(keyFile());
    expect(desk.open().find(row.id)?.transaction).toEqual(row);
  });

  test('that is none is not used', () => {
    systemdHandsOver('secret');
    const fault = thrownBy(() => desk.open());
    expect(fault).toBeInstanceOf(Fault);
    expect(String(fault)).toMatch(/holds no key/);
    expect(String(fault)).not.toMatch(/secret/);
  });

  const idsIn = (outbox: Outbox) => outbox.waiting().map(({ id }) => id);

  test('that is another than the one beside the file: what was sealed by that one is sealed anew', () => {
    const row = promised({ item: { identifier: LABEL, owner: 'VN-HG' } });
    let outbox = desk.open();
    outbox.record(row, [{ uid: UID, part: 1 }], 's1');
    const over = transaction();
    outbox.record(over, [], 's1');
    outbox.settle(over.id, ACCEPTED);
    desk.stop();
    systemdHandsOver(`${'0b'.repeat(32)}\n`);
    outbox = desk.open();
    expect(outbox.salvaged()).toMatchObject({ recovered: 2, lost: 0 });
    rmSync(keyFile());
    outbox = desk.restart();
    expect(outbox.find(row.id)?.transaction).toEqual(row);
    expect(outbox.find(over.id)?.outcome).toEqual(ACCEPTED);
    expect(outbox.tagsOf(row.id)).toMatchObject([{ uid: UID, part: 1 }]);
    expect(outbox.offlineLoans.lentSince(CARD, 0)).toEqual([row.id, over.id]);
    expect(outbox.ahead(over.id).map(({ id }) => id)).toEqual([row.id]);
  });

  test('that is not here for one start takes nothing along: what it sealed is taken back when it is', () => {
    systemdHandsOver(`${'0c'.repeat(32)}\n`);
    const [before, meanwhile] = [promised(), promised({ act: 'checkin' })];
    desk.open().record(before, [{ uid: UID }], 's1');
    desk.stop();
    desk.credentialsFolder = undefined;
    let outbox = desk.open();
    expect(outbox.salvaged()).toMatchObject({ recovered: 0, lost: 1 });
    outbox.record(meanwhile, [], 's1');
    expect(idsIn(outbox)).toEqual([meanwhile.id]);
    expect(outbox.find(meanwhile.id)?.seq).toBe(2);
    // However long it takes: nothing else has those rows.
    desk.clocks = { ...desk.clocks, wall: NOW + 100 * 86_400_000 };
    outbox.prune();
    desk.stop();
    desk.credentialsFolder = credentials;
    outbox = desk.open();
    expect(idsIn(outbox)).toEqual([before.id, meanwhile.id]);
    expect(outbox.find(before.id)?.transaction).toEqual(before);
    expect(outbox.tagsOf(before.id)).toMatchObject([{ uid: UID }]);
    expect(outbox.salvaged()).toMatchObject({ recovered: 1, lost: 0, reason: /here again/ });
    expect(desk.files.filter((name) => name.includes('locked'))).toEqual([]);
    expect(idsIn(desk.restart())).toEqual([before.id, meanwhile.id]);
  });

  test('file that is torn is put aside, and another made', () => {
    desk.open().record(promised(), [], 's1');
    desk.stop();
    writeFileSync(keyFile(), 'half a k');
    expect(desk.open().salvaged()).toMatchObject({ recovered: 0, lost: 1 });
    expect(readFileSync(`${keyFile()}.damaged`, 'utf8')).toBe('half a k');
    expect(desk.restart().salvaged()).toMatchObject({ lost: 1 });
  });
});
