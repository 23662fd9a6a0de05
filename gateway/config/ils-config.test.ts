import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigFault, parseConfig } from '../config.ts';

const { server, ...example } = JSON.parse(
  readFileSync(new URL('../config.example.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

const ILS = { kind: 'sip2', host: 'koha.example', port: 6001, dialect: 'koha' };
const LENDING = { loans: { perCard: 3, days: 14 } };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ils-config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const read = (part: object) => parseConfig({ ...example, ...part }, folder);

function faultsOf(part: object): readonly string[] {
  try {
    read(part);
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
  return [];
}

const told = (...parts: readonly string[]) => parts.map((part) => expect.stringContaining(part));

test('a terminal has one system behind it: neither none nor two', () => {
  expect(faultsOf({})).toEqual(told('server: is missing'));
  expect(faultsOf({ server, ils: ILS })).toEqual(told('only one of them'));
  expect(read({ server }).system.kind).toBe('server');
  expect(read({ ils: ILS }).system).toMatchObject({
    kind: 'sip2',
    ils: { timeZone: 'Asia/Ho_Chi_Minh' },
  });
});

test('what is wrong with it is told at once, files too', () => {
  const ils = {
    ...{ ...ILS, kind: 'sip3', port: 0, dialect: 'none', timeZone: 'Hà Nội' },
    ...{ login: 'kiosk', passwordFile: 'none.txt', overrides: { terminator: 'lf' } },
    tls: { pin: '00', caFile: 'none.pem' },
  };
  const wanted = told(
    ...[
      'ils.kind: ',
      'ils.port: ',
      'ils.tls.pin: ',
      'ils.dialect: must be one of',
      'ils.timeZone: ',
    ],
    ...['ils.overrides.terminator: ', 'ils.passwordFile: cannot be read', 'ils.tls.caFile: cannot'],
  );
  const faults = faultsOf({ ils, desk: { pin: '12' } });
  for (const each of [...wanted, ...told('desk.pin: must be 6–12 digits')]) {
    expect(faults).toContainEqual(each);
  }
});

test('a login has a password, given once: here or in a file of its own', () => {
  expect(faultsOf({ ils: { ...ILS, login: 'kiosk' } })).toEqual(told('ils.password: is missing'));
  expect(faultsOf({ ils: { ...ILS, password: 'x' } })).toEqual(told('ils.login: is missing'));
  writeFileSync(join(folder, 'password.txt'), 'trăm năm\n');
  const ils = { ...ILS, login: 'kiosk', passwordFile: 'password.txt' };
  expect(read({ ils }).system).toMatchObject({ ils: { login: 'kiosk', password: 'trăm năm' } });
  expect(faultsOf({ ils: { ...ils, password: 'x' } })).toEqual(told('is given twice'));
});

test('the desk’s PIN may stand in a file of its own', () => {
  writeFileSync(join(folder, 'pin.txt'), '246810\r\n');
  expect(read({ ils: ILS, desk: { pinFile: 'pin.txt' } }).deskPin).toBe('246810');
  writeFileSync(join(folder, 'pin.txt'), 'ngày mai');
  expect(faultsOf({ ils: ILS, desk: { pinFile: 'pin.txt' } })).toEqual(told('desk.pinFile: '));
});

test('loans while nobody answers: only where they can be told later, and a PIN is not needed', () => {
  const noBlock = { ...ILS, overrides: { noBlock: true } };
  expect(faultsOf({ server, offline: LENDING })).toEqual(told('must be "none" with our server'));
  expect(faultsOf({ ils: { ...ILS, patronPins: false }, offline: LENDING })).toEqual(
    told('does not know “no block”'),
  );
  expect(faultsOf({ ils: noBlock, offline: LENDING })).toEqual(
    told('offline.loans.withoutPin: must be true'),
  );
  const sure = { loans: { ...LENDING.loans, withoutPin: true } };
  expect(read({ ils: noBlock, offline: sure }).offline).toEqual({ returns: true, ...sure });
  expect(faultsOf({ ils: noBlock, offline: { returns: false } })).toEqual(
    told('offline.returns: must be true'),
  );
});
