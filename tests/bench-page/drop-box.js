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

/** @param {string} id @param {string} label @param {boolean} on @param {() => void} act */
function toggle(id, label, on, act) {
  const element = button(label, act, { role: 'switch', id, class: 'plain' });
  element.setAttribute('aria-checked', String(on));
  return element;
}

/** @param {BenchDropBox} state @param {Do} act */
function handButtons({ contacts, hand: isIn, plugged }, act) {
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
    toggle('drop-hand', words('dropHand'), isIn, () =>
      act({ kind: 'drop-hand', on: now?.hand === false }),
    ),
    .../** @type {const} */ (['door', 'tamper', 'fire']).map((contact) =>
      toggle(`drop-${contact}`, words(`contact-${contact}`), contacts[contact], () =>
        act({ kind: 'drop-contact', contact, on: now?.contacts[contact] === false }),
      ),
    ),
    toggle('drop-line', words('dropLine'), plugged, () =>
      act({ kind: 'drop-plug', plugged: now?.plugged === false }),
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
    toggle(`bin-door-${bin}`, words('binDoor'), false, () =>
      act({ kind: 'drop-door', bin, open: is()?.doorOpen === false }),
    ),
    toggle(`bin-away-${bin}`, words('binAway'), false, () =>
      act({ kind: 'drop-present', bin, present: is()?.present === false }),
    ),
    button(words('binEmpty'), () => act({ kind: 'drop-empty', bin }), { id: `bin-empty-${bin}` }),
  );
}

let drawn = '';

/** Once a language: what has the focus must keep it. @param {BenchDropBox} state @param {Do} act */
function draw(state, act) {
  if (drawn === language()) return;
  drawn = language();
  need('#bins', HTMLElement).replaceChildren(...state.bins.map((_, bin) => drawBin(bin, act)));
  need('#hands', HTMLElement).replaceChildren(...handButtons(state, act));
  need('#lamps', HTMLElement).replaceChildren(
    ...Object.keys(state.signals).map((name) => h('li', { class: name }, words(`lamp-${name}`))),
  );
  showHand();
}

/** @param {string} id @param {boolean} on */
const check = (id, on) => need(id, HTMLElement).setAttribute('aria-checked', String(on));

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
  check(`#bin-door-${index}`, doorOpen);
  check(`#bin-away-${index}`, !present);
}

/** @param {BenchDropBox | undefined} state @param {Do} act */
export function showDropBox(state, act) {
  now = state;
  box.hidden = state === undefined;
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
  check('#drop-hand', state.hand);
  check('#drop-line', state.plugged);
  for (const contact of /** @type {const} */ (['door', 'tamper', 'fire'])) {
    check(`#drop-${contact}`, state.contacts[contact]);
  }
  for (const [index, bin] of state.bins.entries()) showBin(bin, index);
}
