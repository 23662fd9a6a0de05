import { ask } from '../detect/probe.ts';
import type { Probe } from '../detect/probe.ts';
import {
  encodeModbus,
  EXCEPTION,
  FUNCTION,
  ModbusParser,
  readBitsRequest,
} from './modbus-frames.ts';
import type { ModbusFrame, ModbusFraming } from './modbus-frames.ts';

/** Boards leave their makers as unit 1. */
const UNIT = 1;
const TRANSACTION = 0x4e43;

/** Reads one input; a board that refuses that speaks Modbus all the same. Nothing is switched. */
const probeModbus =
  (framing: ModbusFraming): Probe =>
  async (port, waitMs) => {
    const pdu = readBitsRequest(FUNCTION.readInputs, 0, 1);
    const request = encodeModbus({ unit: UNIT, transaction: TRANSACTION, pdu }, framing);
    const read = (heard: Uint8Array) => answerIn(heard, framing);
    const answer = await ask(port, { request, read, waitMs });
    if (!answer) return undefined;
    const note = 'say which inputs and outputs it has, and how its outputs are timed';
    return { driver: 'modbus-io', model: { name: 'A Modbus board, unit 1' }, note };
  };

export const probeModbusRtu = probeModbus('rtu');
export const probeModbusTcp = probeModbus('tcp');

/** Behind noise, too: what another probe has left in an adapter. */
function answerIn(heard: Uint8Array, framing: ModbusFraming): ModbusFrame | undefined {
  for (let from = 0; from < heard.length; from++) {
    const [piece] = new ModbusParser(framing).push(heard.subarray(from));
    if (piece?.kind === 'frame' && isAnswer(piece)) return piece;
  }
  return undefined;
}

function isAnswer({ pdu, transaction = TRANSACTION, unit }: ModbusFrame): boolean {
  const [code = 0] = pdu;
  const isOfInputs = (code & ~EXCEPTION) === FUNCTION.readInputs;
  return unit === UNIT && transaction === TRANSACTION && isOfInputs;
}
