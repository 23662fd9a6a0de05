/** Which reader stands on the desk, and what goes wrong on the way to it. */
import { button, h, need } from './dom.js';
import { language, words } from './words.js';

/** @typedef {import('../stand/bench-messages.ts').BenchState['reader']} Reader */
/** @typedef {import('../stand/bench-messages.ts').LineFault} LineFault */

const select = need('#reader', HTMLSelectElement);
const faults = need('#line-faults', HTMLElement);
/** @type {readonly LineFault[]} */
const LINE_FAULTS = ['bit-error', 'gap', 'late', 'silence', 'misread'];
/** @type {(model: Reader['model']) => void} */
let choose = () => {};
/** @type {Reader | undefined} */
let now;

select.addEventListener('change', () => {
  const chosen = now?.models.find(({ model }) => model === select.value);
  if (chosen) choose(chosen.model);
});

/** @param {Reader} reader @param {(model: Reader['model']) => void} onChoice */
export function showReader(reader, onChoice) {
  now = reader;
  choose = onChoice;
  if (select.options.length === 0)
    select.append(...reader.models.map(({ model, name }) => h('option', { value: model }, name)));
  select.value = reader.model;
  select.disabled = reader.changing;
}

let drawn = '';

/** @param {(fault: LineFault) => void} spoil */
export function showLineFaults(spoil) {
  if (drawn === language()) return;
  drawn = language();
  faults.replaceChildren(
    h('p', {}, words('lineFaults')),
    ...LINE_FAULTS.map((fault) => button(words(`line-${fault}`), () => spoil(fault))),
  );
}
