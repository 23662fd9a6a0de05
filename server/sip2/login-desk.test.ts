import { describe, expect, test } from 'vitest';
import { LoginDesk } from './login-desk.ts';
import { LoginLimit } from './login-limit.ts';
import { Account } from './rules/account.ts';

const MINUTE = 60_000;

describe('S2-11 failed logins', () => {
  test('lock the account for the address after ten, for five minutes from the first', () => {
    const limit = new LoginLimit();
    for (let n = 0; n < 10; n++) {
      expect(limit.allows('kiosk', '10.0.0.1', n)).toBe(true);
      limit.count('kiosk', '10.0.0.1', n);
    }
    expect(limit.allows('kiosk', '10.0.0.1', 10)).toBe(false);
    expect(limit.allows('kiosk', '10.0.0.2', 10)).toBe(true);
    expect(limit.allows('sorter', '10.0.0.1', 10)).toBe(true);
    expect(limit.allows('kiosk', '10.0.0.1', 5 * MINUTE)).toBe(true);
  });

  test('lock the address after fifty of any names', () => {
    const limit = new LoginLimit();
    for (let n = 0; n < 50; n++) limit.count(`guess ${n}`, '10.0.0.1', 0);
    expect(limit.allows('kiosk', '10.0.0.1', 1)).toBe(false);
    expect(limit.allows('kiosk', '10.0.0.2', 1)).toBe(true);
  });

  test('of an account are forgotten with the right password, those of the address are not', () => {
    const limit = new LoginLimit();
    for (let n = 0; n < 49; n++) limit.count('kiosk', '10.0.0.1', 0);
    limit.forget('kiosk', '10.0.0.1');
    expect(limit.allows('kiosk', '10.0.0.1', 1)).toBe(true);
    limit.count('other', '10.0.0.1', 1);
    expect(limit.allows('kiosk', '10.0.0.1', 1)).toBe(false);
  });
});

test('S2-11 a password is the same in whatever form its letters come', async () => {
  const account = { login: 'quầy', password: 'mật khẩu'.normalize('NFC'), library: 'central' };
  const desk = new LoginDesk([Account.parse(account)], () => undefined);
  const given = 'mật khẩu'.normalize('NFD');
  expect(await desk.logIn('quầy', given, '', 0)).toMatchObject({ login: 'quầy' });
  expect(await desk.logIn('quầy', 'mat khau', '', 0)).toBeUndefined();
  expect(await desk.logIn('quay', given, '', 0)).toBeUndefined();
});

test('S2-11 a hundred lines that guess at the same instant are ten guesses', async () => {
  const account = Account.parse({ login: 'kiosk', password: 'guess 10', library: 'central' });
  const told: string[] = [];
  const desk = new LoginDesk([account], (address) => told.push(address));
  const guesses = Array.from({ length: 100 }, (_, n) => `guess ${n}`);
  const found = await Promise.all(guesses.map((guess) => desk.logIn('kiosk', guess, 'here', 0)));
  // The tenth failure locks it, so the eleventh guess is not even compared.
  expect(found.filter((one) => one !== undefined)).toEqual([]);
  // And no more than these stand in the log.
  expect(told).toEqual(Array(10).fill('here'));
});
