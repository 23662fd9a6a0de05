/** The readers that can stand on the desk: how each is set when it leaves its maker, and how the settings file names it. */
import type { DeviceConfig } from '#gateway/config.ts';
import type { PtyOptions } from '#tests/simulators/pty-line.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import type { Line } from '#tests/simulators/line.ts';
import type { SimulatedRfidReader, TakenRequest } from '#tests/simulators/rfid-reader.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import { SimulatedUhfReader } from '#tests/simulators/uhf-reader.ts';

export type StandReader = SimulatedRfidReader<TakenRequest>;

export interface ReaderModel {
  /** As people call it. */
  readonly name: string;
  readonly air: 'hf' | 'uhf';
  readonly driver: Extract<DeviceConfig['driver'], 'feig-iso-host' | '3m-d6' | 'uhfreader18'>;
  readonly line: PtyOptions;
  readonly on: (line: Line) => StandReader;
}

/** FEIG H20800-16e §3 */
const FEIG_LINE = { baudRate: 38_400, parity: 'even' } as const;
const THREE_M_LINE = { baudRate: 19_200 } as const;
const UHF_LINE = { baudRate: 57_600 } as const;

export const READER_MODELS = {
  CPR40: {
    name: 'FEIG ID CPR40',
    air: 'hf',
    driver: 'feig-iso-host',
    line: FEIG_LINE,
    on: (line) => SimulatedFeigReader.on(line, { model: 'CPR40' }),
  },
  MR102: {
    name: 'FEIG ID ISC.MR102',
    air: 'hf',
    driver: 'feig-iso-host',
    line: FEIG_LINE,
    on: (line) => SimulatedFeigReader.on(line, { model: 'MR102' }),
  },
  '3m-810': {
    name: '3M 810',
    air: 'hf',
    driver: '3m-d6',
    line: THREE_M_LINE,
    on: (line) => SimulatedThreeMReader.on(line),
  },
  'uhf-18': {
    name: 'UHFReader18',
    air: 'uhf',
    driver: 'uhfreader18',
    line: UHF_LINE,
    on: (line) => SimulatedUhfReader.on(line, { model: '18' }),
  },
  'uhf-288': {
    name: 'UHFReader288 (R2000)',
    air: 'uhf',
    driver: 'uhfreader18',
    line: UHF_LINE,
    on: (line) => SimulatedUhfReader.on(line, { model: '288' }),
  },
} as const satisfies Record<string, ReaderModel>;

export type ReaderModelName = keyof typeof READER_MODELS;

export const isReaderModel = (text: string): text is ReaderModelName => text in READER_MODELS;

export const READER_MODEL_NAMES: readonly ReaderModelName[] =
  Object.keys(READER_MODELS).filter(isReaderModel);
