/** A small menu beside what it belongs to; Escape or a tap elsewhere closes it, and the focus goes back. */
import { button, h, need } from './dom.js';
import { words } from './words.js';

/** @typedef {{ value: string, pattern: string }} Entry what is asked for first, and what it must look like */
/** @typedef {{ label: string, entry?: Entry, act: (text: string) => void }} MenuItem */

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

/** @param {MenuItem & { entry: Entry }} item */
function form({ label, entry, act }) {
  const input = h('input', { ...entry, required: '', size: '4', autocomplete: 'off' });
  const element = h('form', {}, h('label', {}, label, input), h('button', {}, '✓'));
  element.lastElementChild?.setAttribute('aria-label', label);
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    close();
    act(input.value);
  });
  return element;
}

/** @param {MenuItem} item */
function row({ entry, ...item }) {
  if (entry !== undefined) return form({ ...item, entry });
  return button(item.label, () => {
    close();
    item.act('');
  });
}

/** @param {HTMLElement} beside @param {string} title @param {MenuItem[]} items */
export function openMenu(beside, title, items) {
  opener = beside;
  const rows = items.map(row);
  menu.setAttribute('aria-label', title);
  menu.replaceChildren(
    h('p', {}, title),
    ...rows,
    button(words('close'), close, { class: 'quiet' }),
  );
  menu.hidden = false;
  place(beside);
  rows[0]?.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
document.addEventListener('pointerdown', (event) => {
  if (event.target instanceof Node && !menu.contains(event.target)) close();
});
