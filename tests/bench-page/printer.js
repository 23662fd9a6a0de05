/** The receipt printer: its paper as it comes out, and what hands and bad luck can do to it. */
import { h, need } from './dom.js';
import { openMenu } from './menu.js';
import { words } from './words.js';

/** @typedef {import('../stand/printer-messages.ts').BenchPrinter} Printer */
/** @typedef {import('../stand/printer-messages.ts').PrinterAction} Action */

const paper = need('#paper', HTMLElement);
const cover = need('#printer-cover', HTMLButtonElement);
const more = need('#printer-more', HTMLButtonElement);
/** @type {Printer | undefined} */
let now;
/** @type {(action: Action) => void} */
let send = () => {};
let drawn = '';

need('#take-slip', HTMLButtonElement).addEventListener('click', () =>
  send({ kind: 'printer-take' }),
);
cover.addEventListener('click', () => send({ kind: 'printer-cover', open: !now?.coverOpen }));
more.addEventListener('click', () => {
  if (now) openMenu(more, words('printer'), choices(now));
});

/** @param {Printer} printer */
function choices({ mute, on, plugged }) {
  /** @type {(readonly [string, Action])[]} */
  const all = [
    ['printerRoll', { kind: 'printer-roll' }],
    ['printerLow', { kind: 'printer-near-end' }],
    ['printerOut', { kind: 'printer-paper-out', inTheMiddle: false }],
    ['printerOutMiddle', { kind: 'printer-paper-out', inTheMiddle: true }],
    ['printerJam', { kind: 'printer-fault', fault: 'jam', inTheMiddle: true }],
    ['printerCutter', { kind: 'printer-fault', fault: 'cutter', inTheMiddle: false }],
    ['printerHot', { kind: 'printer-fault', fault: 'head-hot', inTheMiddle: false }],
    ['printerBroken', { kind: 'printer-fault', fault: 'unrecoverable', inTheMiddle: false }],
    ['printerClear', { kind: 'printer-clear' }],
    [on ? 'printerOff' : 'printerOn', { kind: 'printer-power', on: !on }],
    [mute ? 'printerSpeaks' : 'printerMute', { kind: 'printer-mute', mute: !mute }],
    [plugged ? 'printerUnplug' : 'printerPlug', { kind: 'printer-plug', plugged: !plugged }],
  ];
  return all.map(([label, action]) => ({ label: words(label), act: () => send(action) }));
}

/** @param {Printer} printer @returns {string} what is wrong with it, in one sentence */
function trouble({ coverOpen, error, mute, on, paper: roll, plugged }) {
  if (!plugged) return words('printer-is-unplugged');
  if (!on) return words('printer-is-off');
  if (mute) return words('printer-is-mute');
  if (coverOpen) return words('printer-is-open');
  if (error !== undefined) return words(`printer-is-${error}`);
  return roll === 'ok' ? '' : words(`printer-is-${roll}`);
}

/** @param {string} path @param {string} label */
const slip = (path, label) => h('img', { src: `/bench/paper/${path}`, alt: label });

/** The newest on top, as it hangs out of the slot. @param {Printer} printer */
function drawPaper({ hanging, slips }) {
  const key = `${hanging} ${slips.join()} ${words('printer')}`;
  if (key === drawn) return;
  drawn = key;
  const label = words('paper');
  const all = slips.map((number) => slip(String(number), label)).toReversed();
  // 96 rows are what stays between the head and the knife: white.
  if (hanging > 96) all.unshift(slip(`hanging?rows=${hanging}`, label));
  paper.replaceChildren(...(all.length > 0 ? all : [words('noPaper')]));
}

/** @param {Printer | undefined} printer @param {(action: Action) => void} perform */
export function showPrinter(printer, perform) {
  now = printer;
  send = perform;
  need('#printer', HTMLElement).hidden = printer === undefined;
  if (!printer) return;
  drawPaper(printer);
  cover.setAttribute('aria-checked', String(!printer.coverOpen));
  cover.textContent = words(printer.coverOpen ? 'coverOpen' : 'coverShut');
  need('#printer-trouble', HTMLElement).textContent = trouble(printer);
}
