/** A visit up to its receipt, at a terminal with a printer. */
import type { PrinterCondition } from '../../devices/device.ts';
import type { PatronView } from '../../ils/ils.ts';
import type { ReceiptChoice } from '../../messages.ts';
import type { PrintResult } from '../rules/inputs.ts';
import { DEFAULT_RECEIPTS, DEFAULT_TIMES } from '../rules/settings.ts';
import type { ReceiptSettings } from '../rules/settings.ts';
import { CARD, MAI, Play } from './play.ts';

export const DEVICES = { pad: 'pad', scanner: 'scanner', printer: 'printer' };
export const WELL: PrinterCondition = { paper: 'ok' };
export const WITH_MAIL: PatronView = { ...MAI, hasEmail: true };
export const { done, printing, receipt: shownFor } = DEFAULT_TIMES;

export interface Given {
  readonly condition?: PrinterCondition;
  readonly receipts?: Partial<ReceiptSettings>;
  readonly patron?: PatronView;
}

/** Mai at a terminal with a printer, with one book that is hers now. */
export function lent({ condition = WELL, patron = MAI, receipts }: Given = {}): Play {
  const settings = { devices: DEVICES, receipts: { ...DEFAULT_RECEIPTS, ...receipts } };
  const play = new Play(settings);
  play.send({ kind: 'terminal', name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'UTC' });
  play.send({ kind: 'online', online: true }).send({ kind: 'time', known: true });
  play.send({ kind: 'started', recovered: false, uncured: [] });
  play.send({ kind: 'printer', device: 'printer', condition });
  for (const device of Object.values(DEVICES)) play.send({ kind: 'device', device, ready: true });
  play.later(play.settings.times.start).scan(CARD).welcome(patron);
  play.scan('VV.9').accept();
  return play;
}
export const finished = (given: Given = {}): Play => lent(given).tap({ kind: 'finish' });

export const choose = (play: Play, choice: ReceiptChoice): Play =>
  play.tap({ kind: 'receipt', choice });
export const choices = (play: Play) => play.snapshot.receipt?.choices;
export const step = (play: Play) => play.snapshot.receipt?.step;

export const printing1 = (given: Given = {}): Play => choose(finished(given), 'print');
export function comesOut(play: Play, result: PrintResult = 'done'): Play {
  const { ask } = play.take('print');
  return play.send({ kind: 'printed', ask, result });
}
