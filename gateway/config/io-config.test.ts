import { describe, expect, test } from 'vitest';
import { ConfigFault, parseConfig } from '../config.ts';

const PAD = { id: 'pad', driver: 'feig-iso-host', port: { serial: '/dev/a', baudRate: 38400 } };
const LINES = { id: 'lines', driver: 'modbus-io', port: { serial: '/dev/b', baudRate: 9600 } };
const BEHIND = { id: 'reader-lines', driver: 'feig-io' };

const settings = (...devices: readonly object[]) => ({
  terminal: { id: 'box-1', profile: 'kiosk' },
  dataFolder: 'data',
  server: { url: 'https://library.example.org' },
  devices,
});

function faultsOf(...devices: readonly object[]): readonly string[] {
  try {
    parseConfig(settings(...devices));
    return [];
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
}

describe('IO8 lines', () => {
  test('have names, and what is not said of them is as usual', () => {
    const inputs = { eye: { number: 3, activeLow: true } };
    const { devices } = parseConfig(settings(PAD, { ...LINES, inputs }));
    expect(devices[1]).toMatchObject({ unit: 1, inputsAre: 'inputs', inputs, outputs: {} });
  });

  test('of two boards may not share a name', () => {
    const inputs = { eye: { number: 1 } };
    expect(faultsOf(PAD, { ...LINES, inputs }, { ...BEHIND, inputs })).toEqual([
      'devices: two inputs have the name eye',
    ]);
  });

  test('an input and an output may', () => {
    const lines = { inputs: { door: { number: 1 } }, outputs: { door: { number: 1 } } };
    expect(faultsOf(PAD, { ...LINES, ...lines })).toEqual([]);
  });

  test('of a reader need that reader', () => {
    const threeM = { ...PAD, driver: '3m-d6' };
    expect(faultsOf(threeM, BEHIND)).toEqual([
      'devices: feig-io needs a pad with the driver feig-iso-host: its lines are the reader’s',
    ]);
    expect(faultsOf(PAD, BEHIND)).toEqual([]);
  });

  test('of a reader are those that its command knows', () => {
    const outputs = { lock: { number: 129 } };
    expect(faultsOf(PAD, { ...BEHIND, outputs })).toEqual([
      'devices: reader-lines: command 71 knows outputs 0 to 8',
    ]);
    expect(faultsOf(PAD, { ...BEHIND, command: '72', outputs })).toEqual([]);
  });

  test('IO7 an output cannot be active-low', () => {
    const outputs = { shutter: { number: 0, activeLow: true } };
    expect(faultsOf(PAD, { ...LINES, outputs })).toEqual([
      'devices[1].outputs.shutter: does not know activeLow',
    ]);
  });
});
