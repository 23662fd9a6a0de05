/** A drop box, drawn from the side: mouth, shutter, what lies behind it, trap and bins; and the hands around it. */
import { button, h, need } from './dom.js';
import { language, words } from './words.js';

/** @typedef {import('../stand/drop-box-messages.ts').BenchDropBox} BenchDropBox */
/** @typedef {import('../stand/bench-messages.ts').BenchAction} BenchAction */
/** @typedef {(action: BenchAction) => void} Do */

const box = need('#drop-box', HTMLElement);
/** @type {BenchDropBox | undefined} */
let now;
/** Books of which several are to go in as one; undefined: one by one. @type {string[] | undefined} */
let hand;

export const hasDropBox = () => now !== undefined;

/**
 * A hand that takes two at once waits for the second.
 *
 * @param {BenchAction} action
 * @returns {BenchAction | undefined} undefined while it waits
 */
export function inHand(action) {
  if (hand === undefined || action.kind !== 'drop-insert') return action;
  const books = [...new Set([...hand, ...action.books])];
  hand = books.length < 2 ? books : undefined;
  showHand();
  return hand === undefined ? { kind: 'drop-insert', books } : undefined;
}

function showHand() {
  const two = need('#drop-two', HTMLButtonElement);
  two.setAttribute('aria-pressed', String(hand !== undefined));
  two.textContent = words(hand?.length ? 'dropTwoWaits' : 'dropTwo');
}

/** What is as it should be is on, and says so. @param {string} id @param {() => void} act */
function toggle(id, act) {
  return button('', act, { role: 'switch', id });
}

/** @param {string} id @param {boolean} isWell @param {string} word */
function set(id, isWell, word) {
  const element = need(`#${id}`, HTMLElement);
  element.setAttribute('aria-checked', String(isWell));
  element.textContent = words(`${word}${isWell ? '' : '-not'}`);
}

/** @param {Do} act */
function handButtons(act) {
  const two = button('', () => {
    hand = hand === undefined ? [] : undefined;
    showHand();
  });
  two.id = 'drop-two';
  return [
    button(words('dropPull'), () => act({ kind: 'drop-pull-back' })),
    button(words('dropTakeOut'), () => act({ kind: 'drop-take-out' })),
    two,
    button(words('dropWedge'), () => act({ kind: 'drop-wedge' })),
    button(words('dropFree'), () => act({ kind: 'drop-free' })),
    button(words('dropPutAway'), () => act({ kind: 'drop-put-away' })),
  ];
}

const CONTACTS = /** @type {const} */ (['door', 'tamper', 'fire']);

/** @param {Do} act */
function faultSwitches(act) {
  return [
    toggle('drop-line', () => act({ kind: 'drop-plug', plugged: now?.plugged === false })),
    toggle('drop-hand', () => act({ kind: 'drop-hand', on: now?.hand === false })),
    ...CONTACTS.map((contact) =>
      toggle(`drop-${contact}`, () =>
        act({ kind: 'drop-contact', contact, on: now?.contacts[contact] === false }),
      ),
    ),
  ];
}

/** @param {number} bin @param {Do} act */
function drawBin(bin, act) {
  const books =
    document.getElementById(`at-bin-${bin}`) ?? h('ul', { class: 'books', id: `at-bin-${bin}` });
  const is = () => now?.bins[bin];
  return h(
    'section',
    { class: 'bin', id: `bin-${bin}`, 'aria-label': `${words('bin')} ${bin + 1}` },
    h('h3', {}, `${words('bin')} ${bin + 1}`, h('em', {})),
    books,
    h('meter', { min: '0', max: '1', high: '0.8', 'aria-label': `${words('bin')} ${bin + 1}` }),
    toggle(`bin-door-${bin}`, () =>
      act({ kind: 'drop-door', bin, open: is()?.doorOpen === false }),
    ),
    toggle(`bin-there-${bin}`, () =>
      act({ kind: 'drop-present', bin, present: is()?.present === false }),
    ),
    button(words('binEmpty'), () => act({ kind: 'drop-empty', bin }), { id: `bin-empty-${bin}` }),
  );
}

let drawn = '';

/** Once for each language: what has the focus must keep it. @param {BenchDropBox} state @param {Do} act */
function draw(state, act) {
  if (drawn === language()) return;
  drawn = language();
  need('#bins', HTMLElement).replaceChildren(...state.bins.map((_, bin) => drawBin(bin, act)));
  need('#hands', HTMLElement).replaceChildren(...handButtons(act));
  need('#box-faults', HTMLElement).replaceChildren(...faultSwitches(act));
  need('#lamps', HTMLElement).replaceChildren(
    ...Object.keys(state.signals).map((name) => h('li', { class: name }, words(`lamp-${name}`))),
  );
  showHand();
}

/** @param {string} id @param {number | undefined} opening */
function move(id, opening) {
  const leaf = need(id, HTMLElement);
  leaf.hidden = opening === undefined;
  leaf.style.setProperty('--open', opening === undefined ? '0' : opening < 1 ? '0' : '1');
}

/** @param {BenchDropBox['bins'][number]} bin @param {number} index */
function showBin({ doorOpen, eye, filling, gate, present }, index) {
  const element = need(`#bin-${index}`, HTMLElement);
  element.classList.toggle('away', !present);
  element.classList.toggle('gate', gate);
  need(`#bin-${index} em`, HTMLElement).textContent = eye ? words('binFull') : '';
  need(`#bin-${index} meter`, HTMLMeterElement).value = filling;
  set(`bin-door-${index}`, !doorOpen, 'binDoor');
  set(`bin-there-${index}`, present, 'binThere');
}

/** @param {BenchDropBox | undefined} state @param {Do} act */
export function showDropBox(state, act) {
  now = state;
  box.hidden = state === undefined;
  need('#box-faults', HTMLElement).hidden = state === undefined;
  document.body.classList.toggle('has-box', state !== undefined);
  if (state === undefined) return;
  draw(state, act);
  move('#shutter', state.shutter);
  move('#trap', state.trap);
  need('#eye-mouth', HTMLElement).classList.toggle('blocked', state.eyes.mouth);
  need('#eye-inner', HTMLElement).classList.toggle('blocked', state.eyes.inner);
  for (const [name, on] of Object.entries(state.signals)) {
    need(`#lamps .${name}`, HTMLElement).classList.toggle('lit', on);
  }
  set('drop-hand', !state.hand, 'dropHand');
  set('drop-line', state.plugged, 'dropLine');
  for (const contact of CONTACTS) set(`drop-${contact}`, !state.contacts[contact], contact);
  for (const [index, bin] of state.bins.entries()) showBin(bin, index);
}
