/** The file under the outbox: whose it is, what it lets be read, and how an older one is brought up to date. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ACCEPTED,
  CARD,
  LABEL,
  OutboxOnDisk,
  promised,
  TITLE,
  transaction,
  UID,
} from '#tests/fixtures/outbox-on-disk.ts';
import { Fault, isDiskFailure } from '../errors.ts';
import { JournalFile } from './journal-file.ts';
import { outboxLayout } from './layout.ts';
import { openOutboxKey } from './outbox-key.ts';
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
    const layout = outboxLayout(new Sealing(openOutboxKey(desk.folder))).slice(0, 4);
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

  test('is made once, for its owner’s eyes only', () => {
    desk.open();
    const made = readFileSync(keyFile(), 'utf8');
    expect(made).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    desk.restart();
    expect(readFileSync(keyFile(), 'utf8')).toBe(made);
  });

  test('that systemd hands over is taken, and none is made', () => {
    desk.credentialsFolder = join(desk.folder, 'credentials');
    mkdirSync(desk.credentialsFolder);
    writeFileSync(join(desk.credentialsFolder, 'outbox-key'), `${'0a'.repeat(32)}\n`);
    const row = promised();
    desk.open().record(row, [], 's1');
    expect(desk.files).not.toContain('outbox.key');
    expect(desk.restart().find(row.id)?.transaction.card).toBe(CARD);
    desk.stop();
    rmSync(desk.credentialsFolder, { recursive: true });
  });

  test('moved from the file to systemd opens what is there', () => {
    const row = promised();
    desk.open().record(row, [], 's1');
    desk.stop();
    desk.credentialsFolder = join(desk.folder, 'credentials');
    mkdirSync(desk.credentialsFolder);
    writeFileSync(join(desk.credentialsFolder, 'outbox-key'), readFileSync(keyFile()));
    rmSync(keyFile());
    expect(desk.open().find(row.id)?.transaction).toEqual(row);
    desk.stop();
    rmSync(desk.credentialsFolder, { recursive: true });
  });

  test('that is none is not used', () => {
    desk.credentialsFolder = join(desk.folder, 'credentials');
    mkdirSync(desk.credentialsFolder);
    writeFileSync(join(desk.credentialsFolder, 'outbox-key'), 'secret');
    const fault = thrownBy(() => desk.open());
    expect(fault).toBeInstanceOf(Fault);
    expect(String(fault)).toMatch(/holds no key/);
    expect(String(fault)).not.toMatch(/secret/);
    rmSync(desk.credentialsFolder, { recursive: true });
  });
});
