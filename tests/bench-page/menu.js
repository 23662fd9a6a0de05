/** A small menu beside what it belongs to; Escape or a tap elsewhere closes it, and the focus goes back. */
import { button, h, need } from './dom.js';
import { words } from './words.js';

/** @typedef {{ label: string, act: () => void }} MenuItem */

const menu = need('#menu', HTMLElement);
/** @type {HTMLElement | undefined} */
let opener;

function close() {
  if (menu.hidden) return;
  const hadFocus = menu.contains(document.activeElement);
  menu.hidden = true;
  if (hadFocus) opener?.focus();
}

/** @param {HTMLElement} beside */
function place(beside) {
  const { left, bottom } = beside.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
}

/** @param {HTMLElement} beside @param {string} title @param {MenuItem[]} items */
export function openMenu(beside, title, items) {
  opener = beside;
  const buttons = items.map(({ label, act }) =>
    button(label, () => {
      close();
      act();
    }),
  );
  menu.setAttribute('aria-label', title);
  menu.replaceChildren(
    h('p', {}, title),
    ...buttons,
    button(words('close'), close, { class: 'quiet' }),
  );
  menu.hidden = false;
  place(beside);
  buttons[0]?.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
document.addEventListener('pointerdown', (event) => {
  if (event.target instanceof Node && !menu.contains(event.target)) close();
});
