/** The bench: draws what the stand says and carries out what a hand does. All state is the simulators' own. */
import { Shelf } from './books.js';
import { showCards } from './cards.js';
import { showFrame, showAccount } from './frame.js';
import { need, press } from './dom.js';
import { inHand, showDropBox } from './drop-box.js';
import { act, listen } from './link.js';
import { showLineFaults, showReader } from './reader.js';
import { showPrinter } from './printer.js';
import { addToLog, clearLog, redrawLog } from './log.js';
import { switchLanguage, translatePage, words } from './words.js';

/** @typedef {import('../stand/bench-messages.ts').BenchState} BenchState */
/** @typedef {import('../stand/bench-messages.ts').BenchAction} BenchAction */

const says = need('#says', HTMLElement);
/** @type {BenchState | undefined} */
let state;

/** @param {string} text */
function say(text) {
  says.textContent = text;
}

/** @param {BenchAction} action */
async function perform(action) {
  say('');
  const trouble = await act(action);
  if (trouble !== undefined) say(words('failed') + trouble);
}
/** @param {BenchAction} action */
function send(action) {
  const whole = inHand(action);
  if (whole !== undefined) void perform(whole);
}

const shelf = new Shelf(send, say, '#on-shelf');
const drawer = new Shelf(send, say, '#in-drawer');

/** @param {boolean} open */
function openDrawer(open) {
  press('#open-drawer', open);
  need('#in-drawer', HTMLElement).hidden = !open;
  need('#on-shelf', HTMLElement).hidden = open;
  need('#new-labels', HTMLElement).hidden = !open;
}
need('#open-drawer', HTMLButtonElement).addEventListener('click', (event) => {
  const { currentTarget } = event;
  if (currentTarget instanceof HTMLElement)
    openDrawer(currentTarget.getAttribute('aria-pressed') === 'false');
});
need('#show-kiosk', HTMLButtonElement).addEventListener('click', () => showFrame('kiosk'));
need('#show-desk', HTMLButtonElement).addEventListener('click', () => {
  showFrame('desk');
  openDrawer(true);
});

/** @param {string} id @param {boolean} on @param {string} label */
function showSwitch(id, on, label) {
  const element = need(id, HTMLButtonElement);
  element.setAttribute('aria-checked', String(on));
  element.textContent = label;
}

/** @param {BenchState} now */
function show(now) {
  state = now;
  const { pad, scanner, network } = now;
  showDropBox(now.dropBox, send);
  shelf.show(now.books);
  drawer.show(now.labels);
  showCards(now.cards, now.readsChips, send);
  showReader(now.reader, (model) => send({ kind: 'reader', model }));
  showLineFaults((fault) => send({ kind: 'line-fault', fault }));
  showAccount(now.account);
  showPrinter(now.printer, send);
  if (now.reader.changing) say(words('changing'));
  else if (says.textContent === words('changing')) say('');
  showSwitch('#plug-pad', pad.plugged, words(pad.plugged ? 'padPlugged' : 'padUnplugged'));
  showSwitch(
    '#plug-scanner',
    scanner.plugged,
    words(scanner.plugged ? 'scannerPlugged' : 'scannerUnplugged'),
  );
  showSwitch('#speed', pad.rightSpeed, words(pad.rightSpeed ? 'speedRight' : 'speedWrong'));
  const isSip2 = network.way === 'sip2';
  const up = words(isSip2 ? 'sip2Up' : 'networkUp');
  const cut = words(isSip2 ? 'sip2Cut' : 'networkCut');
  showSwitch('#network', network.up, network.up ? up : cut);
  need('#pad-trouble', HTMLElement).textContent = !pad.plugged
    ? words('padUnplugged')
    : pad.rightSpeed
      ? ''
      : words('speedWrong');
  need('#scanner-trouble', HTMLElement).textContent = scanner.plugged
    ? ''
    : words('scannerUnplugged');
  need('.pad', HTMLElement).classList.toggle('dead', !pad.plugged || !pad.rightSpeed);
  need('.scanner', HTMLElement).classList.toggle('dead', !scanner.plugged);
  document.body.classList.add('live');
}

function redraw() {
  translatePage();
  need('#language', HTMLButtonElement).textContent = words('language');
  if (state !== undefined) show(state);
  redrawLog();
}

/** @param {string} id @param {(now: BenchState) => BenchAction} action */
function onPress(id, action) {
  need(id, HTMLButtonElement).addEventListener('click', () => {
    if (state !== undefined) send(action(state));
  });
}

onPress('#plug-pad', ({ pad }) => ({ kind: 'plug', device: 'pad', plugged: !pad.plugged }));
onPress('#plug-scanner', ({ scanner }) => ({
  kind: 'plug',
  device: 'scanner',
  plugged: !scanner.plugged,
}));
onPress('#speed', ({ pad }) => ({ kind: 'speed', right: !pad.rightSpeed }));
onPress('#network', ({ network }) => ({ kind: 'network', up: !network.up }));
onPress('#garbage', () => ({ kind: 'scan-garbage' }));
onPress('#new-labels', () => ({ kind: 'new-labels' }));
onPress('#clear-pad', () => ({ kind: 'clear-pad' }));
need('#language', HTMLButtonElement).addEventListener('click', () => {
  switchLanguage();
  redraw();
});

redraw();
let connected = false;
listen(
  (message) => {
    if (message.kind === 'state') show(message.state);
    else addToLog(message.entries);
  },
  (now) => {
    if (now && !connected) clearLog();
    connected = now;
    say(now ? '' : words(state?.reader.changing ? 'changing' : 'lost'));
  },
);
