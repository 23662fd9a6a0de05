import { beforeEach, expect, test } from 'vitest';
import { uhfTag } from '#tests/simulators/uhf-tag.ts';
import type { UiiProfile } from '../tags/iso28560-4-uii.ts';
import { decodeUii, encodeUii } from '../tags/iso28560-4-uii.ts';
import { decodeUrnCode40, encodeUrnCode40 } from '../tags/iso28560-4-urn-code40.ts';
import { decideDesk } from './desk.ts';
import { firstDesk } from './rules/desk-state.ts';
import type { DeskState } from './rules/desk-state.ts';
import type { DeskEffect, DeskInput } from './rules/inputs.ts';
import type { ScanJudge } from './rules/scan-judge.ts';
import { deskSnapshotOf } from './snapshot.ts';

const OTHER_WAY: UiiProfile = { fields: ['item', 'owner'] };
const judge: ScanJudge = {
  inForce: [],
  taken: () => ({ as: 'item', checkDigit: 'absent', isPrivate: false }),
  propose: () => undefined,
};
const moment = { now: 1_000_000, judge };

let state: DeskState;
let effects: DeskEffect[];

const tell = (...inputs: DeskInput[]) => {
  for (const input of inputs) {
    const turn = decideDesk(state, input, moment);
    state = turn.state;
    effects.push(...turn.effects);
  }
};
const scan = (text: string) =>
  tell({ kind: 'scanned', scan: { text, symbology: undefined, guessed: false } });

function lay({ blockSize, epc, memory, uid }: ReturnType<typeof uhfTag>): void {
  const tag = { uid, afi: epc[1], dsfid: undefined, blockSize, memory, epc };
  const reading = { afi: epc[1], eas: undefined };
  tell({ kind: 'tag-entered', tag }, { kind: 'looked', uid, look: { tag, reading } });
}

beforeEach(() => {
  effects = [];
  state = firstDesk({
    ...{ language: 'vi', online: true, pinIsSet: false, site: { eas: false }, unsent: 0 },
    terminal: { name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
    settings: { model: 'iso28560-4', isil: 'VN-TT' },
    uiiProfile: OTHER_WAY,
  });
  tell({ kind: 'signed-in', user: { mode: 'device' } });
});

test('D22 a number that the format cannot hold is said as soon as its label is scanned', () => {
  scan('TN.0001');
  expect(state.notice).toEqual({ code: 'tag.cannot-hold-id', params: { id: 'TN.0001' } });
  scan('TN-0001');
  expect(state.notice).toBeUndefined();
});

test('tags are read, and written, by what the site says the fields of a UII are', () => {
  const content = { itemId: 'TN-0001', isil: 'VN-TT', part: 1, partsInItem: 1, usage: 1 };
  const uii = encodeUrnCode40(encodeUii(content, OTHER_WAY));
  const [old, fresh] = [uhfTag({ uii, afi: 0x07 }), uhfTag()];
  lay(old);
  expect(deskSnapshotOf(state, moment)?.pad).toMatchObject([{ itemId: 'TN-0001' }]);
  tell({ kind: 'tag-left', uid: old.uid });
  scan('TN-0002');
  lay(fresh);
  const [write] = effects.filter((effect) => effect.kind === 'write');
  const epc = write?.wanted.epc;
  expect(decodeUii(decodeUrnCode40(epc?.subarray(2) ?? new Uint8Array()) ?? '', OTHER_WAY)).toEqual(
    {
      itemId: 'TN-0002',
      isil: 'VN-TT',
    },
  );
});
