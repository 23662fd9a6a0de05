/** The fan of library cards; the PIN is on a note on the card, as it should never be. */
import { draggable } from './drag.js';
import { button, h, need } from './dom.js';
import { language, words } from './words.js';

/** @typedef {import('../stand/bench-messages.ts').BenchCard} BenchCard */

const list = need('#cards', HTMLUListElement);
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** @typedef {import('../stand/bench-messages.ts').BenchAction} BenchAction */

/** @param {BenchCard} card @param {boolean} readsChips @param {(action: BenchAction) => void} act */
function draw(card, readsChips, act) {
  const scan = (/** @type {string} */ number) => act({ kind: 'scan-card', card: number });
  const pin = card.pin === undefined ? words('noPin') : `${words('pin')} ${card.pin}`;
  const face = h(
    'button',
    { type: 'button', class: 'card', title: words('holdCard') },
    h('span', { class: 'holder' }, words(card.note)),
    h('span', { class: 'number' }, card.number),
    h('span', { class: 'pin' }, pin),
  );
  const element = h('li', { 'data-card': card.number }, face);
  face.addEventListener('click', () => {
    holdOut(element);
    scan(card.number);
  });
  draggable(element, face, (zone) => {
    if (zone === 'scanner') scan(card.number);
  });
  if (readsChips) {
    const holdChip = () => act({ kind: 'hold-chip', card: card.number });
    element.append(button(words('holdChip'), holdChip, { class: 'chip' }));
  }
  return element;
}

/** The card goes to the scanner and comes back, so that a tap shows what a hand would do. @param {HTMLElement} element */
function holdOut(element) {
  if (still.matches) return;
  const from = element.getBoundingClientRect();
  const to = need('.scanner', HTMLElement).getBoundingClientRect();
  const there = `translate(${to.x + to.width / 2 - from.x - from.width / 2}px, ${to.bottom - from.bottom}px)`;
  element.animate(
    [{ transform: 'none' }, { transform: there, offset: 0.5 }, { transform: 'none' }],
    {
      duration: 700,
      easing: 'ease-in-out',
    },
  );
}

let drawn = '';

/** @param {readonly BenchCard[]} cards @param {boolean} readsChips @param {(action: BenchAction) => void} act */
export function showCards(cards, readsChips, act) {
  // Cards hardly ever change; drawing them anew would take the focus and cut a card's way short.
  const wanted = language() + JSON.stringify(cards);
  if (wanted === drawn) return;
  drawn = wanted;
  list.replaceChildren(...cards.map((card) => draw(card, readsChips, act)));
}
