/** What the simulators saw and said: words for everyone, bytes for those who want them. */
import { h, need } from './dom.js';
import { language, words } from './words.js';

/** @typedef {import('../stand/bench-messages.ts').BenchLogEntry} BenchLogEntry */

const KEPT = 200;
const list = need('#log', HTMLOListElement);
/** @type {BenchLogEntry[]} */
let kept = [];

/** @param {BenchLogEntry} entry */
function draw(entry) {
  const time = new Date(entry.at).toLocaleTimeString(language(), { hour12: false });
  const what =
    entry.book === undefined ? words(entry.what) : `${words(entry.what)}: ${words(entry.book)}`;
  const line = h(
    'li',
    { class: entry.direction },
    h('time', {}, time),
    h('b', {}, words(`where-${entry.where}`)),
    h('span', { class: 'direction' }, words(entry.direction)),
  );
  // That the device answered is said by the direction.
  if (entry.what !== 'answer') line.append(h('span', {}, what));
  if (entry.hex !== undefined) line.append(h('code', {}, entry.hex));
  return line;
}

/** Newest first. @param {readonly BenchLogEntry[]} entries */
export function addToLog(entries) {
  const last = kept.at(-1)?.id ?? -1;
  const fresh = entries.filter(({ id }) => id > last);
  kept = [...kept, ...fresh].slice(-KEPT);
  list.prepend(...fresh.map(draw).toReversed());
  while (list.childElementCount > KEPT) list.lastElementChild?.remove();
}

export function redrawLog() {
  list.replaceChildren(...kept.map(draw).toReversed());
}

/** A new stand counts from the beginning again. */
export function clearLog() {
  kept = [];
  list.replaceChildren();
}
