import { createPublicKey, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { doorOf, permitOffice } from '#tests/fixtures/permit-office.ts';
import type { PermitOffice } from '#tests/fixtures/permit-office.ts';
import { keyRequest, readPermit } from '#tests/fixtures/permit-reader.ts';
import type { Asker } from '#tests/fixtures/permit-reader.ts';
import { DAY, foundNetwork, item, MINUTE, NOW, patron } from '#tests/fixtures/small-network.ts';
import { staffAt } from '#tests/fixtures/small-staff.ts';
import type { PermitDesk } from './permit-desk.ts';
import type { OfflineRules } from './rules/offline-rules.ts';

const HOUR = 60 * MINUTE;
/** X25519's base point, which is a key like any other (RFC 7748 §4.1). */
const SOME_KEY = Buffer.concat([Buffer.from([9]), Buffer.alloc(31)]).toString('base64url');

eachDatabase((engine) => {
  let office: PermitOffice;
  let desk: PermitDesk;
  /** Each test has a library of its own, with a terminal. */
  let libraryId: string;
  let terminal: Asker;
  let number = 0;
  /** Each test has its own time, for what is known of the network is shared for a minute. */
  let began: number;
  /** The first version: it begins with the minutes since 1970. */
  let first: number;

  beforeAll(async () => {
    office = await permitOffice(engine);
    await foundNetwork(office.db);
    await staffAt(office.db, 'network', 'administrator', 'administrator');
    await office.db.write('items-put', {
      items: [item('book', 'book'), item('lost', 'lost', { condition: 'lost' })],
    });
    const patrons = Array.from({ length: 40 }, (_, at) => patron(`p${at}`, `card-${at}`));
    await office.db.write('patrons-put', { patrons, now: NOW });
    desk = office.desk();
  });
  beforeEach(async () => {
    began = NOW + (number += 1) * 2 * MINUTE;
    first = began / MINUTE;
    office.clock.now = began;
    libraryId = await newLibrary('network');
    terminal = await office.addTerminal(libraryId);
  });

  const newLibrary = async (parentId: string, kind = 'ward') => {
    const id = `l-${(number += 1)}`;
    const library = { id, parentId, kind, name: id, timeZone: 'Asia/Ho_Chi_Minh' };
    await office.db.write('libraries-put', { libraries: [library] });
    return id;
  };
  const read = (who = terminal, at = desk) => readPermit(doorOf(at, who), who);
  const later = (ms: number) => (office.clock.now += ms);
  const endEpoch = () => office.db.write('permit-epoch-end', { libraryId, now: office.clock.now });
  const putRules = (at: string, rules: OfflineRules | undefined) => {
    const actor = { kind: 'staff', id: 'administrator', libraryId: at } as const;
    return office.db.write('offline-rules-put', {
      ...{ id: randomUUID(), actor, now: office.clock.now, rules },
    });
  };

  test('PM5 it names its library, its version, when it was made and when it ends', async () => {
    const { manifest } = await read();
    expect(manifest).toMatchObject({ library: libraryId, version: first, madeAt: began });
    expect(manifest.endsAt).toBe(began + 72 * HOUR);
  });

  test('PM26 it is made anew when it is half an hour old, and its version rises', async () => {
    const before = await read();
    later(30 * MINUTE - 1);
    expect((await read()).manifest).toEqual(before.manifest);
    later(1);
    const { manifest } = await read();
    expect(manifest).toMatchObject({ version: first + 30, epoch: before.manifest.epoch });
    expect(manifest.madeAt).toBe(office.clock.now);
  });

  test('PM5 nor does it fall where the clock of the server is set back', async () => {
    await read();
    const { epoch } = (await read()).manifest;
    office.clock.now = began - HOUR;
    expect((await read()).manifest).toMatchObject({ version: first + 1, epoch });
  });

  test('PM26 who asks while it is being made gets the same one', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => desk.permitOf(libraryId)));
    expect(new Set(answers.map((answer) => answer?.manifest)).size).toBe(1);
    expect((await read()).manifest.version).toBe(first);
  });

  test('PM26 who would wait too long gets the last one, and the new one when it is made', async () => {
    const before = await read();
    const hasty = office.desk({ patienceMs: 0 });
    later(HOUR);
    const now = () => read(terminal, hasty);
    expect((await now()).manifest).toEqual(before.manifest);
    await vi.waitUntil(async () => (await now()).manifest.madeAt === office.clock.now, 90_000);
  });

  test('PM25 what an earlier release wrote in another form is told anew', async () => {
    const { manifest } = await read();
    await office.db.write('permit-put', {
      ...{ libraryId, version: manifest.version + 1, epochId: manifest.epoch, madeAt: NOW },
      ...{ manifest: '{"format":0}', signature: '', fullChunks: 9, keep: [] },
    });
    later(HOUR);
    const anew = await read();
    expect(anew.manifest).toMatchObject({ epoch: manifest.epoch });
    expect(anew.cards.size).toBeGreaterThan(30);
  });

  test('PM6 within an epoch only what has changed is new', async () => {
    const before = await read();
    await office.db.write('patrons-put', {
      patrons: [patron('p7', 'card-7', { blocks: ['staff'] }), patron('new', 'new')],
      now: NOW,
    });
    await office.db.write('items-put', { items: [item('lost', 'lost')] });
    later(HOUR);
    const second = await read();
    expect(second.card('card-7')?.standing).toBe('patron-blocked');
    expect(second.card('new')?.standing).toBe('');
    expect(second.item('lost')).toBeUndefined();
    const names = (permit: typeof before) => permit.manifest.chunks.map(({ sha256 }) => sha256);
    expect(names(second)).toEqual(expect.arrayContaining([names(before)[0]]));
    const anew = await readPermit(doorOf(office.desk(), terminal), terminal);
    expect([...anew.cards].toSorted()).toEqual([...second.cards].toSorted());
  });

  test('PM1 a month later it is another epoch with another key, and goes on in its versions', async () => {
    const before = await read();
    // Tuesday 1 December, 00:00 in Hồ Chí Minh City.
    office.clock.now = Date.parse('2026-11-30T17:00:00Z') - 1;
    expect((await read()).manifest.epoch).toBe(before.manifest.epoch);
    later(1);
    const next = await read();
    expect(next.manifest).toMatchObject({ version: Math.floor(office.clock.now / MINUTE) });
    expect(next.manifest.epoch).not.toBe(before.manifest.epoch);
    expect(next.key).not.toEqual(before.key);
    const known = before.manifest.chunks.map(({ sha256 }) => sha256);
    expect(next.manifest.chunks.filter(({ sha256 }) => known.includes(sha256))).toEqual([]);
  });

  test('PM1 PM28 a terminal that is removed learns no key any more, and its library has another', async () => {
    const stays = await office.addTerminal(libraryId);
    const before = await read(stays);
    await office.db.write('terminal-remove', { id: terminal.id, now: office.clock.now });
    const over = await desk.keyFor(stays.id, keyRequest(stays, before.manifest.epoch, SOME_KEY));
    expect(over).toBeUndefined();
    const next = await read(stays);
    expect(next.manifest).toMatchObject({ version: first + 1 });
    expect(next.key).not.toEqual(before.key);
    const { epoch } = next.manifest;
    const removed = await desk.keyFor(terminal.id, keyRequest(terminal, epoch, SOME_KEY));
    expect(removed).toBeUndefined();
  });

  test('PM1 staff end an epoch', async () => {
    const before = await read();
    expect([await endEpoch(), await endEpoch()]).toEqual([true, false]);
    expect((await read()).key).not.toEqual(before.key);
  });

  test('PM1 its administrators end it, once, and the journal has it', async () => {
    const before = await read();
    const actor = { kind: 'staff', id: 'administrator', libraryId } as const;
    const act = { id: randomUUID(), actor, now: office.clock.now };
    const end = (change: object = {}) => office.db.write('permit-end', { ...act, ...change });
    await staffAt(office.db, libraryId, 'librarian');
    expect(await end({ actor: { ...actor, id: libraryId } })).toMatchObject({
      refusal: { code: 'library-unknown' },
    });
    expect((await read()).key).toEqual(before.key);
    expect(await end()).toEqual({ outcome: 'accepted', ended: true });
    const after = await read();
    expect(after.key).not.toEqual(before.key);
    expect(await end()).toEqual({ outcome: 'accepted', ended: true });
    expect((await read()).key).toEqual(after.key);
    const reach = { actor, now: NOW } as const;
    const { changes } = await office.db.read('audit-page', {
      reach,
      subject: `permit:${libraryId}`,
    });
    expect(changes).toMatchObject([{ action: 'permit-end' }]);
    const nowhere = await newLibrary(libraryId);
    const there = { id: randomUUID(), actor: { ...actor, libraryId: nowhere } };
    expect(await end(there)).toEqual({ outcome: 'accepted', ended: false });
  });

  test('PM1 a terminal that moves to another library ends the epoch of the one it leaves, and none by being added again', async () => {
    const moving = await office.addTerminal(libraryId);
    const elsewhere = await newLibrary('network');
    const there = await office.addTerminal(elsewhere);
    const [before, beyond] = [await read(), await read(there)];
    const publicKey = createPublicKey(moving.privateKey).export({ format: 'jwk' }).x ?? '';
    const add = (to: string) =>
      office.db.write('terminal-add', {
        ...{ id: moving.id, name: 'Máy', libraryId: to, publicKey, now: office.clock.now },
      });
    await add(libraryId);
    expect((await read()).key).toEqual(before.key);
    expect(await add(elsewhere)).toEqual({ outcome: 'accepted' });
    expect((await read()).key).not.toEqual(before.key);
    expect((await read(there)).key).toEqual(beyond.key);
  });

  test('PM1 after a restart it goes on; where the key of the data folder is lost, it begins anew', async () => {
    const keysIn = mkdtempSync(join(office.dataFolder, 'keys-'));
    const before = await read(terminal, office.desk({ keysIn }));
    expect((await read(terminal, office.desk({ keysIn }))).key).toEqual(before.key);
    rmSync(join(keysIn, 'permit-epochs.key'));
    later(HOUR);
    const anew = await read(terminal, office.desk({ keysIn }));
    expect(anew.manifest).toMatchObject({ version: first + 60 });
    expect(anew.key).not.toEqual(before.key);
  });

  test('PM7 PM28 a key is given to the terminals of its library alone, for what they sign', async () => {
    const { manifest } = await read();
    const ask = (who: Asker, change: object = {}) =>
      desk.keyFor(who.id, { ...keyRequest(who, manifest.epoch, SOME_KEY), ...change });
    expect(await ask(terminal)).toBeDefined();
    expect(await ask(await office.addTerminal('school-a'))).toBeUndefined();
    expect(await ask({ ...terminal, id: 'nobody' })).toBeUndefined();
    const { signature } = keyRequest(terminal, manifest.epoch, SOME_KEY.replace('C', 'D'));
    expect(await ask(terminal, { signature })).toBeUndefined();
    expect(await ask(terminal, { epoch: 'another' })).toBeUndefined();
    const other = await office.addTerminal(libraryId);
    const stolen = keyRequest(terminal, manifest.epoch, SOME_KEY);
    expect(await desk.keyFor(other.id, stolen)).toBeUndefined();
  });

  test('PM7 a point of low order is no key', async () => {
    const { epoch } = (await read()).manifest;
    const zero = Buffer.alloc(32).toString('base64url');
    expect(await desk.keyFor(terminal.id, keyRequest(terminal, epoch, zero))).toBeUndefined();
  });

  test('PM6 chunks are told to their own library, and dropped when no permit needs them', async () => {
    const { manifest } = await read();
    const [{ sha256 } = { sha256: '' }] = manifest.chunks;
    expect(await desk.chunkOf(libraryId, sha256)).toBeDefined();
    expect(await desk.chunkOf('school-a', sha256)).toBeUndefined();
    await endEpoch();
    await read();
    // Somebody may be fetching it still.
    expect(await desk.chunkOf(libraryId, sha256)).toBeDefined();
    await endEpoch();
    await read();
    expect(await desk.chunkOf(libraryId, sha256)).toBeUndefined();
  });

  describe('PM20 what a library says itself', () => {
    const cap = { loans: 1, days: 3 };
    const none = { lend: false, pinNeeded: 'returns-only' } as const;

    test('holds there and below, the nearest first', async () => {
      const below = await newLibrary(libraryId);
      await putRules(libraryId, none);
      expect(await desk.permitOf(libraryId)).toBeUndefined();
      expect(await desk.permitOf(below)).toBeUndefined();
      await putRules(below, { lend: true, hours: 5, unknownCard: cap, pinNeeded: cap });
      const { manifest } = await read(await office.addTerminal(below));
      expect(manifest).toMatchObject({ unknownCard: cap, pinNeeded: cap });
      expect(manifest.endsAt).toBe(began + 5 * HOUR);
      expect(manifest.dueDates.map(({ days }) => days)).toContain(3);
      await putRules(below, undefined);
      expect(await desk.permitOf(below)).toBeUndefined();
    });

    test('may be: nothing for unknown cards', async () => {
      await putRules(libraryId, { lend: true, pinNeeded: 'returns-only' });
      expect((await read()).manifest.unknownCard).toBeNull();
    });

    test('is changed by its administrators alone, and the journal has it', async () => {
      await staffAt(office.db, libraryId, 'librarian');
      const actor = { kind: 'staff', id: libraryId, libraryId } as const;
      const act = { id: randomUUID(), now: NOW, rules: none };
      expect(await office.db.write('offline-rules-put', { ...act, actor })).toMatchObject({
        refusal: { code: 'library-unknown' },
      });
      await putRules(libraryId, none);
      const reach = { actor: { kind: 'staff', id: 'administrator' }, now: NOW } as const;
      const subject = `offline-rules:${libraryId}`;
      const page = await office.db.read('audit-page', { reach, subject });
      expect(page.changes).toMatchObject([
        { action: 'offline-rules-put', details: { after: { lend: false } } },
      ]);
    });
  });

  test('PM23 a van has longer', async () => {
    const van = await newLibrary(libraryId, 'van');
    const { manifest } = await read(await office.addTerminal(van));
    expect(manifest.endsAt).toBe(began + 10 * DAY);
    expect(manifest.dayEnds).toHaveLength(12);
  });
});
