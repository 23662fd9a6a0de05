import { expect, test } from 'vitest';
import { ConfigFault, parseConfig } from '../config.ts';

const BOARD = {
  ...{ id: 'lines', driver: 'modbus-io', port: { tcp: { host: '127.0.0.1', port: 502 } } },
  inputs: { a: { number: 0 }, b: { number: 1 } },
  outputs: { shutter: { number: 0 }, trap: { number: 1 } },
};
const BOX = {
  kind: 'holding',
  inputs: { mouth: 'a', inner: 'b' },
  outputs: { shutter: 'shutter', trap: 'trap' },
  bins: [{ id: 'shelf' }, { id: 'staff' }],
  sorting: { otherwise: ['shelf'], exceptions: ['staff'] },
};
const settings = (dropBox: object | undefined, profile = 'drop-box', board: object = BOARD) => ({
  terminal: { id: 'box-1', profile },
  dataFolder: 'data',
  server: { url: 'https://server.library.example' },
  devices: [board],
  ...(dropBox && { dropBox }),
});

function faultsOf(input: object): readonly string[] {
  try {
    parseConfig(input);
    return [];
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
}

test('a drop box is read, and what is left out is as usual', () => {
  const { dropBox } = parseConfig(settings(BOX));
  expect(dropBox).toMatchObject({
    ifTrouble: { 'no-tag': 'exception', 'two-items': 'give-back' },
    ...{ identify: false, incompleteSets: 'check-in', emptiedBy: { door: false } },
  });
});

test.each([
  ['no section', settings(undefined), /profile is "drop-box"/],
  ['another profile', settings(BOX, 'kiosk'), /only for the profile/],
  [
    'an eye that no board has',
    settings({ ...BOX, inputs: { mouth: 'a', inner: 'c' } }),
    /no board has inputs named c/,
  ],
  [
    'a gate that no board has',
    settings({ ...BOX, bins: [{ id: 'shelf', gate: 'g' }, { id: 'staff' }] }),
    /no board has outputs named g/,
  ],
  ['two bins alike', settings({ ...BOX, bins: [{ id: 'shelf' }, { id: 'shelf' }] }), /two bins/],
  [
    'a rule for a bin that there is not',
    settings({ ...BOX, sorting: { otherwise: ['shelf'], exceptions: ['cart'] } }),
    /names the bin cart/,
  ],
  ['a holding area without a trap', settings({ ...BOX, outputs: {} }), /a shutter and a trap/],
])('%s is told', (_what, input, sentence) => {
  expect(faultsOf(input).join('\n')).toMatch(sentence);
});

test('a chute needs two eyes and one bin', () => {
  const chute = {
    ...{ kind: 'chute', inputs: BOX.inputs, bins: [{ id: 'cart' }] },
    sorting: { otherwise: ['cart'], exceptions: ['cart'] },
  };
  expect(faultsOf(settings(chute))).toEqual([]);
});
